"""What follows from the record of an agreement on a day, read together with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from defcat.dossier import Dossier
from defcat.rules.facts import PartyId
from defcat.rules.parties import party_statuses
from defcat.rules.status import Status, status
from defcat.rules.statuses import REPLACING, current, entered_into_force, facts
from defcat.rules.term import Term, term


@dataclass(frozen=True)
class Standing:
    """The status, the term and the status of each party of an agreement.

    `computed` is the status that the events alone give, where somebody has set another by hand;
    `others` holds the statuses of the agreements it is related to, by identifier. `replaced` has
    since when (EDTF, None for an unknown day) a later agreement stands in the place of this one,
    by that agreement and the party it does so for (None for all), and `replaces` since when this
    one stands in the place of others, by party; both only where that has come to be.
    """

    status: Status
    computed: Status
    term: Term
    parties: Mapping[PartyId, Status]
    others: Mapping[int, Status]
    replaced: Mapping[tuple[int, PartyId | None], str | None]
    replaces: Mapping[str | None, str | None]

    @property
    def running(self) -> Term | None:
        """The term, unless the agreement has ended otherwise than by it."""
        code, term = self.status.code, self.term
        if code in ("terminated", "superseded") or (code == "expired" and term.automatic):
            return None
        return term


def standing_of(connection: Any, dossier: Dossier, day: date) -> Standing | None:
    """How the agreement in `dossier` stands on `day`; None for a record of another kind."""
    if dossier.kind != "agreement":
        return None
    found = facts(connection, [dossier.id])[dossier.id]
    later = (row.record_id for row in dossier.backlinks["agreement_relation"])
    earlier = (int(row["other_id"] or 0) for row in dossier.parts["agreement_relation"])
    entries = {
        party: entered_into_force(found, party)
        for row in dossier.parts["agreement_relation"]
        if row["type"] in REPLACING
        for party in [str(row["country"]) if row["country"] else None]
    }
    return Standing(
        status(found, day),
        status(replace(found, hands=()), day),
        term(found, day),
        {p.country or p.other_id or 0: p.status for p in party_statuses(found, day)},
        current(connection, {*later, *earlier}, day),
        {(one.record, one.party): one.enters for one in found.successors},
        {party: entry[0] for party, entry in entries.items() if entry},
    )
