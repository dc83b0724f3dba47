"""Which few of many records to compare a row with: those of its day, or with its words.

No row is compared with more than `MANY` records, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from defcat.exchange.alike import Facts

MANY = 150
_LONG = 27
"""Days of a date above which it is a month or more, and no engagement."""
_SHORT_WORD = 3
_FEW = 3
"""So many records of one title tell something by it; where there are more, titles recur."""

_Block = Mapping[str, list[int]]


class Blocks:
    """The records of `facts` by day, by title and by the words that they are known by."""

    def __init__(self, facts: Mapping[int, Facts], *, by_name: bool) -> None:
        self._facts = facts
        self._by_name = by_name
        self._days: dict[str, list[int]] = defaultdict(list)
        self._months: dict[str, list[int]] | None = None
        self._titles: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, _Block] = {}
        for record_id, held in facts.items():
            for key in [_day_key(held)] if not by_name else ():
                self._days[key].append(record_id)
            if not by_name:
                self._titles[held.title].append(record_id)

    def near(self, mine: Facts) -> Iterable[int]:
        """The records to compare a row with, none twice."""
        found: dict[int, None] = {}
        for record_ids in self._near(mine):
            found.update(dict.fromkeys(islice(record_ids, MANY)))
            if len(found) >= MANY:
                break
        return list(found)[:MANY]

    def _near(self, mine: Facts) -> Iterator[Iterable[int]]:
        if self._by_name:
            yield from self._with_words("", self._facts, mine)
            return
        same = self._titles.get(mine.title, [])
        if len(same) <= _FEW:
            yield same
        if mine.first is None:
            yield from self._with_words("", self._facts, mine)
            return
        for key in self._keys(mine):
            yield from self._few(key, mine)

    def _keys(self, mine: Facts) -> Iterator[str]:
        """The blocks in which records may have a day in common with a row."""
        assert mine.first is not None
        first = date.fromisoformat(mine.first)
        if _is_long(mine):
            yield f"in {mine.first[:7]}"
        else:
            for shift in (0, -1, 1):
                yield _shifted(first, shift)
        yield f"{mine.first[:7]}-"
        yield f"{mine.first[:4]}-"
        yield ""

    def _few(self, key: str, mine: Facts) -> Iterator[Iterable[int]]:
        """The records of a block; of many, those with words of the row."""
        block = self._in_month(key[3:]) if key.startswith("in ") else self._days.get(key, [])
        if len(block) <= MANY // 3:
            yield block
        else:
            yield from self._with_words(key or "undated", block, mine)

    def _in_month(self, month: str) -> list[int]:
        if self._months is None:
            self._months = defaultdict(list)
            for record_id, held in self._facts.items():
                if held.first:
                    self._months[held.first[:7]].append(record_id)
        return self._months.get(month, [])

    def _with_words(self, key: str, block: Iterable[int], mine: Facts) -> Iterator[Iterable[int]]:
        """The records of a block that share words with a row, those of rare words first."""
        words = self._words.get(key)
        if words is None:
            made: dict[str, list[int]] = defaultdict(list)
            for record_id in block:
                for word in self._known_by(self._facts[record_id]):
                    made[word].append(record_id)
            words = self._words[key] = made
        found = [words[word] for word in self._known_by(mine) if word in words]
        yield from sorted(found, key=len)

    def _known_by(self, facts: Facts) -> set[str]:
        """What a row or a record is found by: pairs of the beginnings of names, or its words."""
        if self._by_name:
            return {pair for name in facts.names or (facts.title,) for pair in _pairs(name)}
        words = {*facts.title.split(), *(word for name in facts.people for word in name.split())}
        return {word for word in words if len(word) >= _SHORT_WORD}


def _pairs(name: str) -> Iterator[str]:
    """Pairs of the beginnings of the words of a name, which stand whatever their order is."""
    words = name.split()[:4]
    if len(words) == 1:
        yield words[0][:3]
    for one in words:
        for two in words:
            if one is not two:
                yield f"{one[:3]} {two[:1]}"
                if one < two:
                    yield f"{one[:3]} {two[:3]}"


def _day_key(held: Facts) -> str:
    """The block of a date: its day, or the month or year that is all it says; "" without one."""
    if held.first is None:
        return ""
    if not _is_long(held):
        return held.first
    return (
        f"{held.first[:7]}-"
        if held.last and held.first[:7] == held.last[:7]
        else (f"{held.first[:4]}-")
    )


def _is_long(facts: Facts) -> bool:
    if facts.first is None or facts.last is None:
        return facts.first is not None
    first, last = date.fromisoformat(facts.first), date.fromisoformat(facts.last)
    return (last - first).days >= _LONG


def _shifted(day: date, days: int) -> str:
    try:
        return (day + timedelta(days)).isoformat()
    except OverflowError:
        return day.isoformat()
