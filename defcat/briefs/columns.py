"""The columns that a register can have, by the names that lists use, and what they say of a record.

Records that a column names (parties, participants, topics, links) go through the assembly: a title
above the ceiling is nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from defcat import countries, vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.many import linked, permitted
from defcat.briefs.wording import listed
from defcat.dates import PartialDate
from defcat.dossier import Row, Stub
from defcat.errors import InputError
from defcat.fields import LONG, Country, Date, Field, FieldType, Link, Stored, Term, Text, Whole
from defcat.kinds import KINDS
from defcat.markings import label as marking_label
from defcat.rules import reading, tenure
from defcat.rules.facts import MEMBERS
from defcat.rules.horizon import HAPPENED
from defcat.search.further import NUMBERS, TOPICS
from defcat.search.rows import ListRow
from defcat.translation import tr

_NAMED = 4
"""So many parties, participants or numbers are named in a cell."""
_WIDTHS: dict[type[FieldType], float] = {Country: 1.8, Date: 1.8, Term: 1.8, Whole: 1.0, Link: 3.0}
"""How much of a line a column of values of a type wants; others as much as a short text."""

_SHARED = ("title", "date", "type", "country", "marking", "notes")
"""Fields that have columns of their own, or none."""


@dataclass(frozen=True)
class Entry:
    """A record of a register; `named` holds what it says of other records, by column, and `others`
    are those records.
    """

    row: ListRow
    named: Mapping[str, str]
    others: Sequence[Stub] = ()


@dataclass(frozen=True)
class Shown:
    """A column: `width` is its share of the line, `text` what it says of a record."""

    name: str
    label: str
    width: float
    text: Callable[[Entry], str]


def offered(kind: str | None) -> dict[str, Shown]:
    """All columns of a register of records of `kind`, None for any kind, by name."""
    found = [
        Shown("title", tr("Title"), 6.5, lambda entry: entry.row.title),
        Shown("ref", tr("Ref"), 1, lambda entry: entry.row.ref),
        Shown("date", _date_label(kind), 2.1, lambda entry: _short(entry.row.date)),
        Shown("kind", tr("Kind"), 1.6, lambda entry: tr(KINDS[entry.row.kind].label)),
        Shown("marking", tr("Marking"), 1.6, _marking),
        Shown("extra", _extra_label(kind), 3, lambda entry: entry.named.get("extra", "")),
        Shown(TOPICS, tr("Topics"), 2.4, lambda entry: entry.named.get(TOPICS, "")),
        Shown("year", tr("Year"), 1, year),
        Shown("country", tr("Country"), 1.8, _country),
        Shown("status", tr("Status"), 1.8, _status),
        Shown("type", tr("Type"), 1.8, _type),
    ]
    for field in KINDS[kind].fields if kind else ():
        if field.name not in _SHARED and field.type != LONG:
            found.append(_of_field(field))
    if kind == "engagement":
        found.append(Shown("place", tr("Place"), 2.4, _place))
    if kind == "agreement":
        found += [
            _of_date("signature", tr("Signed")),
            _of_date("entry-into-force", tr("In force from")),
            _of_date("ends", tr("Expires")),
            Shown("form", tr("Form"), 1.6, _form),
            Shown(
                NUMBERS, tr("Numbers"), 3, lambda entry: _first(_value(entry, NUMBERS).split(", "))
            ),
        ]
    return {column.name: column for column in found}


def usual(kind: str | None) -> tuple[str, ...]:
    """The names of the columns of a register for which nobody chose others."""
    match kind:
        case None:
            return "title", "kind", "extra", "date"
        case "agreement":
            return "title", "type", "extra", "date", "status"
        case "official":
            return "title", "extra", "date", "nationality"
        case "engagement":
            return "date", "title", "type", "extra", "place"
        case "commitment":
            return "title", "owner", "date", "state"
    fields = [field.name for field in KINDS[kind].listed() if field.name != "title"]
    return ("title", *fields)


def chosen(kind: str | None, names: Sequence[str]) -> list[Shown]:
    """The columns called `names`; raises InputError for one that there is not."""
    known = offered(kind)
    for name in names:
        if name not in known:
            raise InputError(
                tr("“{name}” is no column of this register.", name=name),
                tr("The columns are: {names}.", names=", ".join(known)),
            )
    return [known[name] for name in dict.fromkeys(names)]


def entries(assembly: Assembly, rows: Sequence[ListRow], names: Collection[str]) -> list[Entry]:
    """The rows with what they say of other records, as far as `names` ask for it."""
    said = _Said(assembly, _of_known_posts(assembly, rows))
    if TOPICS in names:
        said.add(TOPICS, linked(assembly, "subject", [row.id for row in rows]))
    if "extra" in names:
        said.of_officials()
        said.add("extra", linked(assembly, "participant", said.ids("engagement")))
        said.parties()
    for name in names:
        said.titles(name)
    return said.entries()


def read_besides(names: Collection[str]) -> list[str]:
    """Of `names`, those of columns that are read besides the listed fields (`search.further`)."""
    return [name for name in names if name != TOPICS]


def year(entry: Entry) -> str:
    """The year in which the date of a record begins; empty where that is not known."""
    if not entry.row.date:
        return ""
    when = PartialDate.parse(entry.row.date)
    return str(when.first.year) if when.known_first else ""


# --- what is said of other records ----------------------------------------------------------


class _Said:
    """What the rows of a register say of other records, by column and record."""

    def __init__(self, assembly: Assembly, rows: Sequence[ListRow]) -> None:
        self._assembly = assembly
        self._rows = rows
        self._texts: dict[int, dict[str, str]] = defaultdict(dict)
        self._others: dict[int, list[Stub]] = defaultdict(list)

    def ids(self, kind: str) -> list[int]:
        """The records of `kind`."""
        return [row.id for row in self._rows if row.kind == kind]

    def add(self, column: str, named: Mapping[int, Sequence[Stub]]) -> None:
        """The titles of records that others name."""
        for record, stubs in named.items():
            self._texts[record][column] = _first(stub.title for stub in stubs)
            self._others[record] += stubs

    def of_officials(self) -> None:
        """The posts of officials, which name nobody else."""
        for row in self._rows:
            if row.kind == "official":
                self._texts[row.id]["extra"] = row.extra

    def parties(self) -> None:
        """The parties of agreements: countries, and bodies that may be named."""
        connection = self._assembly.connection
        names = ("role", "country", "other_id", "start")
        found = reading.rows_of(connection, "party", self.ids("agreement"), names)
        bodies = {int(row["other_id"] or 0) for of in found.values() for row in of}
        titles = permitted(self._assembly, sorted(bodies - {0}))
        for record, of in found.items():
            said = []
            for row in filter(self._had_joined, of):
                body = titles.get(int(row["other_id"] or 0))
                if row["country"] and (body or row["other_id"] is None):
                    said.append(countries.name(str(row["country"])))
                elif body:
                    said.append(body.title)
                    self._others[record].append(body)
            self._texts[record]["extra"] = _first(said)

    def _had_joined(self, row: Row) -> bool:
        """Whether a row is one of a party, by the day."""
        day = self._assembly.as_of
        late = self._assembly.past and not reading.had_come(row["start"], day)
        return row["role"] in MEMBERS and not late

    def titles(self, name: str) -> None:
        """The titles of the records that a field names, where it is one that names records."""
        for kind in {row.kind for row in self._rows}:
            field = KINDS[kind].by_name.get(name)
            if field is not None and isinstance(field.type, Link):
                ids = self.ids(kind)
                found = reading.own_values(self._assembly.connection, kind, ids, (name,))
                others = {int(of[name] or 0) for of in found.values()} - {0}
                stubs = permitted(self._assembly, sorted(others))
                named = {i: stubs.get(int(of[name] or 0)) for i, of in found.items()}
                self.add(name, {i: [stub] for i, stub in named.items() if stub})

    def entries(self) -> list[Entry]:
        """The rows, in their order, with what was found of others."""
        return [
            Entry(_known_then(self._assembly, row), self._texts[row.id], self._others[row.id])
            for row in self._rows
        ]


def _of_known_posts(assembly: Assembly, rows: Sequence[ListRow]) -> list[ListRow]:
    """The rows, those of officials without posts at a body that may not be printed."""
    officials = [row.id for row in rows if row.kind == "official"]
    known = tenure.tenures_of(assembly.connection, officials)
    kept = {one.id for one in assembly.posts(one for of in known.values() for one in of)}
    found = []
    for row in rows:
        of = [one for one in known.get(row.id, ()) if one.id in kept]
        if len(of) < len(known.get(row.id, ())):
            named = tenure.held(of, assembly.as_of)
            date = named[0].start if named else None
            row = replace(row, extra=tenure.said(named, assembly.as_of), date=date)
        found.append(row)
    return found


def _first(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    more = tr(" +{n}", n=len(every) - _NAMED) if len(every) > _NAMED else ""
    return ", ".join(every[:_NAMED]) + more


def _known_then(assembly: Assembly, row: ListRow) -> ListRow:
    """A row without what came about after the day."""
    late = [
        name
        for name in HAPPENED
        if assembly.past and not reading.had_come(row.values.get(name), assembly.as_of)
    ]
    for name in late:
        row.values[name] = None
    return row


# --- what a record says itself --------------------------------------------------------------


def _of_field(field: Field) -> Shown:
    label, width = tr(field.label), _WIDTHS.get(type(field.type), 2.0)
    name = field.name
    if isinstance(field.type, Link):
        return Shown(name, label, width, lambda entry: entry.named.get(name, ""))
    if isinstance(field.type, Date):
        return _of_date(name, label)
    if isinstance(field.type, Text):
        return Shown(name, label, width, lambda entry: _value(entry, name))
    return Shown(name, label, width, lambda entry: _shown(entry, name))


def _of_date(name: str, label: str) -> Shown:
    return Shown(name, label, 1.9, lambda entry: _short(entry.row.values.get(name)))


def _value(entry: Entry, name: str) -> str:
    value = entry.row.values.get(name)
    return "" if value is None else str(value)


def _shown(entry: Entry, name: str) -> str:
    """The value of a field of the record's kind, in words."""
    field = KINDS[entry.row.kind].by_name.get(name)
    value = entry.row.values.get(name)
    return "" if field is None or value is None else field.type.show(value)


def _type(entry: Entry) -> str:
    return _shown(entry, "type")


def _marking(entry: Entry) -> str:
    return marking_label(entry.row.marking) if entry.row.marking else ""


def _form(entry: Entry) -> str:
    form = entry.row.values.get("form")
    return vocabulary.label("agreement-form", str(form)) if form else ""


def _status(entry: Entry) -> str:
    """Where an agreement stands, or the state of what has one."""
    if code := entry.row.values.get("status"):
        return vocabulary.label("agreement-status", str(code))
    return _shown(entry, "state")


def _country(entry: Entry) -> str:
    """The country of a record; the parties of an agreement."""
    if entry.row.kind == "agreement":
        return entry.named.get("extra", "")
    for name in ("country", "nationality", "owner_side"):
        if said := _shown(entry, name):
            return said
    return ""


def _place(entry: Entry) -> str:
    return listed((_value(entry, "city"), _shown(entry, "country")))


def _short(edtf: Stored) -> str:
    """A date in short words: there are many columns."""
    return PartialDate.parse(str(edtf)).show("short") if edtf else ""


def _date_label(kind: str | None) -> str:
    return {"official": tr("Since"), "commitment": tr("Due")}.get(kind or "", tr("Date"))


def _extra_label(kind: str | None) -> str:
    labels = {"agreement": tr("Parties"), "official": tr("Post"), "engagement": tr("Who")}
    return labels.get(kind or "", tr("Who"))


def needed(names: Collection[str]) -> set[str]:
    """What has to be read for the columns `names`: their own, and what they are made of."""
    found = set(names)
    if "country" in found:
        found |= {"extra", "nationality", "owner_side"}
    if "status" in found:
        found.add("state")
    if "place" in found:
        found |= {"city", "country"}
    return found
