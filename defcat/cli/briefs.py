"""The command that writes a brief."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Connection

from defcat import countries, dossier
from defcat.briefs import BRIEFS, Request, build, described, desk, templates
from defcat.briefs.blocks import Brief
from defcat.briefs.order import Order, page_options
from defcat.cli.options import (
    AsOf,
    Ceiling,
    File,
    KeyFile,
    Secret,
    app,
    opened,
    query_of,
)
from defcat.errors import InputError, NotFound
from defcat.files import check_target
from defcat.rules.watch import DAYS
from defcat.search import run
from defcat.search.called import near
from defcat.search.query import Query
from defcat.terminal import progress
from defcat.translation import tr

if TYPE_CHECKING:
    from defcat.briefs.pdf import PageOptions


Name = Annotated[str, typer.Argument(help=f"Which brief: {', '.join(BRIEFS)}.")]
Refs = Annotated[
    list[str] | None,
    typer.Argument(
        help="References, such as A12; a country by name or code; of a book its briefs, such "
        "as profile:O1 country:IN watch."
    ),
]
Out = Annotated[Path, typer.Option(help="The file to write: .pdf or .docx.")]
Found = Annotated[str, typer.Option(help="The records that answer this.")]
Days = Annotated[int, typer.Option(min=0, help="How far ahead what is due is told.")]
Columns = Annotated[str, typer.Option(help="Of a register: date,title,status and so on.")]
GroupBy = Annotated[str, typer.Option(help="Of a register: a column, or year.")]
Sources = Annotated[bool, typer.Option("--sources", help="Number the sources of its rows.")]
Template = Annotated[str, typer.Option(help="The sections of a template of the desk.")]
PageSize = Annotated[str, typer.Option(help="A4 or Letter; by default as the desk has it.")]
Draft = Annotated[
    bool | None, typer.Option("--draft/--no-draft", help="Say on every page: draft, or do not.")
]
PortionMarks = Annotated[bool, typer.Option("--portion-marks", help="Mark each paragraph and row.")]
Silent = Annotated[bool, typer.Option("--silent", help="Do not say how much the ceiling withheld.")]


@app.command()
def brief(
    file: File,
    name: Name,
    refs: Refs = None,
    out: Out = Path("brief.pdf"),
    as_of: AsOf = "",
    ceiling: Ceiling = "",
    query: Found = "",
    days: Days = DAYS,
    columns: Columns = "",
    group_by: GroupBy = "",
    sources: Sources = False,
    template: Template = "",
    page_size: PageSize = "",
    draft: Draft = None,
    portion_marks: PortionMarks = False,
    silent: Silent = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Write a brief as PDF or as an editable DOCX, with its sources, its marking on every page.

    It says how things stood on the day that --as-of or the query names, or stand today.
    """
    asked = query_of(query, as_of=as_of)
    wanted = _wanted(name, query, asked)
    if page_size not in ("", "A4", "Letter"):
        raise InputError(tr("“{size}” is no page size.", size=page_size), tr("Say A4 or Letter."))
    if (columns or group_by or sources) and name not in ("register", "book"):
        raise InputError(
            tr("“{name}” has no rows to be set out.", name=name),
            tr("Leave out --columns, --group-by and --sources, or write a register."),
        )
    wanted = replace(wanted, days=days, group_by=group_by, sources=sources)
    wanted = replace(wanted, columns=tuple(filter(None, map(str.strip, columns.split(",")))))
    check_target(out, ".pdf", ".docx")
    with opened(file, secret, key_file, write=False) as catalogue, catalogue.read() as connection:
        today = catalogue.today()
        request = _of(connection, wanted, refs or (), today)
        if template:
            kept = templates.find(connection, template, name)
            request = replace(request, sections=kept.sections)
        settings = desk.read(connection)
        with progress(tr("Putting the brief together")) as tell:
            made = build(
                connection,
                request,
                scheme=catalogue.scheme,
                as_of=asked.as_of or today,
                prepared_on=today,
                ceiling=ceiling or None,
                tell_withheld=not silent,
                progress=tell,
            )
    order = Order(
        request,
        page_size="Letter" if (page_size or settings.page_size) == "Letter" else "A4",
        draft=settings.draft if draft is None else draft,
        portion_marks=portion_marks,
    )
    _write(made, out, page_options(order, settings))
    print(out)


def _wanted(name: str, query: str, asked: Query) -> Request:
    """The brief that is wanted, of what the `query` that was `asked` finds, where there is one.

    Raises NotFound where there is no such brief, InputError where it is of no query.
    """
    of = described(name).of
    if query and of not in ("records", "query"):
        raise InputError(
            tr("“{name}” is no brief of what a query finds.", name=name), tr("Leave --query out.")
        )
    return Request(name, query=asked if query or of == "query" else None)


def _of(connection: Connection, request: Request, refs: Sequence[str], today: date) -> Request:
    """The request with what `refs` name: records, a country, the briefs of a book.

    Raises InputError for what the brief is not of, NotFound where nothing is named.
    """
    match described(request.name).of:
        case "records":
            ids = [dossier.find_id(connection, ref) for ref in refs]
            if request.query is not None:
                ids += run.find(connection, request.query, today=today)
            if not ids:
                raise NotFound(
                    tr("No record was named for the brief."), tr("Give references, or a --query.")
                )
            return replace(request, records=tuple(ids), query=None)
        case "country":
            return replace(request, country=_country(" ".join(refs)))
        case "briefs":
            parts = [_part(connection, request, ref, today) for ref in refs]
            return replace(request, parts=tuple(parts))
    if refs:
        raise InputError(
            tr("“{name}” is a brief of no record.", name=request.name),
            tr("Say with --query what it is of.")
            if request.name == "register"
            else tr("Leave {refs} out.", refs=" ".join(refs)),
        )
    return request


def _part(connection: Connection, book: Request, pair: str, today: date) -> Request:
    """The brief in a book that `pair` names: profile:O1, agreement:A1,A2, country:IN, watch,
    register:QUERY.
    """
    name, _, of = pair.partition(":")
    if described(name).of == "query":
        return replace(book, name=name, query=query_of(of))
    refs = of.split(",") if described(name).of == "records" else [of]
    return _of(connection, replace(book, name=name, query=None), list(filter(None, refs)), today)


def _country(text: str) -> str:
    code = countries.find(text)
    if code is None:
        close = near(text, map(countries.name, countries.codes()))
        raise NotFound(
            tr("There is no country “{name}”.", name=text)
            if text
            else tr("No country was named for the brief."),
            tr("Did you mean {names}?", names=", ".join(close))
            if close
            else tr("Give its name in English or its code, such as IN."),
        )
    return code


def _write(made: Brief, out: Path, options: "PageOptions") -> None:
    """Write a brief as what the ending of `out` says."""
    from defcat.briefs.pdf import write_pdf

    if out.suffix.lower() == ".docx":
        from defcat.briefs.docx import write_docx

        write_docx(made, out, options)
        return
    with progress(tr("Writing the pages")) as tell:
        write_pdf(made, out, options, progress=tell)
