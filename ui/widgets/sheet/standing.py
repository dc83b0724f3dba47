"""What follows from the record of an agreement on a day, read together with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from defcat.dossier import Dossier
from defcat.rules.facts import PartyId
from defcat.rules.parties import party_statuses
from defcat.rules.status import Status, status
from defcat.rules.statuses import current, facts
from defcat.rules.term import Term, term


@dataclass(frozen=True)
class Standing:
    """The status, the term and the status of each party of an agreement.

    `computed` is the status that the events alone give, where somebody has set another by hand;
    `others` holds the statuses of the agreements it is related to, by identifier.
    """

    status: Status
    computed: Status
    term: Term
    parties: Mapping[PartyId, Status]
    others: Mapping[int, Status]


def standing_of(connection: Any, dossier: Dossier, day: date) -> Standing | None:
    """How the agreement in `dossier` stands on `day`; None for a record of another kind."""
    if dossier.kind != "agreement":
        return None
    found = facts(connection, [dossier.id])[dossier.id]
    later = (row.record_id for row in dossier.backlinks["agreement_relation"])
    earlier = (int(row["other_id"] or 0) for row in dossier.parts["agreement_relation"])
    return Standing(
        status(found, day),
        status(replace(found, hands=()), day),
        term(found, day),
        {p.country or p.other_id or 0: p.status for p in party_statuses(found, day)},
        current(connection, {*later, *earlier}, day),
    )
