"""Briefs: what the catalogue knows, put together for a reader, as blocks that `pdf` prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from defcat.briefs import agreement, engagement, record
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Brief, PageBreak
from defcat.briefs.request import Request, Section
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.errors import InputError, NotFound, Refused
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.translation import tr, trn

__all__ = ["BRIEFS", "BriefDescription", "Request", "Section", "build", "defaults_for"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BriefDescription:
    """A brief that can be asked for by `name`, what it is made `of`, and its sections.

    `build` of a brief of records takes an Assembly and a Dossier of one of `kinds`.
    """

    name: str
    label: str
    build: Callable[..., list[Block]]
    kinds: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    of: Literal["records"] = "records"


BRIEFS: dict[str, BriefDescription] = {
    description.name: description
    for description in (
        BriefDescription(
            "agreement",
            "Agreement one-pager",
            agreement.build,
            ("agreement",),
            agreement.SECTIONS,
        ),
        BriefDescription("engagement", "Engagement record", engagement.build, ("engagement",)),
        BriefDescription("record", "Record sheet", record.build, tuple(KINDS), record.SECTIONS),
    )
}


@dataclass(frozen=True)
class _Made:
    """One brief before it is closed; `of` names what it is made of."""

    title: str
    of: str
    blocks: list[Block]


def defaults_for(kind: str, *, planned: bool = False) -> str:
    """The name of the brief offered first for a record of `kind`; `planned`: for an engagement
    that is still to come.
    """
    first = {"official": "profile", "engagement": "meeting" if planned else "engagement"}
    return next(name for name in (first.get(kind), kind, "record") if name in BRIEFS)


def build(
    connection: Connection,
    request: Request,
    *,
    scheme: Scheme,
    as_of: date,
    prepared_on: date,
    ceiling: str | None = None,
    tell_withheld: bool = True,
    progress: Progress | None = None,
) -> Brief:
    """The brief that `request` asks for, as everything stood on the day `as_of`.

    Each record is there once, in the order first named. What certainly came after `as_of` is left
    out; where `as_of` is the day `prepared_on` or a later one, linked records of a later day are
    plans and are kept. Nothing marked above `ceiling` (a code of `scheme`) goes in; how much was
    withheld is told, unless `tell_withheld` says not to. `progress` is told how many records are
    done, of how many. Raises NotFound for a brief or a record that is not there, InputError for a
    record of the wrong kind, for none at all and for a section that the brief does not have,
    Refused for a record above the ceiling and where every record came after `as_of`.
    """
    assembly = Assembly(
        connection, scheme, as_of, prepared_on, ceiling, tell_withheld=tell_withheld
    )
    made = _made(assembly, request, progress)
    label = tr(_described(request.name).label)
    return Brief(
        made.title,
        f"{label}: {made.of}",
        label,
        (*made.blocks, *assembly.closing()),
        assembly.marking,
        as_of,
        prepared_on,
    )


def _made(assembly: Assembly, request: Request, progress: Progress | None) -> _Made:
    description = _described(request.name)
    _check_sections(description, request)
    assembly.wanted = request.sections
    return _of_records(assembly, description, request.records, progress)


def _of_records(
    assembly: Assembly,
    description: BriefDescription,
    record_ids: Sequence[int],
    progress: Progress | None,
) -> _Made:
    named = [load(assembly.connection, record_id) for record_id in dict.fromkeys(record_ids)]
    if not named:
        raise InputError(tr("There is no record to print."), tr("Name at least one record."))
    for dossier in named:
        _check_kind(description, dossier)
    dossiers = _there(assembly, named)
    blocks: list[Block] = []
    for done, dossier in enumerate(dossiers):
        if progress:
            progress(done, len(dossiers))
        stood = assembly.begin(dossier)
        blocks += [PageBreak()] if blocks else []
        blocks += description.build(assembly, stood)
    first = dossiers[0].stub.title
    more = len(dossiers) - 1
    title = tr("{first} and {n} more", first=first, n=more) if more else first
    return _Made(title, ", ".join(dossier.stub.ref for dossier in dossiers), blocks)


def _there(assembly: Assembly, named: Sequence[Dossier]) -> list[Dossier]:
    """Those of the main records that were there on the day; the others are counted as left out."""
    there = [dossier for dossier in named if not assembly.came_later(dossier)]
    if not there:
        day = PartialDate.of(assembly.as_of).show()
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


def _check_sections(description: BriefDescription, request: Request) -> None:
    names = [section.name for section in description.sections]
    for name in request.sections or ():
        if name not in names:
            raise InputError(
                tr("“{name}” is no section of the brief “{brief}”.", name=name, brief=request.name),
                tr("Its sections are: {names}.", names=", ".join(names)),
            )
