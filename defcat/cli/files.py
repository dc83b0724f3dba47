"""Commands about files: a new catalogue, a spreadsheet in, records out."""

import os
from pathlib import Path
from typing import Annotated

import typer

from defcat.catalogue import Catalogue
from defcat.cli.options import (
    DONE,
    LOOK,
    File,
    Json,
    Secret,
    app,
    opened,
    passphrase,
    query_of,
    refuse,
)
from defcat.errors import InputError, Refused
from defcat.files import check_target
from defcat.search import run
from defcat.search.query import Query
from defcat.terminal import (
    print_import,
    print_json,
    progress,
)
from defcat.translation import tr, trn


@app.command("new")
def new_catalogue(
    file: File,
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with the sample.")] = False,
    scheme: Annotated[
        str, typer.Option(help="The marking scheme: india, uk, us, plain.")
    ] = "india",
    secret: Secret = None,
) -> None:
    """Make a new catalogue, empty or with the sample."""
    there = os.path.lexists(file)
    try:
        count = _made(file, sample, scheme, passphrase(secret))
    except KeyboardInterrupt:
        for half in () if there else (file, file.with_name(file.name + ".new")):
            half.unlink(missing_ok=True)
        raise
    print(f"{file}: {trn('{n} record', '{n} records', count)}")


def _made(file: Path, sample: bool, scheme: str, key: str | None) -> int:
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


@app.command("import")
def import_file(
    file: File,
    source: Annotated[Path, typer.Argument(help="The CSV file.")],
    profile: Annotated[str, typer.Option(help="How its columns are to be read.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that cannot be read.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the rows that cannot be read to this CSV file.")
    ] = None,
    as_json: Json = False,
    secret: Secret = None,
) -> int:
    """Bring a spreadsheet in: all of it or nothing, and one undo."""
    from defcat.exchange.importer import BadRows, ImportResult, run_import
    from defcat.exchange.report import write_report

    if report is not None and report.resolve() == source.resolve():
        raise Refused(
            tr("The report would take the place of {file}.", file=source.name),
            tr("Name another file for it."),
        )
    if report is not None:  # nothing is brought in that could not be reported on
        check_target(report, ".csv")
    refusal = ""
    try:
        with opened(file, secret) as catalogue, progress(tr("Importing")) as told:
            result = run_import(
                catalogue, source, profile, dry_run=dry_run, skip_bad=skip_bad, progress=told
            )
    except BadRows as error:
        result, refusal = ImportResult(0, 0, 0, 0, error.rows), str(error)
    if report is not None:
        write_report(report, result.bad)
    if as_json:
        bad = [{"line": b.line, "column": b.column, "reason": b.reason} for b in result.bad]
        counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
        kept = {"kept": result.kept} if result.kept else {}
        joined = {"joined": result.joined} if result.joined else {}
        print_json({**counts, "bad": bad, **kept, **joined})
    else:
        print_import(result, refused=bool(refusal), dry_run=dry_run)
    if refusal:
        return refuse(refusal)
    return LOOK if result.bad else DONE


@app.command()
def export(
    file: File,
    out: Annotated[Path, typer.Argument(help="The file to write; it ends in .json.")],
    query: Annotated[str, typer.Option(help="Only what answers this.")] = "",
    kind: Annotated[str, typer.Option(help="Only records of this kind.")] = "",
    secret: Secret = None,
) -> None:
    """Write records to a JSON file, one to a line, with their links by reference.

    A day that the query names (as-of) says which records are meant; those are written whole, with
    all that is recorded of them today.
    """
    from defcat.exchange.jsonfile import export_json

    asked = query_of(query, kind)
    check_target(out, ".json")
    with opened(file, secret, write=False) as catalogue, catalogue.read() as connection:
        found = asked if asked.conditions else None
        with progress(tr("Writing")) as told:
            count = export_json(connection, out, found, today=catalogue.today(), progress=told)
    print(f"{out}: {trn('{n} record', '{n} records', count)}")
