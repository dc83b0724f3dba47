"""Where an agreement stands on the day of a brief, in words that may be printed there."""

from dataclasses import replace

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.dossier import Dossier
from defcat.rules.facts import Facts
from defcat.rules.statuses import facts
from defcat.translation import tr

STANDING = ("in-force", "provisionally-applied", "suspended", "signed-not-in-force")
"""The statuses of agreements that bind or are still to bind, in the order printed."""


def status_codes() -> list[str]:
    """The statuses in the order in which briefs print them: what binds first, not known last."""
    first = ("in-force", "provisionally-applied", "signed-not-in-force")
    return list(dict.fromkeys((*first, *vocabulary.load("agreement-status").terms)))


def printable_facts(assembly: Assembly, dossier: Dossier) -> Facts:
    """What is on record of an agreement; what may not be printed is in it without its name."""
    known = facts(assembly.connection, [dossier.id])[dossier.id]
    return replace(
        known,
        successors=tuple(
            each
            if assembly.shown(dossier.stubs.get(each.record))
            else replace(each, name=tr("a later agreement"))
            for each in known.successors
        ),
        names={
            body: name
            for body, name in known.names.items()
            if assembly.shown(dossier.stubs.get(body))
        },
    )
