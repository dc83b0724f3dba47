"""Finding the record that somebody means by the words typed so far."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from defcat import countries
from defcat.dates import PartialDate
from defcat.dossier import Stub
from defcat.search import run
from defcat.search.query import OfKind, Query, Word
from defcat.search.rows import ListRow
from defcat.text import words
from ui.desk import Desk

SHOWN = 8
_LOOKED_AT = 60
"""Hits that are looked at for names: words in a record's text find it too, but come after."""


class LinkFinder:
    """Suggests records of `kinds`, best first, without the record `own` itself."""

    def __init__(self, desk: Desk, kinds: Sequence[str], own: int | None = None) -> None:
        self._desk = desk
        self._kinds = tuple(kinds)
        self._own = own
        self._channel = f"link-{id(self)}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that can be chosen."""
        return self._kinds

    def ask(self, text: str, then: Callable[[list[ListRow]], None]) -> None:
        """Give `then` the records that `text` may mean; the newest where nothing is typed."""
        kinds, own, today = self._kinds, self._own, self._desk.catalogue.today()
        self._desk.reader.ask(self._channel, lambda c: _find(c, text, kinds, own, today), then)

    def ask_country(self, text: str, then: Callable[[list[ListRow], str | None], None]) -> None:
        """As `ask`; `then` gets as well the code of the country that `text` names, if it does."""
        kinds, own, today = self._kinds, self._own, self._desk.catalogue.today()
        self._desk.reader.ask(
            self._channel,
            lambda c: (_find(c, text, kinds, own, today), countries.find(text)),
            lambda found: then(*found),
        )

    def cancel(self) -> None:
        """No longer want an answer."""
        self._desk.reader.cancel(self._channel)


def stub_of(row: ListRow) -> Stub:
    """As much of a listed record as a link shows."""
    return Stub(row.id, row.kind, int(row.ref[1:]), row.title, row.date, row.marking, False)


def detail_of(row: ListRow) -> str:
    """The quiet words that tell a record from its namesakes: its reference, and what it is."""
    country = country_of(row)
    about = row.extra
    if row.kind in ("agreement", "engagement", "source", "commitment") and row.date:
        about = PartialDate.parse(row.date).show("short")
    elif not about and country:
        about = countries.name(country)
    return f"{about} · {row.ref}" if about else row.ref


def country_of(row: ListRow) -> str:
    """The country of a person's nationality, or of a body; empty where it is not known."""
    return str(row.values.get("nationality") or row.values.get("country") or "")


def _find(
    connection: Any, text: str, kinds: Sequence[str], own: int | None, today: date
) -> list[ListRow]:
    typed = words(text)
    query = Query((*map(OfKind, kinds), *map(Word, typed)))
    listed = run.listed(connection, query, _LOOKED_AT, today=today)
    found = [row for row in listed if row.id != own]
    return sorted(found, key=lambda row: _rank(row.title, typed))[:SHOWN]


def _rank(title: str, typed: Sequence[str]) -> int:
    """0 where the name begins so, 1 where its words do, 2 where only its record's text does."""
    name = words(title)
    if name[: len(typed)] == list(typed):
        return 0
    return 1 if all(any(word.startswith(t) for word in name) for t in typed) else 2
