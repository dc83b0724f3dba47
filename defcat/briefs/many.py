"""What briefs read of many records at once: in sets, permitted and sourced as all else is."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from defcat.briefs.assembly import Assembly
from defcat.dossier import Row, Stub
from defcat.fields import Link, Stored
from defcat.kinds import PARTS
from defcat.rules import reading
from defcat.rules.stated import contradicts
from defcat.rules.then import dates_then
from defcat.rules.watch import stubs_of
from defcat.search import run
from defcat.search.query import InCountry, OfKind, Query


def naming(assembly: Assembly, kind: str, *named: str) -> list[Stub]:
    """The records of `kind` that name all of the countries `named`, in whichever role, and may be
    printed, newest first; of these only those that are `shown` count for the marking.

    What named them only after the day of the brief is counted as left out.
    """
    query = Query((OfKind(kind), *map(InCountry, named)))
    every = run.every(assembly.connection, query, today=assembly.prepared_on)
    ids: Collection[int] = every
    if assembly.past:
        then = query.on(assembly.as_of)
        ids = run.every(assembly.connection, then, today=assembly.prepared_on)
        assembly.pass_over(stubs_of(assembly.connection, set(every) - set(ids)).values())
    return assembly.allowed(_dated_then(assembly, ids))


def permitted(assembly: Assembly, ids: Collection[int]) -> dict[int, Stub]:
    """Those of the records `ids` that may be printed, in that order, with the dates of the day."""
    return assembly.admitted(_dated_then(assembly, ids))


def _dated_then(assembly: Assembly, ids: Collection[int]) -> list[Stub]:
    """Stubs of records, in the order of `ids`, with the dates that they had on the day."""
    found = stubs_of(assembly.connection, ids)
    if assembly.past:
        for chunk in reading.chunks(ids):
            dated = ((i, found[i].kind, found[i].date) for i in chunk)
            for record_id, when in dates_then(assembly.connection, dated, assembly.as_of).items():
                found[record_id] = replace(found[record_id], date=when)
    return [found[record_id] for record_id in ids]


def linked(assembly: Assembly, part: str, records: Collection[int]) -> dict[int, list[Stub]]:
    """The records that rows of `part` of `records` name and that may be printed."""
    rows = reading.rows_of(assembly.connection, part, records)
    links = [field.name for field in PARTS[part].fields if isinstance(field.type, Link)]
    others = {row.id: {int(row[n] or 0) for n in links} - {0} for of in rows.values() for row in of}
    named = permitted(assembly, sorted(set().union(*others.values())))
    return {
        record: [
            named[int(row["other_id"] or 0)]
            for row in of
            if row["other_id"] is not None and others[row.id] <= named.keys()
        ]
        for record, of in rows.items()
    }


class Cited:
    """The citations of many records, for the source numbers of what is printed of them."""

    def __init__(self, assembly: Assembly, records: Iterable[int]) -> None:
        self._assembly = assembly
        self._rows = reading.rows_of(assembly.connection, "citation", set(records))
        sources = {int(row["other_id"] or 0) for of in self._rows.values() for row in of}
        self._sources = stubs_of(assembly.connection, sources)

    def marks(self, record: Stub, *abouts: str | None) -> list[int]:
        """The source numbers of fields of a record; None stands for the record as a whole."""
        held: dict[str | None, Stored] = {"title": record.title, "date": record.date}
        return self._numbers(
            row
            for about in abouts
            for row in self._rows.get(record.id, ())
            if row["about"] == about
            and not (
                row["preferred"]
                and about in held
                and contradicts(record.kind, about, held[about], row.text("states"))
            )
        )

    def of_row(self, record: int, part: str, row_id: int | None) -> list[int]:
        """The source numbers of a row of a part of a record."""
        return self._numbers(
            row
            for row in self._rows.get(record, ())
            if row["about"] == part and row["row"] == row_id
        )

    def _numbers(self, citations: Iterable[Row]) -> list[int]:
        return self._assembly.cited(citations, self._sources)
