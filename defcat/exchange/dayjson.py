"""How a record stands on a day, for `defcat show --json`: posts, offices and open commitments."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from defcat import countries
from defcat.dossier import Dossier, Row, stubs
from defcat.rules.promises import Promise, Standing, open_for, promise_of, standing
from defcat.rules.tenure import held, offices_in, tenures_at, tenures_of

Json = dict[str, Any]


def day_json(connection: Connection, dossier: Dossier, day: date) -> Json:
    """What of a record depends on the day, beside the status of an agreement.

    `posts`: what an official held on `day`, or who held posts at an organisation; where nobody
    surely did, what may have been held (`certain` is false), and else an official's last one
    (`held` is false). `offices`: of everybody who took part or signed, the office of that day, with
    whether it follows from their posts (`derived`) or was recorded. `commitments`: those open on
    `day` of this official, organisation, engagement or series, or the commitment itself.
    """
    return {
        "as_of": day.isoformat(),
        "posts": _posts(connection, dossier, day),
        "offices": _offices(connection, dossier),
        "commitments": [_commitment(*pair) for pair in _commitments(connection, dossier, day)],
    }


def _posts(connection: Connection, dossier: Dossier, day: date) -> list[Json]:
    if dossier.kind == "official":
        found = held(tenures_of(connection, [dossier.id]).get(dossier.id, []), day)
    elif dossier.kind == "organisation":
        answers = [(one, one.covers(day)) for one in tenures_at(connection, dossier.id)]
        found = [one for one, answer in answers if answer == "certain"]
        found += [one for one, answer in answers if answer == "possible"]
    else:
        return []
    named = {one.official for one in found} | {one.organisation or 0 for one in found}
    refs = {i: stub.ref for i, stub in stubs(connection, named).items()}
    return [
        {
            "row": one.id,
            "official": refs[one.official],
            "post": one.post,
            "country": countries.name(one.country) if one.country else None,
            "organisation": refs.get(one.organisation or 0),
            "acting": one.acting,
            "held": one.covers(day) != "no",
            "certain": one.covers(day) == "certain",
            "says": one.said(day),
        }
        for one in found
    ]


def _offices(connection: Connection, dossier: Dossier) -> list[Json]:
    derived = offices_in(connection, dossier)
    return [
        {
            "row": row.id,
            "ref": dossier.stubs[int(row["other_id"] or 0)].ref,
            "title": dossier.title(row["other_id"]),
            "office": str(row["office"] or derived[row.id]),
            "derived": row["office"] is None,
        }
        for row in _people(dossier)
        if row["office"] is not None or row.id in derived
    ]


def _people(dossier: Dossier) -> Iterable[Row]:
    return (*dossier.parts.get("participant", ()), *dossier.parts.get("signatory", ()))


def _commitments(
    connection: Connection, dossier: Dossier, day: date
) -> list[tuple[Promise, Standing]]:
    own = [dossier.id]
    match dossier.kind:
        case "commitment":
            promise = promise_of(dossier)
            how = standing(promise, day)
            return [(promise, how)] if how else []
        case "official" | "organisation":
            return open_for(connection, day, people=own)
        case "series":
            return open_for(connection, day, series=own)
        case "engagement":
            people = {int(row["other_id"] or 0) for row in dossier.parts["participant"]}
            series = dossier.values["series"]
            of = [] if series is None else [int(series)]
            return open_for(connection, day, people=people, series=of, engagements=own)
    return []


def _commitment(promise: Promise, how: Standing) -> Json:
    return {
        "ref": promise.ref,
        "title": promise.title,
        "state": how.state,
        "certain": how.certain,
        "due": promise.due,
        "overdue": how.overdue,
        "says": how.says,
    }
