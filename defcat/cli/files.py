"""Commands about files: a new catalogue, records out."""

import os
from pathlib import Path
from typing import Annotated

import typer

from defcat.catalogue import Catalogue
from defcat.cli.options import (
    Ceiling,
    File,
    KeyFile,
    Secret,
    app,
    first_secret,
    opened,
    query_of,
)
from defcat.errors import InputError
from defcat.files import check_target
from defcat.search import run
from defcat.search.query import Query
from defcat.storage.key import Secret as Opens
from defcat.terminal import progress
from defcat.translation import tr, trn


@app.command("new")
def new_catalogue(
    file: File,
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with the sample.")] = False,
    scheme: Annotated[
        str, typer.Option(help="The marking scheme: india, uk, us, plain.")
    ] = "india",
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Make a new catalogue, empty or with the sample."""
    there = os.path.lexists(file)
    try:
        count = _made(file, sample, scheme, first_secret(secret, key_file))
    except KeyboardInterrupt:
        for half in () if there else (file, file.with_name(file.name + ".new")):
            half.unlink(missing_ok=True)
        raise
    print(f"{file}: {trn('{n} record', '{n} records', count)}")


def _made(file: Path, sample: bool, scheme: str, key: Opens | None) -> int:
    """Make a catalogue; how many records it has."""
    if not sample:
        Catalogue.create(file, key=key, scheme=scheme).close()
        return 0
    from defcat.exchange.sample import SCHEME, create_sample

    if scheme != SCHEME:
        raise InputError(
            tr("The sample is marked by the scheme {scheme} alone.", scheme=SCHEME),
            tr("Leave out --sample or --scheme."),
        )
    with create_sample(file, key=key) as catalogue, catalogue.read() as connection:
        return run.count(connection, Query())


@app.command()
def export(
    file: File,
    out: Annotated[
        Path, typer.Argument(help="The file to write: .json, .csv, .xlsx, .vcf or .ics.")
    ],
    query: Annotated[str, typer.Option(help="Only what answers this.")] = "",
    kind: Annotated[str, typer.Option(help="Only records of this kind.")] = "",
    ceiling: Ceiling = "",
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Write records to a file; its ending says how. A JSON file is complete.

    A day that the query names (as-of) says which records are meant; those are written whole, with
    all that is recorded of them today.
    """
    from defcat.exchange import export as exports

    asked = query_of(query, kind)
    check_target(out, *exports.SUFFIXES)
    with (
        opened(file, secret, key_file, write=False) as catalogue,
        catalogue.read() as connection,
        progress(tr("Writing")) as told,
    ):
        made = exports.export(
            connection,
            out,
            catalogue.scheme,
            catalogue.today(),
            asked if asked.conditions else None,
            ceiling=ceiling or None,
            progress=told,
        )
    print(f"{out}: {trn('{n} record', '{n} records', made.records)}")
    for line in exports.remarks(made):
        print(line)
