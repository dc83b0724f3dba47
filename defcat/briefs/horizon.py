"""What had happened by the day of a brief. What certainly came later is left out, and counted.

A date certainly lies after the day where its first day does: 2024 may have been before June 2024.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from defcat.briefs import reading
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.fields import Stored
from defcat.rules.tenure import SIGNING

_HAPPENED = ("born", "died", "founded", "dissolved")
"""Fields that say when something came about; a due date or an expiry date says what is to come."""

_DATED = ("agreement", "engagement", "source")
"""Kinds of which the date says when the record came to be."""

_Place = tuple[str, int]
"""A part and a row of it, a field and a record that has it, or "record" and a record."""


class Horizon:
    """The day of a brief. With `plans` it is the day on which the brief is made or a later one:
    then a record of a later day is a plan, which belongs to what is known.
    """

    def __init__(self, connection: Connection, day: date, *, plans: bool) -> None:
        self.day = day
        self.later: set[_Place] = set()
        self._connection = connection
        self._plans = plans
        self._own: dict[_Place, Row] = {}
        self._promised_later: set[int] = set()

    def begin(self, dossier: Dossier) -> None:
        """Learn the rows of a main record, and which commitments named there were born later."""
        self._own |= {(row.part, row.id): row for part in dossier.parts.values() for row in part}
        ids = [stub.id for stub in dossier.stubs.values() if stub.kind == "commitment"]
        values = reading.values(self._connection, "commitment", ids)
        born = {i: int(found["engagement"] or 0) for i, found in values.items()}
        known = stubs(self._connection, set(born.values()))
        self._promised_later |= {i for i, e in born.items() if e in known and self._after(known[e])}

    def beyond(self, stub: Stub) -> bool:
        """Whether a linked record came to be after the day; if so it is counted."""
        if self._plans or not (self._after(stub) or stub.id in self._promised_later):
            return False
        self.later.add(("record", stub.id))
        return True

    def has(self, dossier: Dossier, field: str) -> bool:
        """Whether what a field says had come about; if not it is counted."""
        known = field not in _HAPPENED or self._until(dossier.values[field])
        self.later.update(() if known else [(field, dossier.id)])
        return known

    def rows(self, dossier: Dossier, rows: Iterable[Row]) -> list[Row]:
        """Those of `rows`, of a record or from elsewhere, that were true, as they stood that day.

        What is said of a field or of another row (a citation, a signatory) goes with that one.
        """
        rows = list(rows)
        named = self._named(dossier, rows)
        dates = self._cited_dates(dossier, rows)
        kept = []
        for row in rows:
            about = named[row.part, row.id]
            late = {(each.part, each.id) for each in about if self._late(each)}
            field = str(row["about"]), row.record_id
            if self._late(row):
                self.later.add((row.part, row.id))
            elif about and len(late) == len(about):
                self.later |= late
            elif not self._until(dates.get(field)):
                self.later.add(field)
            else:
                kept.append(self._as_it_stood(row, about))
        return kept

    def _until(self, when: Stored) -> bool:
        return when is None or PartialDate.parse(str(when)).first <= self.day

    def _after(self, stub: Stub) -> bool:
        return stub.kind in _DATED and not self._until(stub.date)

    def _late(self, row: Row) -> bool:
        return not self._until(row["date"] or row["effective"] or row["start"])

    def _as_it_stood(self, row: Row, about: Collection[Row]) -> Row:
        """A row without an end that was still to come, and without what a source says of one."""
        if not self._until(row["end"]):
            return replace(row, values={**row.values, "end": None, "ended": None})
        if row.part == "citation" and not all(self._until(cited["end"]) for cited in about):
            return replace(row, values={**row.values, "states": None})
        return row

    def _named(self, dossier: Dossier, rows: Iterable[Row]) -> Mapping[_Place, list[Row]]:
        """The rows that each of `rows` is about, most of them none.

        A signatory of no event in particular signed at one of the signings, and if none is
        recorded, not before the text was adopted.
        """
        found: dict[_Place, list[Row]] = defaultdict(list)
        elsewhere: dict[str, dict[int, list[_Place]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            place, about = (row.part, row.id), _about(row)
            if about in self._own:
                found[place].append(self._own[about])
            elif about is not None:
                elsewhere[about[0]][about[1]].append(place)
            elif row.part == "signatory" and row.record_id == dossier.id:
                found[place] = _signings(dossier)
        for part, places in elsewhere.items():
            for row_id, about_row in reading.rows(self._connection, part, places).items():
                for place in places[row_id]:
                    found[place].append(about_row)
        return found

    def _cited_dates(self, dossier: Dossier, rows: Iterable[Row]) -> dict[_Place, Stored]:
        """What the fields say that `rows` cite, of those that say when something came about."""
        cited: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if row.part == "citation" and row["about"] in _HAPPENED:
                cited[dossier.stubs[row.record_id].kind].add(row.record_id)
        return {
            (field, record_id): found[field]
            for kind, ids in cited.items()
            for record_id, found in reading.values(self._connection, kind, ids).items()
            for field in _HAPPENED
            if field in found
        }


def _about(row: Row) -> _Place | None:
    """The row that a citation or a signatory names, if it names one."""
    match row.part:
        case "signatory" if row["event"] is not None:
            return "event", int(row["event"])
        case "citation" if row["row"] is not None:
            return str(row["about"]), int(row["row"])
        case _:
            return None


def _signings(dossier: Dossier) -> list[Row]:
    events = dossier.parts["event"]
    signed = [row for row in events if row["type"] in SIGNING]
    return signed or [row for row in events if row["type"] == "adoption"]
