"""The columns of a list: what a row says in each, how wide it is, and what it is sorted by.

Every kind has its usual columns; `offered` are all that can be chosen for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from defcat import markings, vocabulary
from defcat.dates import PartialDate
from defcat.fields import LONG, Country, Date, Duration, Field, FieldType, Link, Term, Whole
from defcat.kinds import KINDS
from defcat.rules.status import Status
from defcat.search.order import NEWEST, OLDEST, orders
from defcat.search.rows import ListRow
from defcat.translation import tr

FOUND = "found"
"""The column that is there only while words are asked for."""


@dataclass(frozen=True)
class Column:
    """One column: `width` in px at scale 1 (0: takes what is left), `order` what it sorts by:
    upwards and downwards, nothing where it cannot; `falls`: downwards is asked for first.

    Where the list is narrow, columns with the highest `spare` give way first; where it is wide,
    those that grow share the room by their `grows`. `then`: what it says depends on the day.
    `further`: it is read only where it is shown. `wants`: so many px more, for which columns give
    way that are to spare.
    """

    name: str
    label: str
    width: int
    text: Callable[[ListRow], str]
    order: tuple[str, str] | None = None
    falls: bool = False
    chip: bool = False
    spare: int = 0
    grows: int = 0
    then: bool = False
    further: bool = False
    wants: int = 0


def columns(
    kind: str | None, day: date | None = None, chosen: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns of the list of `kind`, or of records of any kind: those `chosen`, in that order,
    or else the usual ones.

    As of a `day`, the headings of what has changed since say so. The day since when an official has
    the latest post is not among them: that may be a later one.
    """
    found = usual(kind)
    if chosen:
        known = {column.name: column for column in offered(kind)}
        found = tuple(known[name] for name in chosen if name in known) or found
    if day is None:
        return found
    return tuple(
        replace(column, label=tr("{what} then", what=column.label)) if column.then else column
        for column in found
        if (kind, column.name) != ("official", "date")
    )


def usual(kind: str | None) -> tuple[Column, ...]:
    """The columns of a list that nobody has chosen others for."""
    return tuple(_sorting(kind, column) for column in _of_kind(kind))


def offered(kind: str | None) -> tuple[Column, ...]:
    """All columns that a list can have: the usual ones, the other fields, what follows from the
    record, and what all records have.
    """
    found = {column.name: column for column in usual(kind)}
    for column in _further(kind):
        found.setdefault(column.name, _sorting(kind, column))
    return tuple(found.values())


def with_found(shown: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with one that says where a row answers the words of a query, where its title does
    not. It needs room, and the kind stands in the reference, too; it gives way itself only after
    all others that can.
    """
    others = (replace(column, spare=1) if column.name == "kind" else column for column in shown)
    return (*others, Column(FOUND, tr("Found in"), 160, _found_in, spare=1, grows=3, wants=100))


def _found_in(row: ListRow) -> str:
    return f"{row.snippet.label}: {row.snippet.text}" if row.snippet else ""


def _sorting(kind: str | None, column: Column) -> Column:
    """The column, with the orders that it sorts by."""
    if column.name == "date":
        return replace(column, order=(OLDEST, NEWEST), falls=True)
    if column.name in orders(kind):
        return replace(column, order=(column.name, f"-{column.name}"))
    return column


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
    return Column("title", tr(label), 0, titled, grows=3)


def titled(row: ListRow) -> str:
    """The title of a row; before it, where it can be cut off least, that it only may be meant."""
    return tr("Possibly: {title}", title=row.title) if row.possible else row.title


def _date(label: str, width: int = 102, spare: int = 0) -> Column:
    return Column("date", label, width, lambda row: shown_date(row.date), spare=spare)


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
        Column("title", tr("Title"), 0, titled, grows=3),
        Column("kind", tr("Kind"), 108, lambda row: tr(KINDS[row.kind].label)),
        Column("what", tr("What"), 96, lambda row: row.extra or _what(row), spare=1, grows=2),
        _date(tr("Date")),
    )


def _what(row: ListRow) -> str:
    described = KINDS[row.kind].by_name.get("type")
    return _shows("type", described.type)(row) if described else ""


_WIDTHS: dict[type[FieldType], int] = {
    Country: 132,
    Date: 102,
    Duration: 108,
    Link: 180,
    Term: 132,
    Whole: 72,
}
"""How wide a column of values of a type is, in px; others are as wide as a short text."""


def _further(kind: str | None) -> Iterator[Column]:
    if kind is not None:
        for field in KINDS[kind].fields:
            if field.name not in _SHARED and field.type != LONG:
                width = _WIDTHS.get(type(field.type), 140)
                text = _text(field.name) if isinstance(field.type, Link) else _shows_short(field)
                yield Column(field.name, tr(field.label), width, text, further=True)
    if kind == "agreement":
        for name, label in (("signature", tr("Signed")), ("entry-into-force", tr("In force from"))):
            yield _day_column(name, label)
        yield _day_column("ends", tr("Expires"))
        form = Term("agreement-form")
        yield Column("form", tr("Form"), 108, _shows("form", form), further=True)
        yield Column("numbers", tr("Numbers"), 132, _text("numbers"), further=True)
    yield Column("marking", tr("Marking"), 120, _marking)
    yield Column("topics", tr("Topics"), 160, _text("topics"), grows=1, further=True)
    yield Column("sources", tr("Sources"), 84, _text("sources"), further=True)
    for name, label in (("created_at", tr("Recorded")), ("changed_at", tr("Changed"))):
        yield _day_column(name, label)
    for name, label in (("created_by", tr("Recorded by")), ("changed_by", tr("Changed by"))):
        yield Column(name, label, 108, _text(name), further=True)


_SHARED = frozenset({"title", "date", "marking", "notes"})
"""Fields that every record has, which have columns of their own."""


def _day_column(name: str, label: str) -> Column:
    def text(row: ListRow) -> str:
        value = row.values.get(name)
        return shown_date(str(value).partition("T")[0]) if value else ""

    return Column(name, label, 102, text, further=True)


def _shows_short(field: Field) -> Callable[[ListRow], str]:
    if isinstance(field.type, Date):
        return lambda row: shown_date(_text(field.name)(row))
    return _shows(field.name, field.type)


def _text(name: str) -> Callable[[ListRow], str]:
    def text(row: ListRow) -> str:
        value = row.values.get(name)
        return "" if value is None else str(value)

    return text


def _marking(row: ListRow) -> str:
    return markings.label(row.marking) if row.marking else ""
