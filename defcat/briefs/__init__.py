"""Briefs: what the catalogue knows, put together for a reader, as blocks that `pdf` prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from defcat.briefs import agreement, engagement, record
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Brief, PageBreak
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.errors import InputError, NotFound, Refused
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.translation import tr, trn


@dataclass(frozen=True)
class BriefDescription:
    """A brief that can be asked for by `name`: the kinds of record it can be made of, and how."""

    name: str
    label: str
    kinds: tuple[str, ...]
    build: Callable[[Assembly, Dossier], list[Block]]


BRIEFS: dict[str, BriefDescription] = {
    description.name: description
    for description in (
        BriefDescription("agreement", "Agreement one-pager", ("agreement",), agreement.build),
        BriefDescription("engagement", "Engagement record", ("engagement",), engagement.build),
        BriefDescription("record", "Record sheet", tuple(KINDS), record.build),
    )
}


def defaults_for(kind: str) -> str:
    """The name of the brief that is offered first for a record of `kind`."""
    return kind if kind in BRIEFS else "record"


def build(
    connection: Connection,
    name: str,
    record_ids: Sequence[int],
    *,
    scheme: Scheme,
    as_of: date,
    prepared_on: date,
    ceiling: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Brief:
    """The brief `name` of the records, one after the other, as they stood on the day `as_of`.

    Each record is there once, in the order first named. What certainly came after `as_of` is left
    out; where `as_of` is the day `prepared_on` or a later one, linked records of a later day are
    plans and are kept. Nothing marked above `ceiling` (a code of `scheme`) goes in. `progress` is
    told how many records are done, of how many. Raises NotFound for a brief or a record that is not
    there, InputError for a record of the wrong kind or for none at all, Refused for a record above
    the ceiling and where every record came after `as_of`.
    """
    description = _described(name)
    assembly = Assembly(connection, scheme, as_of, prepared_on, ceiling)
    named = [load(connection, record_id) for record_id in dict.fromkeys(record_ids)]
    if not named:
        raise InputError(tr("There is no record to print."), tr("Name at least one record."))
    for dossier in named:
        _check_kind(description, dossier)
    dossiers = _there(assembly, named, as_of)
    blocks: list[Block] = []
    for done, dossier in enumerate(dossiers):
        if progress:
            progress(done, len(dossiers))
        stood = assembly.begin(dossier)
        blocks += [PageBreak()] if blocks else []
        blocks += description.build(assembly, stood)
    blocks += assembly.closing()
    first = dossiers[0].stub.title
    more = len(dossiers) - 1
    title = tr("{first} and {n} more", first=first, n=more) if more else first
    label = tr(description.label)
    subject = f"{label}: {', '.join(dossier.stub.ref for dossier in dossiers)}"
    return Brief(title, subject, label, tuple(blocks), assembly.marking, as_of, prepared_on)


def _there(assembly: Assembly, named: Sequence[Dossier], as_of: date) -> list[Dossier]:
    """Those of the main records that were there on the day; the others are counted as left out."""
    there = [dossier for dossier in named if not assembly.came_later(dossier)]
    if not there:
        day = PartialDate.of(as_of).show()
        raise Refused(
            trn(
                "{ref} came after {day}.",
                "All {n} records came after {day}.",
                len(named),
                ref=named[0].stub.ref,
                day=day,
            ),
            tr("Ask for a later day."),
        )
    return there


def _described(name: str) -> BriefDescription:
    if name not in BRIEFS:
        raise NotFound(
            tr("There is no brief called “{name}”.", name=name),
            tr("The briefs are: {names}.", names=", ".join(BRIEFS)),
        )
    return BRIEFS[name]


def _check_kind(description: BriefDescription, dossier: Dossier) -> None:
    if dossier.kind not in description.kinds:
        raise InputError(
            tr(
                "{ref} is of the kind {kind}; “{name}” is not a brief for it.",
                ref=dossier.stub.ref,
                kind=tr(KINDS[dossier.kind].label).lower(),
                name=description.name,
            ),
            tr("Choose the brief “{name}”.", name=defaults_for(dossier.kind)),
        )
