"""What to ask instead of a query that finds nothing.

A word that nothing has is most often one that is misspelled, and the words of the catalogue itself
say what was meant. Else one of the conditions is too much. Whatever is proposed does find
something.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from string import ascii_lowercase
from typing import Literal

from sqlalchemy import Connection, TextClause, text

from defcat import countries
from defcat.errors import InputError
from defcat.fields import Country, Link, Text
from defcat.search import run
from defcat.search.called import near
from defcat.search.fields import find
from defcat.search.index import count_matching
from defcat.search.query import All, Any, AsOf, Node, Office, OfKind, Phrase, Query, Where, Word
from defcat.search.tokens import is_bare
from defcat.search.values import check
from defcat.storage.fulltext import PREFIXES, WORDS
from defcat.text import fold, words

MOST = 3
"""So many corrections are proposed, and so many conditions to leave out."""
_NEAR = 6
"""So many words are tried in place of one."""
_LONGEST = 12
"""A query of more words, or of more conditions, is a text that was put in, and no slip."""
_SHORTEST = 3
"""Below so many letters any word is near to any other."""
_DIGIT = re.compile("[0-9]")
"""What has one is a number or a reference, and any other is as near."""
_MEANT = ("is", "marking", "status", "state", "type")
"""Fields of which people say a value as a plain word: overdue, restricted, expired, memorandum."""
_RARE = 10
"""What fewer records have may be misspelled in them, too."""
_POOL = 20_000
_PART = 1_000
_AFTER = chr(sys.maxunicode)
_TAGS = "\ue000"
"""Where the words of the index end that people read, and its tags begin."""

Change = Literal["words", "kinds", "today", "without"]

_BEGUN = text(f"SELECT term FROM {WORDS} WHERE term >= :first AND term < :after LIMIT {_POOL}")
_LATER = text(
    f"SELECT term FROM {WORDS} WHERE term >= :first AND term < :after"
    " AND substr(term, :at, 2) IN (:same, :less) LIMIT 2000"
)


@dataclass(frozen=True)
class WayOut:
    """Another query, which finds `count` records (counted to `run.COUNTED`), and how it differs:
    in `words`, it asks for all `kinds`, as of `today`, or is `without` a condition. `says` is what
    was put in or left out, as it is written in a query.
    """

    change: Change
    query: Query
    says: str
    count: int


def ways_out(connection: Connection, query: Query, *, today: date) -> list[WayOut]:
    """What may have been meant by `query`, which finds nothing; the likeliest first."""

    def count(asked: Query) -> int:
        return run.count(connection, asked, today=today)

    found = corrections(connection, query, today=today)
    if query.kinds:
        found += _counted("kinds", Query(_without(query, OfKind)), "", count)
    if query.as_of:
        found += _counted("today", query.on(None), AsOf(query.as_of).write(), count)
    return found + list(islice(_fewer(query, count), MOST))


def corrections(connection: Connection, query: Query, *, today: date) -> list[WayOut]:
    """`query` with other words in place of those that nothing has, or, where each word has
    something, of one that hardly anything has; among all kinds where none of the kinds asked for
    has an answer. The fewest slips first, and only those that are as near; then what finds most.
    """
    slots = _slots(query.conditions)
    if max(len(slots), len(query.conditions)) > _LONGEST:
        return []
    if found := _as_values(connection, query, today):
        return found
    having = {
        slot: run.count(connection, Query((slot.asked(),)), _RARE, today=today) for slot in slots
    }
    wrong = [slot for slot in slots if not having[slot]]
    tried = [wrong] if wrong else [[slot] for slot in slots if having[slot] < _RARE]
    for base in (query, Query(_without(query, OfKind))):
        for some in tried:
            if found := _corrections(connection, base, some, today):
                return found
    return []


def _corrections(
    connection: Connection, base: Query, slots: Sequence["_Slot"], today: date
) -> list[WayOut]:
    """The same for these words of a query."""
    from rapidfuzz.distance import OSA

    like = [_near(connection, slot) for slot in slots]
    found: list[tuple[int, int, WayOut]] = []
    for chosen in islice(product(*like), _NEAR * 2):
        nodes = base.conditions
        for slot, word in zip(slots, chosen, strict=True):
            nodes = tuple(_corrected(node, slot, word) for node in nodes)
        asked = Query(nodes)
        if number := run.count(connection, asked, today=today):
            pairs = zip(slots, chosen, strict=True)
            slips = sum(OSA.distance(slot.word, fold(word)) for slot, word in pairs)
            says = Query(_without(asked.on(None), OfKind)).write()
            found.append((slips, -number, WayOut("words", asked, says, number)))
    found.sort(key=lambda each: each[:2])
    return [way for slips, _, way in found if slips == found[0][0]][:MOST]


# --- words ------------------------------------------------------------------------------------


def _as_values(connection: Connection, query: Query, today: date) -> list[WayOut]:
    """`query` with a word, or all its words, as the value of a field that is called so."""
    spoken = [node for node in query.conditions if isinstance(node, Word)]
    whole = [" ".join(node.text for node in spoken)] if len(spoken) > 1 else []
    found = []
    for said in (*whole, *(node.text for node in spoken)):
        gone = spoken if said in whole else [node for node in spoken if node.text == said]
        rest = tuple(node for node in query.conditions if node not in gone)
        for name in _MEANT:
            meant = Where(name, said, quoted=True)
            try:
                check(meant, today)
            except InputError:
                continue
            plain = Where(name, said, quoted=not is_bare(said))
            asked = Query((*rest, plain))
            if number := run.count(connection, asked, today=today):
                found.append(WayOut("words", asked, plain.write(), number))
                break
    return found[:MOST]


@dataclass(frozen=True)
class _Slot:
    """A folded word of the query: a plain one, or one of the value of `field` (`office` is the
    field `post`).
    """

    word: str
    field: str = ""

    @property
    def mark(self) -> str:
        """What its tokens begin with in the index."""
        named = find(self.field)
        return named.mark if named else ""

    def asked(self) -> Node:
        """The condition that only asks for it."""
        return Where(self.field, self.word) if self.field else Word(self.word)


def _slots(nodes: Iterable[Node]) -> list[_Slot]:
    found: dict[_Slot, None] = {}
    for node in nodes:
        if isinstance(node, Word | Phrase):
            found.update(dict.fromkeys(_Slot(word) for word in words(node.text)))
        elif isinstance(node, Where):
            named = find(node.field)
            if named and named.mark and named.is_a(Text, Link):
                slots = (_Slot(word, node.field) for word in words(node.value))
                found.update(dict.fromkeys(slots))
        elif isinstance(node, Office):
            found.update(dict.fromkeys(_Slot(word, "post") for word in words(node.text)))
        elif isinstance(node, All | Any):
            found.update(dict.fromkeys(_slots(node.nodes)))
    return [slot for slot in found if len(slot.word) >= _SHORTEST and not _DIGIT.search(slot.word)]


def _corrected(node: Node, slot: _Slot, word: str) -> Node:
    """`node` with `word` in place of that of the slot."""

    def mended(said: str) -> str:
        found = words(said)
        return " ".join(word if one == slot.word else one for one in found)

    if isinstance(node, Word | Phrase) and not slot.field and slot.word in words(node.text):
        return replace(node, text=mended(node.text))
    if isinstance(node, Office) and slot.field == "post" and slot.word in words(node.text):
        return replace(node, text=mended(node.text))
    if isinstance(node, Where) and node.field == slot.field and slot.word in words(node.value):
        return replace(node, value=mended(node.value))
    if isinstance(node, All | Any):
        return replace(node, nodes=tuple(_corrected(one, slot, word) for one in node.nodes))
    return node


def _near(connection: Connection, slot: _Slot) -> list[str]:
    """Words of the index most like that of the slot, the likest first; countries before them."""
    named, found = find(slot.field), {}
    if named and named.is_a(Country):
        found = dict.fromkeys(near(slot.word, map(countries.name, countries.codes())))
    if len(slot.word) > PREFIXES - 1:
        like = _like(slot.word, _same_beginning(connection, slot))
        found |= dict.fromkeys(like or _like(slot.word, _other_beginning(connection, slot)))
    if len(slot.word) <= PREFIXES + 1 and len(found) < _NEAR:
        short = (word for word in _edited(slot.word) if len(word) <= PREFIXES)
        here = (word for word in short if _is_whole_word(connection, slot.mark + word))
        found |= dict.fromkeys(islice(here, _NEAR - len(found)))
    nearest = list(found)[:_NEAR]
    # arrangement says what arrangements would: a word of a query finds all that begin so
    kept: list[str] = []
    for one in nearest:
        if not any(one.startswith(other) for other in kept if len(other) >= PREFIXES):
            kept.append(one)
    return kept


def _same_beginning(connection: Connection, slot: _Slot) -> list[str]:
    """The words with the same first letter."""
    start = slot.mark + slot.word[0]
    return _terms(connection, _BEGUN, {"first": start, "after": start + _AFTER}, slot.mark)


def _other_beginning(connection: Connection, slot: _Slot) -> list[str]:
    """Words with another first letter, one more, one less, or the first two the other way."""
    mark, word = slot.mark, slot.word
    bounds: dict[str, str | int] = {"first": mark, "after": mark + _AFTER if mark else _TAGS}
    looked: dict[str, str | int] = {"at": len(mark) + 2, "same": word[1:3], "less": word[:2]}
    found = _terms(connection, _LATER, bounds | looked, mark)
    start = mark + word[1]
    return found + _terms(connection, _BEGUN, {"first": start, "after": start + _AFTER}, mark)


def _terms(
    connection: Connection, statement: TextClause, bounds: dict[str, str | int], mark: str
) -> list[str]:
    result = connection.scalars(statement, bounds)
    return [term.removeprefix(mark) for part in result.partitions(_PART) for term in part]


def _like(word: str, pool: Sequence[str]) -> list[str]:
    """Those of `pool` that are few letters away, the nearest first; else those that begin so."""
    from rapidfuzz.distance import OSA

    away = 1 if len(word) < 6 else 2 if len(word) < 9 else 3
    whole: list[tuple[float, str]] = []
    begun: list[tuple[float, str]] = []
    for known in pool:
        if abs(len(known) - len(word)) <= away:
            slips = OSA.distance(word, known, score_cutoff=away)
            if slips <= away:
                whole.append((slips, known))
        elif len(known) > len(word):
            ends = (known[: len(word)], known[: len(word) + 1])
            slips = min(OSA.distance(word, end, score_cutoff=away) for end in ends)
            if slips < away:
                begun.append((slips, known))
    return [known for _, known in sorted(whole)[:_NEAR] or sorted(begun)[:_NEAR]]


def _edited(word: str) -> Iterator[str]:
    """All that is one slip away: two letters the other way, one too many, another, one too few;
    of the shortest words the first and the last: mou is no slip for moa.
    """
    seen = {word}
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = ascii_lowercase if word.isascii() else ""
    changed = [(a, b) for a, b in cuts if b] if len(word) > _SHORTEST else []
    for edited in (
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + b[1:] for a, b in changed),
        *(a + letter + b[1:] for a, b in changed for letter in letters),
        *(a + letter + b for a, b in cuts for letter in letters),
    ):
        if edited not in seen and len(edited) >= _SHORTEST - 1:
            seen.add(edited)
            yield edited


def _is_whole_word(connection: Connection, token: str) -> bool:
    return count_matching(connection, f'"{token}"', 1) > 0


# --- conditions -------------------------------------------------------------------------------


def _without(query: Query, sort: type[OfKind]) -> tuple[Node, ...]:
    return tuple(node for node in query.conditions if not isinstance(node, sort))


def _counted(
    change: Change, asked: Query, says: str, count: Callable[[Query], int]
) -> list[WayOut]:
    number = count(asked)
    return [WayOut(change, asked, says, number)] if number else []


def _fewer(query: Query, count: Callable[[Query], int]) -> Iterator[WayOut]:
    """The query without one of its conditions, those first that are no plain words."""
    narrow = [node for node in query.conditions if not isinstance(node, OfKind | AsOf)]
    if len(narrow) > _LONGEST:
        return
    for node in sorted(narrow, key=lambda node: isinstance(node, Word | Phrase)):
        rest = Query(tuple(one for one in query.conditions if one is not node))
        filters = not isinstance(node, Word | Phrase) and rest.kinds
        if rest.narrows() or filters:
            yield from _counted("without", rest, node.write(), count)
