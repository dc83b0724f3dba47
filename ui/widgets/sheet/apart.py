"""The parties for which an agreement stands otherwise than as a whole."""

from defcat import countries
from defcat.dossier import Dossier
from defcat.translation import tr
from ui.models.columns import status_label
from ui.widgets.sheet.standing import Standing

_MOST = 2
"""So many are named above the facts; the list of parties names all."""

_ENDED = ("superseded", "terminated", "suspended")


def apart(dossier: Dossier, standing: Standing) -> list[str]:
    """For which parties it has ended, or rests, while for the others it has not."""
    found = [
        (party, status)
        for party, status in standing.parties.items()
        if status.code in _ENDED and status.code != standing.status.code
    ]
    return [
        tr(
            "{status} for {party}",
            status=status_label(status),
            party=countries.name(party) if isinstance(party, str) else dossier.title(party),
        )
        for party, status in (found if len(found) <= _MOST else ())
    ]
