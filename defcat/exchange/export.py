"""Records out to a file; its ending says how.

    .json   complete: another catalogue can read it back (`jsonfile`)
    .csv    a table of one kind, or of what all kinds share
    .xlsx   a sheet a kind
    .vcf    officials as vCards
    .ics    engagements as a calendar

Records above the ceiling are left out, and named nowhere; it is said how many they were.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from defcat.errors import InputError
from defcat.exchange.csvfile import write_csv
from defcat.exchange.flat import Cell, columns, lines
from defcat.exchange.jsonfile import by_kind, write_json
from defcat.files import check_target
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.model import RECORD
from defcat.search import run
from defcat.search.query import Query
from defcat.translation import tr, trn

SUFFIXES = (".json", ".csv", ".xlsx", ".vcf", ".ics")
_ONE_KIND = {".vcf": "official", ".ics": "engagement"}

_TOLD = 500
"""After so many records it is told again how far it is."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Exported:
    """How many records were written; how many the ceiling kept back; how many the form of the file
    has no place for (engagements without a day, other kinds); texts cut to what a cell holds;
    attachments that are `named` and whose content is not in the file.
    """

    records: int
    withheld: int = 0
    left_out: int = 0
    cut: int = 0
    named: int = 0


def export(
    connection: Connection,
    path: Path,
    scheme: Scheme,
    today: date,
    query: Query | None = None,
    *,
    ids: Collection[int] | None = None,
    ceiling: str | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write what `query` finds, or the records `ids`, or all, to `path`, whole or not at all.

    The order is that of the kinds and numbers. What `progress` raises stops it. Raises InputError
    for an ending that is none of `SUFFIXES` and for a `ceiling` that is no level of `scheme`, and
    what `new_file` raises.
    """
    check_target(path, *SUFFIXES)
    held_back = _above(connection, scheme, ceiling)
    if ids is None and query is not None:
        ids = run.find(connection, query, today=today)
    asked = by_kind(connection, ids)
    total = sum(map(len, asked.values()))
    found = {kind: [i for i in of if i not in held_back] for kind, of in asked.items()}
    found = {kind: of for kind, of in found.items() if of}
    written = sum(map(len, found.values()))
    suffix, withheld = path.suffix.lower(), total - written
    told = progress or (lambda _done, _total: None)
    if suffix == ".json":
        named = write_json(connection, path, found, held_back, whole=ids is None, progress=told)
        return Exported(written, withheld, named=named)
    if suffix == ".csv":
        _write_csv(connection, path, found, today, held_back, told)
        return Exported(written, withheld)
    if suffix == ".xlsx":
        return _write_xlsx(connection, path, found, today, held_back, told, withheld)
    of_kind = found.get(_ONE_KIND[suffix], [])
    if not of_kind:
        raise InputError(
            tr("There are no {kind} among them.", kind=tr(KINDS[_ONE_KIND[suffix]].plural).lower()),
            tr("Write another kind of file, or ask for such records."),
        )
    left_out = written - len(of_kind)
    if suffix == ".vcf":
        from defcat.exchange.vcardfile import write_vcards

        write_vcards(connection, path, of_kind, today, held_back)
    else:
        from defcat.exchange.calendarfile import write_calendar

        left_out += write_calendar(connection, path, of_kind, held_back)
    return Exported(written - left_out, withheld, left_out)


def remarks(made: Exported) -> list[str]:
    """What is to be said of an export beside the number of records, a sentence each."""
    found = []
    if n := made.withheld:
        found.append(
            trn(
                "{n} record is above the ceiling and was left out.",
                "{n} records are above the ceiling and were left out.",
                n,
            )
        )
    if n := made.left_out:
        found.append(
            trn(
                "{n} record has no place in such a file and was left out.",
                "{n} records have no place in such a file and were left out.",
                n,
            )
        )
    if n := made.cut:
        found.append(
            trn(
                "{n} text is longer than a cell holds and was cut; JSON holds it whole.",
                "{n} texts are longer than a cell holds and were cut; JSON holds them whole.",
                n,
            )
        )
    if n := made.named:
        found.append(
            trn(
                "{n} attachment is named, and its content is not in the file.",
                "{n} attachments are named, and their content is not in the file.",
                n,
            )
        )
    return found


def _above(connection: Connection, scheme: Scheme, ceiling: str | None) -> frozenset[int]:
    """The records above the ceiling."""
    if ceiling is None:
        return frozenset()
    above = [level.code for level in scheme.levels if level.rank > scheme.level(ceiling).rank]
    return frozenset(connection.scalars(select(RECORD.c.id).where(RECORD.c.marking.in_(above))))


def _write_csv(
    connection: Connection,
    path: Path,
    found: dict[str, list[int]],
    today: date,
    withheld: Collection[int],
    told: Progress,
) -> None:
    kind = next(iter(found)) if len(found) == 1 else None
    ids = [record_id for of_kind in found.values() for record_id in of_kind]
    made = lines(connection, kind, ids, today, withheld)
    write_csv(path, columns(kind), _counted(made, told, 0, len(ids)))


def _write_xlsx(
    connection: Connection,
    path: Path,
    found: dict[str, list[int]],
    today: date,
    withheld: Collection[int],
    told: Progress,
    kept_back: int,
) -> Exported:
    from defcat.exchange.xlsxfile import new_workbook

    done, total = 0, sum(map(len, found.values()))
    with new_workbook(path) as sheets:
        for kind, ids in found.items():
            made = lines(connection, kind, ids, today, withheld)
            counted = _counted(made, told, done, total)
            sheets.add(tr(KINDS[kind].plural), columns(kind), counted)
            done += len(ids)
        if not found:
            sheets.add(tr("Records"), columns(None), ())
    return Exported(total, kept_back, cut=sheets.cut)


def _counted(
    made: Iterable[Sequence[Cell]], told: Progress, done: int, total: int
) -> Iterator[Sequence[Cell]]:
    """The lines as they are made, telling now and then how many of how many that is."""
    for n, line in enumerate(made, done + 1):
        if n % _TOLD == 0:
            told(n, total)
        yield line
