"""The command that proves a file whole, and makes anew what can be derived."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from defcat.catalogue import Catalogue
from defcat.check import Report, label, repair
from defcat.check import check as look
from defcat.cli.options import DONE, LOOK, File, Json, KeyFile, Secret, app, opened
from defcat.errors import FileProblem
from defcat.terminal import print_json, progress
from defcat.text import shown
from defcat.translation import tr, trn


@app.command()
def check(
    file: File,
    mend: Annotated[
        bool, typer.Option("--repair", help="Make anew what can be derived from the records.")
    ] = False,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Prove that the file is whole and that all in it fits together."""
    before, after = _checked(file, secret, key_file, mend)
    last = after or before
    if as_json:
        print_json({**_as_json(last), "repaired": after is not None})
        return DONE if last.ok else LOOK
    for line in _lines(before):
        print(line)
    if after:
        print(tr("What can be derived from the records was made anew."))
        for line in () if after.ok else _lines(after):
            print(line)
    if not last.ok:
        print(_then(last, tried=after is not None))
    return DONE if last.ok else LOOK


def _checked(
    file: Path, secret: Path | None, key_file: Path | None, mend: bool
) -> tuple[Report, Report | None]:
    """What is found, and what is found again once it was mended, if it was."""
    with opened(file, secret, key_file, write=mend) as catalogue:
        before = _looked(catalogue)
        if not (mend and before.mends):
            return before, None
        with progress(tr("Repairing")) as told:
            _mend(catalogue, before, catalogue.today(), told)
        return before, _looked(catalogue)


def _looked(catalogue: Catalogue) -> Report:
    with progress(tr("Checking")) as told, catalogue.read() as connection:
        return look(connection, catalogue.today(), lambda part, done, total: told(done, total))


def _mend(catalogue: Catalogue, found: Report, today: date, told: Any) -> None:
    """Repair; raises FileProblem where what is damaged does not allow it."""
    try:
        with catalogue.mend() as connection:
            repair(connection, found, today, told)
    except FileProblem as error:
        raise FileProblem(error.what, _then(found, tried=True)) from error


def _then(found: Report, *, tried: bool) -> str:
    """What to do about a catalogue that is not sound."""
    if found.mends and not tried:
        return tr("Check it with --repair; if something is still wrong then, restore a backup.")
    if found.found("file.damage") or found.found("file.cipher") or found.found("values.absurd"):
        return tr("Restore a backup, or let “defcat salvage” write its records to a new file.")
    return tr("Look at the records named, and mend them.")


def _lines(found: Report) -> list[str]:
    """What was found, a line each."""
    if found.ok:
        records = trn("{n} record", "{n} records", found.records)
        return [tr("{records}: the file is whole, and all in it fits together.", records=records)]
    lines = []
    for problem in found.problems:
        refs = ", ".join(problem.refs) + (" …" if problem.count > len(problem.refs) > 0 else "")
        said = f"{problem.what}: {refs}" if refs else problem.what
        lines.append(shown(f"{label(problem.part)}: {said}"))
    return lines


def _as_json(found: Report) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "records": found.records,
        "looked": list(found.looked),
        "problems": [
            {
                "part": problem.part,
                "code": problem.code,
                "count": problem.count,
                "what": problem.what,
                "refs": list(problem.refs),
                "mends": problem.mends,
            }
            for problem in found.problems
        ],
    }
