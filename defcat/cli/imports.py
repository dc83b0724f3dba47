"""The command that brings a spreadsheet in, or what another catalogue wrote."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from defcat.backups import BEFORE_IMPORT
from defcat.cli.options import (
    DONE,
    LOOK,
    File,
    Json,
    KeyFile,
    Secret,
    app,
    opened,
    refuse,
    safeguard,
)
from defcat.errors import InputError, Refused
from defcat.exchange.decisions import BEST, LEAVE, NEW, Decisions
from defcat.exchange.formats import Reading, ready_profile
from defcat.exchange.guess import Guess, guess
from defcat.exchange.layout import Layout
from defcat.exchange.mapping import Mapping, to_profile, write_profile
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.exchange.rehearsal import RecordChange
from defcat.files import check_target
from defcat.terminal import print_guess, print_import, print_json, print_lines, progress
from defcat.translation import tr

_COMPLETE = ".json"


class Doubtful(StrEnum):
    """What becomes of a row that may be about a record that is here."""

    LEAVE = "leave"
    NEW = "new"
    MATCH = "match"


_DECIDED = {Doubtful.LEAVE: LEAVE, Doubtful.NEW: NEW, Doubtful.MATCH: BEST}


Table = Annotated[
    Path, typer.Argument(help="The file: .csv, .xlsx, .ods, or the .json of a catalogue.")
]
ByProfile = Annotated[
    str,
    typer.Option(
        "--profile", "--map", help="How its columns are to be read: a name, or a .toml file."
    ),
]
ByGuess = Annotated[bool, typer.Option("--guess", help="Read its columns as they look.")]
WriteProfile = Annotated[
    Path | None, typer.Option("--write-profile", help="Write what is guessed to this .toml file.")
]
IfDoubtful = Annotated[
    Doubtful,
    typer.Option(help="Rows that may be about a record that is here: leave, new or match."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out rows that cannot be read.")]
Sheet = Annotated[str, typer.Option(help="The sheet of a workbook to read.")]
Report = Annotated[
    Path | None, typer.Option(help="Write the rows that are left out to this CSV file.")
]


@app.command("import")
def import_file(
    file: File,
    source: Table,
    profile: ByProfile = "",
    by_guess: ByGuess = False,
    write_to: WriteProfile = None,
    doubtful: IfDoubtful = Doubtful.LEAVE,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    sheet: Sheet = "",
    report: Report = None,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Bring a spreadsheet in: all of it or nothing, and one undo.

    Without a profile its columns are guessed: --dry-run shows how, and --guess imports so.
    """
    from defcat.exchange.importer import BadRows, ImportResult, run_import
    from defcat.exchange.jsonin import import_json
    from defcat.exchange.report import write_report

    _check_report(report, source)
    complete = source.suffix.lower() == _COMPLETE
    profile = profile or ready_profile(source) or ""
    guessed, read_by = (None, profile) if profile or complete else _guessed(source, sheet, write_to)
    if sheet and not guessed:
        read_by = _of_sheet(read_by, sheet, complete=complete)
    if guessed and not (by_guess or dry_run):
        return _only_guessed(guessed, as_json)
    refusal = ""
    try:
        with opened(file, secret, key_file, daily=dry_run) as catalogue:
            if not dry_run:
                safeguard(catalogue, BEFORE_IMPORT)
            with progress(tr("Importing")) as told:
                if complete:
                    result = import_json(catalogue, source, dry_run=dry_run, progress=told)
                else:
                    result = run_import(
                        catalogue,
                        source,
                        read_by,
                        decisions=Decisions(rest=_DECIDED[doubtful]),
                        dry_run=dry_run,
                        skip_bad=skip_bad,
                        progress=told,
                    )
    except BadRows as error:
        result, refusal = ImportResult(0, 0, 0, 0, error.rows), str(error)
    if report is not None:
        write_report(report, [*result.bad, *result.doubtful])
    if as_json:
        print_json(_as_json(result, guessed))
    else:
        _print(result, guessed, source, refused=bool(refusal), dry_run=dry_run)
    if refusal:
        return refuse(refusal)
    return LOOK if result.bad or result.doubtful else DONE


def _print(
    result: Any, guessed: Guess | None, source: Path, *, refused: bool, dry_run: bool
) -> None:
    """Say what was guessed, how the sheet was read and what came of it."""
    if guessed:
        print_guess(guessed)
    if result.reading:
        print_lines(result.reading, _other_sheets(source, result.reading.sheet))
    print_import(result, refused=refused, dry_run=dry_run)


def _check_report(report: Path | None, source: Path) -> None:
    """Raise what is wrong with a report: nothing is brought in that could not be reported on."""
    if report is None:
        return
    if report.resolve() == source.resolve():
        raise Refused(
            tr("The report would take the place of {file}.", file=source.name),
            tr("Name another file for it."),
        )
    check_target(report, ".csv")


def _of_sheet(read_by: str | Profile, sheet: str, *, complete: bool) -> Profile:
    """A profile for another sheet than its own."""
    if complete:
        raise Refused(
            tr("A file of a whole catalogue has no sheets."), tr("Import it without --sheet.")
        )
    profile = load_profile(read_by) if isinstance(read_by, str) else read_by
    return replace(profile, sheet=sheet)


def _other_sheets(source: Path, sheet: str) -> list[str]:
    """The sheets of a workbook that were not read."""
    from defcat.exchange.formats import sheets

    return [name for name in sheets(source) if name != sheet] if sheet else []


def _guessed(source: Path, sheet: str, write_to: Path | None) -> tuple[Guess, Profile]:
    """What a file seems to be, and the profile that says so."""
    from defcat.exchange.formats import read

    reading = read(source, Layout(sheet=sheet))
    found = guess(reading.table)
    mapping: Mapping = found.mapping(source.stem, reading.layout)
    if write_to is not None:
        write_profile(mapping, write_to)
    try:
        return found, to_profile(mapping)
    except InputError as error:
        raise InputError(
            tr("{file}: {why}", file=source.name, why=error.what),
            tr("Write how its columns are to be read with --write-profile, and mend that."),
        ) from None


def _only_guessed(guessed: Guess, as_json: bool) -> int:
    """Say what is guessed, and that nothing is imported by it unasked."""
    if as_json:
        print_json(_guess_as_json(guessed))
    else:
        print_guess(guessed)
    what = tr("Nothing was imported: nobody said how the columns are to be read.")
    return refuse(f"{what} {tr('Import as guessed with --guess, or name a --profile.')}")


def _as_json(result: Any, guessed: Guess | None) -> dict[str, Any]:
    bad = [{"line": b.line, "column": b.column, "reason": b.reason} for b in result.bad]
    said = {
        "kept": result.kept,
        "joined": result.joined,
        "doubtful": [{"line": d.line, "reason": d.reason} for d in result.doubtful],
        "changes": [_change_as_json(change) for change in result.changes],
    }
    counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
    more = {name: value for name, value in said.items() if value}
    lines = _lines_as_json(result.reading) if result.reading else {}
    return {**counts, "bad": bad, **more, **lines, **(_guess_as_json(guessed) if guessed else {})}


def _lines_as_json(reading: Reading) -> dict[str, Any]:
    """The lines of the sheet, where some below the head are no rows."""
    if not (reading.blank or reading.left):
        return {}
    head = reading.layout.head
    left = [{"line": one.line, "reason": one.why, "text": one.text} for one in reading.left]
    return {
        "rows": len(reading.table.rows),
        "head": head[1] - head[0] + 1 if head else 0,
        "blank": reading.blank,
        "left": left,
    }


def _change_as_json(change: RecordChange) -> dict[str, Any]:
    fields = [
        {"field": one.label, "before": one.before, "says": one.says, "becomes": one.fate.value}
        for one in change.fields
    ]
    return {"ref": change.ref, "line": change.line, "fields": fields}


def _guess_as_json(guessed: Guess) -> dict[str, Any]:
    columns = [
        {"column": one.column, "target": one.target, "sure": round(one.confidence, 2)}
        for one in guessed.columns
    ]
    return {"kind": guessed.kind, "columns": columns, "key": list(guessed.key)}
