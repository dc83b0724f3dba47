"""What the pane tells of meetings and promises around a record, read together with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from defcat.dates import PartialDate
from defcat.dossier import Dossier, Stub, stubs
from defcat.rules.editions import Edition, latest, neighbours
from defcat.rules.meetings import carried_to, last_met
from defcat.rules.promises import Promise, Standing, born_in, open_for, standing

Stands = tuple[Promise, Standing]


@dataclass(frozen=True)
class Around:
    """What surrounds a record on the day shown.

    `met` is the last engagement with an official or an organisation; `editions` are the
    latest of a series, which has as many as `earlier` says before them, or an engagement of a
    series between its neighbours; `still_open` are the commitments carried on to an engagement, or
    those of a person, a body or a series; `born` are those made in an engagement, then those made
    in the engagements that it contains. `stubs` names their owners and the engagements they were
    born in.
    """

    met: Stub | None = None
    editions: tuple[Edition, ...] = ()
    still_open: tuple[Stands, ...] = ()
    born: tuple[Stands, ...] = ()
    stubs: Mapping[int, Stub] = field(default_factory=dict)
    earlier: int = 0


ALONE = Around()
"""Nothing around it."""


def around_of(connection: Any, dossier: Dossier, day: date, *, plans: bool) -> Around:
    """What surrounds the record of `dossier` on `day`; nothing for most kinds.

    With `plans`, also what is promised at meetings still to come, as it will stand there.
    """
    own = dossier.id
    match dossier.kind:
        case "official" | "organisation":
            carried = open_for(connection, day, people=[own])
            return _named(connection, Around(last_met(connection, own, day), (), tuple(carried)))
        case "series":
            found, earlier = latest(connection, own)
            carried = open_for(connection, day, series=[own])
            around = Around(None, tuple(found), tuple(carried), earlier=earlier)
            return _named(connection, around)
        case "engagement":
            return _named(connection, _of_engagement(connection, dossier, day, plans))
    return ALONE


def _of_engagement(connection: Any, dossier: Dossier, day: date, plans: bool) -> Around:
    series = dossier.values.get("series")
    in_series = None if series is None else int(series)
    people = [int(row["other_id"] or 0) for row in dossier.parts["participant"]]
    carried = carried_to(
        connection, people, in_series, dossier.values.get("date"), day, here=dossier.id
    )
    relations = dossier.backlinks["engagement_relation"]
    inner = [row.record_id for row in relations if row["type"] == "part-of"]
    found = born_in(connection, [dossier.id, *inner])
    found.sort(key=lambda one: one.engagement != dossier.id)
    born = [(one, standing(one, _day_of(one, day) if plans else day)) for one in found]
    return Around(
        None,
        tuple(neighbours(connection, in_series, dossier.id)) if in_series is not None else (),
        tuple(carried),
        tuple((one, how) for one, how in born if how is not None),
    )


def _day_of(promise: Promise, day: date) -> date:
    """The day on which a promise is looked at: that of the promise, where it is still to come."""
    return max(day, PartialDate.parse(promise.born).first) if promise.born else day


def _named(connection: Any, around: Around) -> Around:
    every = [one for one, _ in (*around.still_open, *around.born)]
    ids = {i for one in every for i in (one.owner, one.engagement) if i is not None}
    known = stubs(connection, ids)
    return replace(around, stubs=known)
