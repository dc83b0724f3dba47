"""What the cells of a column look like: dates, countries, people, addresses, codes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import pairwise

from defcat import vocabulary
from defcat.errors import DefcatError
from defcat.exchange import headings
from defcat.exchange.abroad import country_of
from defcat.exchange.day_words import read_date
from defcat.exchange.forms import in_order, is_whole_name, parted, serial_day
from defcat.text import fold, words

_SAMPLE = 300
_MOST_DISTINCT = 100_000
_SHOWN = 5
_COUNTED = 2
"""So many numbers at least are a count."""
_SEPARATORS = ("\n", ";", "|", " / ", "/", ",", " and ", " & ", "&")
_NAMING = (";", "|", "\n", " / ")
"""What separates names of any sort; a comma or an "and" may stand within one."""
_OFTEN = 0.05
_PHRASE = 4

_URL = re.compile(r"(https?://|www\.)\S+$", re.I)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+$")
_PHONE = re.compile(r"\+?[\d\s()./-]{6,25}$")
_CODE = re.compile(r"[\w.:/#-]+$")
_SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)+$")
_YEAR = re.compile(r"(1[5-9]|20)\d\d$")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’ʻ.-]*([-'’ʻ.][^\W\d_]*)*[.,]?$")


@dataclass(frozen=True)
class Shape:
    """A column: how often each text stands in it, and of how many `rows`.

    Shares are of the texts, each counted once, from 0 to 1; only the first are looked at.
    """

    rows: int
    counts: Counter[str]
    filled: int
    _terms: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def sample(self) -> tuple[str, ...]:
        return tuple(list(self.counts)[:_SAMPLE])

    @property
    def samples(self) -> tuple[str, ...]:
        """The first few texts, to show."""
        return self.sample[:_SHOWN]

    @property
    def distinct(self) -> int:
        return len(self.counts)

    @property
    def is_unique(self) -> bool:
        """Whether every row has a text of its own."""
        return self.filled == self.rows == self.distinct

    @property
    def is_cut(self) -> bool:
        """Whether there may be more texts than are known."""
        return self.distinct >= _MOST_DISTINCT

    @cached_property
    def length(self) -> float:
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def dates(self) -> float:
        return self._share(is_date)

    @cached_property
    def years(self) -> float:
        return self._share(lambda text: _YEAR.match(text) is not None)

    @cached_property
    def urls(self) -> float:
        return self._share(lambda text: _URL.match(text) is not None)

    @cached_property
    def emails(self) -> float:
        return self._share(lambda text: _EMAIL.match(text) is not None)

    @cached_property
    def phones(self) -> float:
        return self._share(lambda t: _PHONE.match(t) is not None and sum(map(str.isdigit, t)) > 5)

    @cached_property
    def codes(self) -> float:
        return self._share(lambda text: _CODE.match(text) is not None)

    @cached_property
    def numbers(self) -> float:
        return self._share(lambda text: text.rstrip(".)").isdecimal())

    @cached_property
    def is_running(self) -> bool:
        """Whether the texts count up by one, as the numbers of lines do."""
        if self.numbers < 1 or len(self.sample) < _COUNTED:
            return False
        said = [int(text.rstrip(".)")) for text in self.sample]
        return all(after == before + 1 for before, after in pairwise(said))

    @cached_property
    def slugs(self) -> float:
        return self._share(lambda text: _SLUG.match(text) is not None)

    @cached_property
    def people(self) -> float:
        return self._share(_names_people)

    @cached_property
    def crowds(self) -> float:
        """The share of texts that name more than one person."""
        return self._share(lambda text: len(parted(text)) > 1)

    @cached_property
    def posts(self) -> float:
        """The share of texts that name a post or an office."""
        return self._share(lambda text: not headings.post_words().isdisjoint(words(text)))

    @cached_property
    def sentences(self) -> float:
        """The share of texts that are written in sentences."""
        return self._share(lambda text: text.endswith(".") and text.count(" ") > _PHRASE)

    @cached_property
    def countries(self) -> float:
        """The share of texts in which countries stand, however many of them."""
        return self._countries(self.country_separator)

    @cached_property
    def country_separator(self) -> str:
        """What separates countries in a cell; empty where a cell names one."""
        best = max(("", *_SEPARATORS), key=lambda one: (self._countries(one), not one))
        return best if self._countries(best) > self._countries("") + 0.02 else ""

    @cached_property
    def separator(self) -> str:
        """What separates several things in a cell; empty where a cell seems to say one."""
        if self.urls > _OFTEN:
            return ""
        often = [one for one in _NAMING if self._share(partial(_holds, one)) >= _OFTEN]
        if often:
            return often[0]
        commas = [text for text in self.sample if "," in text]
        many = [text for text in commas if _are_people(text.split(","))]
        return "," if len(many) > len(self.sample) * _OFTEN and len(many) * 2 > len(commas) else ""

    @cached_property
    def turned(self) -> float:
        """The share of names in which the family name stands first, or in capitals."""
        return self._share(_is_turned)

    @cached_property
    def honoured(self) -> float:
        """The share of names with an honorific in front."""
        prefix = re.compile(headings.honorific_prefix())
        return self._share(lambda text: prefix.match(text) is not None)

    @cached_property
    def loud(self) -> float:
        """The share of texts in capitals."""
        return self._share(lambda text: text.isupper() and len(text) > 3 and " " in text)

    @cached_property
    def serials(self) -> float:
        """The share of numbers that a spreadsheet would take for days of our time."""
        return self._share(lambda t: "1950-01-01" < serial_day(t) < "2060-01-01" and t.isdecimal())

    def terms(self, name: str) -> float:
        """The share of texts that the vocabulary `name` knows."""
        if name not in self._terms:
            named = vocabulary.load(name).named
            self._terms[name] = self._share(lambda text: fold(text) in named)
        return self._terms[name]

    def _countries(self, separator: str) -> float:
        def names(text: str) -> bool:
            if country_of(text):
                return True
            if not separator or separator not in text:
                return False
            items = items_of(text, separator)
            known = sum(country_of(item) is not None for item in items)
            return known * 2 > len(items)

        return self._share(names)

    def _share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self.sample)) / len(self.sample) if self.sample else 0.0


def shapes_of(columns: tuple[str, ...], rows: Iterable[Iterable[str]]) -> list[Shape]:
    """The shape of each column of a table; the rows are gone through once."""
    counts: list[Counter[str]] = [Counter() for _ in columns]
    filled = [0] * len(columns)
    total = 0
    for cells in rows:
        total += 1
        for at, cell in zip(range(len(columns)), cells, strict=False):
            if cell:
                filled[at] += 1
                if cell in counts[at] or len(counts[at]) < _MOST_DISTINCT:
                    counts[at][cell] += 1
    return [Shape(total, count, filled[at]) for at, count in enumerate(counts)]


def _holds(part: str, text: str) -> bool:
    return part in text


def items_of(cell: str, separator: str) -> list[str]:
    """The things in a cell; one where nothing separates them, none where it is empty."""
    items = cell.split(separator) if separator else [cell]
    return [item for item in map(str.strip, items) if item]


def is_date(text: str) -> bool:
    """Whether a text is a date as somebody may write one."""
    if text.isdecimal():
        return _YEAR.match(text) is not None
    try:
        read_date(text, "day-first")
    except DefcatError:
        return False
    return True


def is_person(text: str) -> bool:
    """Whether a text may be the name of a person, with or without office and honorific."""
    parts = text.replace("(", " ").replace(")", " ").split()
    if not 1 <= len(parts) <= 12 or len(text) > 120:
        return False
    big = [word for word in parts if word[0].isupper() or not word[0].isascii()]
    small = [word for word in parts if word not in big]
    names, particles = all(map(_NAME_WORD.match, parts)), headings.particles()
    return names and bool(big) and all(word.strip(".,-").lower() in particles for word in small)


def _are_people(items: list[str]) -> bool:
    """Whether a list between commas is one of full names."""
    names = [item.strip() for item in items]
    return len(names) > 1 and all(is_whole_name(name) and is_person(name) for name in names)


def _names_people(text: str) -> bool:
    """Whether a text names a person, or several with something between them."""
    return is_person(text) or all(map(is_person, parted(text)))


def _is_turned(text: str) -> bool:
    return in_order(text) != " ".join(text.split())
