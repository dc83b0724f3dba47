"""The texts of a table that cannot be read as they are, and what they may mean."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from defcat import countries, date_input, markings, vocabulary
from defcat.dates import PartialDate
from defcat.errors import DefcatError
from defcat.exchange import headings
from defcat.exchange.abroad import country_of
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.day_words import in_english, is_open, read_date
from defcat.exchange.forms import serial_day
from defcat.exchange.shapes import items_of
from defcat.exchange.table import Table
from defcat.exchange.targets import IGNORED, STATED, field_of, place_of
from defcat.fields import Country, Date, Duration, Field, Marking, Term, Whole
from defcat.text import fold
from defcat.translation import tr

_PROPOSED = 5
_MOST = 1_000
"""Texts of a column that come with proposals: who has more of them has mapped it wrongly."""
_NEAR = 70
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/. ])([^\W_]{1,12}\.?)\2(\d\d)$")
_PIVOT = 60
"""A year of two digits below it is of this century first, and of the last one otherwise."""
_NOTHING = frozenset(["na", "n a", "nil", "none", "unknown", "not known", "tbd", "tbc", ""])


@dataclass(frozen=True)
class Proposal:
    """What a text may mean: what stands in the `values` of a choice for it, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Unread:
    """A text in a column, in `count` cells, that its field cannot take; the nearest comes first."""

    column: str
    text: str
    count: int
    proposals: tuple[Proposal, ...]


def unread(table: Table, mapping: Mapping) -> list[Unread]:
    """What of the mapped columns cannot be read: terms, countries, dates, numbers.

    In the order of the columns, the most frequent texts first; what `values` of a choice say
    counts as read.
    """
    checked = [one for one in _checked(mapping) if one[0].column in table.columns]
    found: list[Unread] = []
    for (choice, field), counts in zip(checked, _texts(table, checked), strict=True):
        texts = (one for one in counts.most_common() if not _reads(field, one[0], choice, mapping))
        for n, (text, count) in enumerate(texts):
            near = _proposals(field, text, mapping) if n < _MOST else ()
            found.append(Unread(choice.column, text, count, tuple(near)[:_PROPOSED]))
    return found


def _checked(mapping: Mapping) -> Iterator[tuple[Choice, Field]]:
    """The columns whose fields do not take every text."""
    for choice in mapping.choices:
        if choice.target in (STATED, IGNORED):
            continue
        field = field_of(mapping.kind, place_of(mapping.kind, choice.target))
        if field and isinstance(field.type, Country | Date | Duration | Marking | Term | Whole):
            yield choice, field


def _texts(table: Table, checked: Sequence[tuple[Choice, Field]]) -> list[Counter[str]]:
    """What stands in each column, each item of a cell for itself, and how often."""
    at = [(table.columns.index(choice.column), choice.several) for choice, _ in checked]
    counts: list[Counter[str]] = [Counter() for _ in at]
    for row in table.rows:
        for (n, separator), count in zip(at, counts, strict=True):
            if n < len(row.cells):
                count.update(items_of(row.cells[n], separator))
    return counts


def _reads(field: Field, text: str, choice: Choice, mapping: Mapping) -> bool:
    country = isinstance(field.type, Country)
    if text in choice.values or (not country and fold(text) in map(fold, choice.values)):
        return True
    try:
        if isinstance(field.type, Date):
            if is_open(text) and _ends(choice.target):
                return True
            read_date(serial_day(text) if choice.form == "serial" else text, mapping.dates)
        elif country and mapping.unknown_country:
            return True
        elif isinstance(field.type, Marking):
            return bool(_levels(text))
        else:
            field.type.check(text)
    except DefcatError:
        return False
    return True


def _levels(text: str) -> list[markings.Level]:
    """What a text names in the schemes that there are; which one it is, the catalogue says."""
    found = []
    for scheme in map(markings.load, markings.names()):
        try:
            found.append(scheme.named(text))
        except DefcatError:
            continue
    return found


def _near_levels(text: str) -> dict[str, str]:
    """Codes and labels of the levels most like `text`; all where none is like it."""
    from rapidfuzz import fuzz

    schemes = map(markings.load, markings.names())
    known = {level.code: level.label for scheme in schemes for level in scheme.levels}
    score = {code: fuzz.ratio(fold(text), fold(known[code])) for code in known}
    near = [code for code in sorted(known, key=lambda one: -score[one]) if score[code] >= _NEAR]
    return {code: known[code] for code in near or known}


def _ends(target: str) -> bool:
    """Whether a column says until when something goes on."""
    head = target.partition(":")[0]
    return head == "tenure.end" or head.endswith(".to")


def _proposals(field: Field, text: str, mapping: Mapping) -> Iterator[Proposal]:
    if fold(text) in _NOTHING:
        yield Proposal("", tr("nothing"))
    if isinstance(field.type, Country):
        for code in _near_countries(text):
            yield Proposal(code, countries.name(code))
    elif isinstance(field.type, Term):
        name = field.type.vocabulary
        for code in _near_terms(name, text):
            yield Proposal(code, vocabulary.label(name, code))
    elif isinstance(field.type, Marking):
        for code, label in _near_levels(text).items():
            yield Proposal(code, label)
    elif isinstance(field.type, Date):
        for edtf in dict.fromkeys(_near_dates(text, mapping.dates)):
            yield Proposal(edtf, PartialDate.parse(edtf).show())


def _near_countries(text: str) -> list[str]:
    """Codes of countries with a name that begins so, that stands in `text`, or is most like it."""
    from rapidfuzz import fuzz, process

    known, words = _country_names(), _telling(text)
    exact = country_of(text)
    suggested = [code for code, _ in countries.suggest(text, 3)]
    within = [name for name in known if f" {name} " in f" {words} "]
    near = process.extract(words, known.keys(), scorer=fuzz.token_sort_ratio, limit=5)
    names = [*sorted(within, key=len, reverse=True), *(n for n, score, _ in near if score >= _NEAR)]
    return list(
        dict.fromkeys([*filter(None, [exact]), *suggested, *(known[name] for name in names)])
    )


def _telling(name: str) -> str:
    """The words of a country's name, folded, without those that many have."""
    common = headings.common_words()
    return " ".join(word for word in fold(name).split() if word not in common)


@cache
def _country_names() -> dict[str, str]:
    """Folded name -> code, for names that are long enough to be near another."""
    names = ((_telling(name), code) for code in countries.codes() for name in countries.names(code))
    known: dict[str, str] = {}
    for name, code in names:
        if len(name) > 3:
            known.setdefault(name, code)
    return known


def _near_terms(name: str, text: str) -> list[str]:
    """Codes of the terms most like `text`; of a short list, all where none is like it."""
    from rapidfuzz import fuzz, process

    named = vocabulary.load(name).named
    near = process.extract(fold(text), named.keys(), scorer=fuzz.WRatio, limit=10)
    codes = dict.fromkeys(named[known] for known, score, _ in near if score >= _NEAR)
    return list(codes) or list(vocabulary.load(name).terms)[:_PROPOSED]


def _near_dates(text: str, order: str) -> Iterator[str]:
    """EDTF dates that `text` may mean: in another order, with its century, in another language."""
    plain = " ".join(text.split())
    if serial_day(plain) != plain:
        yield serial_day(plain)
    for written in dict.fromkeys((plain, in_english(plain))):
        whole = [written]
        if short := _SHORT_YEAR.match(written):
            day, mark, month, year = short.groups()
            centuries = ("20", "19") if int(year) < _PIVOT else ("19", "20")
            whole = [f"{day}{mark}{month}{mark}{century}{year}" for century in centuries]
        for each in whole:
            for day_first in (order != "month-first", order == "month-first"):
                try:
                    yield str(date_input.read(each, day_first=day_first).date)
                except DefcatError:
                    continue
