"""The columns of a list: what a row says in each, how wide it is, and what it is sorted by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.fields import FieldType, Term
from defcat.kinds import KINDS
from defcat.rules.status import Status
from defcat.search.run import ListRow
from defcat.translation import tr


@dataclass(frozen=True)
class Column:
    """One column: `width` in px at scale 1 (0: takes what is left), `order` what it sorts by.

    Where the list is narrow, columns with the highest `spare` give way first; where it is wide,
    those that grow share the room by their `grows`. `then`: what it says depends on the day.
    """

    name: str
    label: str
    width: int
    text: Callable[[ListRow], str]
    order: str = ""
    chip: bool = False
    spare: int = 0
    grows: int = 0
    then: bool = False


REVERSED = {"newest": "oldest", "title": "title-desc"}
"""The other way round of each order that a heading asks for first."""


def columns(kind: str | None, day: date | None = None) -> tuple[Column, ...]:
    """The columns of the list of `kind`, or of records of any kind.

    As of a `day`, the headings of what has changed since say so. The day since when an official has
    the latest post is not among them: that may be a later one.
    """
    found = _of_kind(kind)
    if day is None:
        return found
    return tuple(
        replace(column, label=tr("{what} then", what=column.label)) if column.then else column
        for column in found
        if (kind, column.name) != ("official", "date")
    )


def _of_kind(kind: str | None) -> tuple[Column, ...]:
    if kind is None:
        return _any()
    if kind in _OF_KIND:
        return _OF_KIND[kind]()
    return (_ref(), _title(kind), *_fields(kind, ("type", 180), ("country", 140)))


def status_label(status: Status) -> str:
    """What a status is called, and that it was set by hand."""
    words = vocabulary.label("agreement-status", status.code)
    return tr("{status}, by hand", status=words) if status.by_hand else words


def status_tone(code: str) -> str:
    """The tone in which a status is shown."""
    return _TONES.get(code, "neutral")


_TONES = {
    "in-force": "good",
    "provisionally-applied": "good",
    "signed-not-in-force": "warn",
    "suspended": "warn",
    "terminated": "neutral",
    "open": "accent",
    "in-progress": "accent",
    "done": "good",
}


def shown_date(edtf: str | None) -> str:
    """A date in short words, empty where there is none."""
    return PartialDate.parse(edtf).show("short") if edtf else ""


def _ref() -> Column:
    return Column("ref", tr("Ref"), 72, lambda row: row.ref)


def _title(kind: str) -> Column:
    label = KINDS[kind].by_name["title"].label
    return Column("title", tr(label), 0, lambda row: row.title, "title", grows=3)


def _date(label: str, width: int = 102, spare: int = 0) -> Column:
    return Column("date", label, width, lambda row: shown_date(row.date), "newest", spare=spare)


def _extra(label: str, width: int, spare: int = 0) -> Column:
    return Column("extra", label, width, lambda row: row.extra, spare=spare, grows=2)


def _fields(
    kind: str, *names: tuple[str, int], spare: int = 2, grows: int = 0
) -> tuple[Column, ...]:
    described = KINDS[kind].by_name
    return tuple(
        Column(
            name,
            tr(described[name].label),
            width,
            _shows(name, described[name].type),
            spare=spare,
            grows=grows,
        )
        for name, width in names
        if name in described
    )


def _shows(name: str, shape: FieldType) -> Callable[[ListRow], str]:
    def text(row: ListRow) -> str:
        value = row.values.get(name)
        return "" if value is None else shape.show(value)

    return text


def _code(name: str, width: int, label: str, shape: Term) -> Column:
    return Column(name, label, width, _shows(name, shape), chip=True, then=True)


def _agreement() -> tuple[Column, ...]:
    return (
        _ref(),
        _title("agreement"),
        *_fields("agreement", ("type", 132)),
        _extra(tr("Parties"), 120, spare=1),
        _date(tr("Date")),
        _code("status", 152, tr("Status"), Term("agreement-status")),
    )


def _official() -> tuple[Column, ...]:
    return (
        _ref(),
        _title("official"),
        replace(_extra(tr("Post"), 220), then=True),
        _date(tr("Since"), spare=1),
        *_fields("official", ("nationality", 132)),
    )


def _engagement() -> tuple[Column, ...]:
    return (
        _ref(),
        _date(tr("Date"), 136),
        _title("engagement"),
        *_fields("engagement", ("type", 132), spare=3),
        _extra(tr("Who"), 120, spare=1),
        Column("place", tr("Place"), 180, _place, spare=2),
    )


def _place(row: ListRow) -> str:
    country = row.values.get("country")
    named = KINDS["engagement"].by_name["country"].type.show(country) if country else ""
    return ", ".join(str(part) for part in (row.values.get("city"), named) if part)


def _source() -> tuple[Column, ...]:
    return (
        _ref(),
        _title("source"),
        *_fields("source", ("type", 108)),
        *_fields("source", ("publisher", 100), grows=2),
        _date(tr("Date")),
    )


def _commitment() -> tuple[Column, ...]:
    return (
        _ref(),
        _date(tr("Due")),
        _title("commitment"),
        *_fields("commitment", ("owner_side", 140)),
        _code("state", 112, tr("State"), Term("commitment-state")),
    )


_OF_KIND: dict[str, Callable[[], tuple[Column, ...]]] = {
    "agreement": _agreement,
    "official": _official,
    "engagement": _engagement,
    "source": _source,
    "commitment": _commitment,
}


def _any() -> tuple[Column, ...]:
    return (
        _ref(),
        Column("title", tr("Title"), 0, lambda row: row.title, "title", grows=3),
        Column("kind", tr("Kind"), 108, lambda row: tr(KINDS[row.kind].label)),
        Column("what", tr("What"), 96, lambda row: row.extra or _what(row), spare=1, grows=2),
        _date(tr("Date")),
    )


def _what(row: ListRow) -> str:
    described = KINDS[row.kind].by_name.get("type")
    return _shows("type", described.type)(row) if described else ""
