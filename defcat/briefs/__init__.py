"""Briefs: what the catalogue knows, put together for a reader, as blocks that `pdf` prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from defcat import countries
from defcat.briefs import (
    agreement,
    book,
    country,
    engagement,
    meeting,
    profile,
    record,
    register,
    watch,
)
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Brief, PageBreak, Part
from defcat.briefs.book import Made
from defcat.briefs.request import Request, Section
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.errors import InputError, NotFound, Refused
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.translation import tr, trn

__all__ = [
    "BRIEFS",
    "BriefDescription",
    "Request",
    "Section",
    "build",
    "defaults_for",
    "described",
]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BriefDescription:
    """A brief that can be asked for by `name`, what it is made `of`, and its sections.

    `build` takes an Assembly and what the brief is of: of `records` a Dossier of one of `kinds`, of
    a `country` its code, of a `query` that, of `everything` how many days ahead it looks. A book,
    which is of `briefs`, is bound from theirs. `ahead`: its
    records may be of a later day than the brief, and nothing of how they went is in it.
    """

    name: str
    label: str
    build: Callable[..., list[Block]]
    kinds: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    of: Literal["records", "country", "query", "everything", "briefs"] = "records"
    ahead: bool = False


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
        BriefDescription(
            "profile", "Official profile", profile.build, ("official",), profile.SECTIONS
        ),
        BriefDescription(
            "meeting", "Meeting brief", meeting.build, ("engagement",), meeting.SECTIONS, ahead=True
        ),
        BriefDescription(
            "engagement",
            "Engagement record",
            engagement.build,
            ("engagement",),
            engagement.SECTIONS,
        ),
        BriefDescription("record", "Record sheet", record.build, tuple(KINDS), record.SECTIONS),
        BriefDescription(
            "country", "Country brief", country.build, sections=country.SECTIONS, of="country"
        ),
        BriefDescription(
            "register", "Register", register.build, sections=register.SECTIONS, of="query"
        ),
        BriefDescription(
            "watch", "Watch list", watch.build, sections=watch.SECTIONS, of="everything"
        ),
        BriefDescription("book", "Briefing book", book.bound, of="briefs"),
    )
}


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
    return Brief(
        made.title,
        f"{made.label}: {made.of}",
        made.label,
        (*made.blocks, *assembly.closing(Part(tr("Sources")) if request.parts else None)),
        assembly.marking,
        as_of,
        prepared_on,
    )


def _made(assembly: Assembly, request: Request, progress: Progress | None) -> Made:
    """The brief that `request` asks for, before it is closed."""
    description = described(request.name)
    _check_sections(description, request)
    assembly.wanted = request.sections
    label = tr(description.label)
    match description.of:
        case "records":
            made = _of_records(assembly, description, request.records, progress)
        case "country":
            code = _country(request)
            blocks = description.build(assembly, code, request.days)
            made = Made(countries.name(code), code, blocks)
        case "query":
            made = _of_query(assembly, description, request, progress)
        case "everything":
            days = trn("{n} day", "{n} days", request.days)
            made = Made(label, days, description.build(assembly, request.days))
        case "briefs":
            made = _of_briefs(assembly, request, progress)
    return replace(made, label=label)


def _of_records(
    assembly: Assembly,
    description: BriefDescription,
    record_ids: Sequence[int],
    progress: Progress | None,
) -> Made:
    named = [load(assembly.connection, record_id) for record_id in dict.fromkeys(record_ids)]
    if not named:
        raise InputError(tr("There is no record to print."), tr("Name at least one record."))
    for dossier in named:
        _check_kind(description, dossier)
    dossiers = named if description.ahead else _there(assembly, named)
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
    return Made(title, ", ".join(dossier.stub.ref for dossier in dossiers), blocks)


def _of_query(
    assembly: Assembly,
    description: BriefDescription,
    request: Request,
    progress: Progress | None,
) -> Made:
    if request.query is None:
        raise InputError(tr("There is no query to answer."), tr("Say what to search for."))
    blocks = description.build(
        assembly,
        request.query,
        columns=request.columns,
        group_by=request.group_by,
        sources=request.sources,
        progress=progress,
    )
    kind = request.query.kind
    title = tr(KINDS[kind].plural) if kind else tr("Records")
    of = request.query.on(None).write() or tr("all records")
    return Made(title, of, blocks)


def _of_briefs(assembly: Assembly, request: Request, progress: Progress | None) -> Made:
    if not request.parts:
        raise InputError(tr("The book has no briefs."), tr("Name at least one brief."))
    made = []
    for done, part in enumerate(request.parts):
        if described(part.name).of == "briefs":
            raise InputError(tr("A book cannot hold a book."), tr("Name the briefs in it."))
        if progress:
            progress(done, len(request.parts))
        made.append(_made(assembly, part, None))
    title = request.title or tr("Briefing book")
    return Made(
        title,
        "; ".join(f"{each.label}: {each.of}" for each in made),
        book.bound(assembly, title, made),
    )


def _country(request: Request) -> str:
    if request.country not in countries.code_set():
        raise NotFound(
            tr("There is no country “{name}”.", name=request.country),
            tr("Give its name in English or its code, such as IN."),
        )
    return request.country


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


def described(name: str) -> BriefDescription:
    """The brief called `name`; raises NotFound."""
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
