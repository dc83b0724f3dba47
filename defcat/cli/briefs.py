"""The command that writes a brief."""

from pathlib import Path
from typing import Annotated

import typer

from defcat import dossier
from defcat.cli.options import (
    AsOf,
    Ceiling,
    File,
    Secret,
    app,
    opened,
    query_of,
)
from defcat.errors import InputError, NotFound
from defcat.search import run
from defcat.terminal import progress
from defcat.translation import tr


@app.command()
def brief(
    file: File,
    name: Annotated[str, typer.Argument(help="Which brief: agreement, engagement, record.")],
    refs: Annotated[list[str] | None, typer.Argument(help="References, such as A12.")] = None,
    out: Annotated[Path, typer.Option(help="The PDF file to write.")] = Path("brief.pdf"),
    as_of: AsOf = "",
    ceiling: Ceiling = "",
    query: Annotated[str, typer.Option(help="The records that answer this.")] = "",
    page_size: Annotated[str, typer.Option(help="A4 or Letter.")] = "A4",
    secret: Secret = None,
) -> None:
    """Write a brief as PDF, with its sources and its marking on every page.

    It says how things stood on the day that --as-of or the query names, or stand today.
    """
    from defcat.briefs import Request, build
    from defcat.briefs.pdf import write_pdf

    if page_size not in ("A4", "Letter"):
        raise InputError(tr("“{size}” is no page size.", size=page_size), tr("Say A4 or Letter."))
    with opened(file, secret, write=False) as catalogue, catalogue.read() as connection:
        ids = [dossier.find_id(connection, ref) for ref in refs or []]
        asked = query_of(query, as_of=as_of)
        if query:
            ids += run.find(connection, asked, today=catalogue.today())
        if not ids:
            raise NotFound(
                tr("No record was named for the brief."), tr("Give references, or a --query.")
            )
        day = catalogue.today()
        with progress(tr("Putting the brief together")) as tell:
            made = build(
                connection,
                Request(name, tuple(ids)),
                scheme=catalogue.scheme,
                as_of=asked.as_of or day,
                prepared_on=day,
                ceiling=ceiling or None,
                progress=tell,
            )
    with progress(tr("Writing the pages")) as tell:
        write_pdf(made, out, page_size="Letter" if page_size == "Letter" else "A4", progress=tell)
    print(out)
