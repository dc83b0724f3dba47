"""Commands for backups: one more, which there are, and going back to one."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from defcat import backups
from defcat.backups import Backup, Contents
from defcat.catalogue import Catalogue
from defcat.cli.options import (
    DONE,
    LOOK,
    File,
    Json,
    KeyFile,
    Secret,
    app,
    opened,
    warn,
    with_secret,
)
from defcat.errors import DefcatError, InputError
from defcat.kinds import KINDS
from defcat.storage.key import Secret as Opens
from defcat.terminal import print_json, print_table, progress
from defcat.text import shown
from defcat.translation import tr


@app.command()
def backup(
    file: File,
    to: Annotated[
        Path | None,
        typer.Option(help="A folder, such as one on a stick, or a new file that ends in .defcat."),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="Say which there are and what each holds; make none.")
    ] = False,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Make a backup, proved whole, under the same passphrase, also while the catalogue is open.

    It goes to the catalogue's own folder for backups, where older ones are sorted out: 12 daily, 10
    weekly and 9 monthly ones are kept. One made with --to is left alone.
    """
    if listing and to is not None:
        raise InputError(tr("--list and --to do not go together."), tr("Leave one of them out."))
    with opened(file, secret, key_file, write=False) as catalogue:
        missing = None if to else backups.missing_folder(catalogue)
        if missing:
            warn(tr("The folder for backups, {folder}, is not there.", folder=missing))
        if listing:
            return max(_list(catalogue, as_json), LOOK if missing else DONE)
        with progress(tr("Making a backup")) as told:
            made = (
                backups.make_at(catalogue, to, told)
                if to
                else backups.make(catalogue, backups.BY_HAND, told)
            )
    if as_json:
        print_json(_as_json(made))
    else:
        print(made.path)
    return LOOK if missing else DONE


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="The backup, as defcat backup --list names it.")],
    file: Annotated[Path, typer.Argument(help="The catalogue that it is to take the place of.")],
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Put a backup in the place of a catalogue, which is kept beside it under another name.

    The passphrase is that of the backup. Nobody may have the catalogue open.
    """

    def restored(key: Opens | None) -> backups.Restored:
        with progress(tr("Restoring")) as told:
            return backups.restore(backup, file, key, told=told)

    done = with_secret(secret, key_file, restored)
    print(tr("{file}: restored from {backup}", file=file, backup=backup.name))
    if done.kept:
        print(tr("What was there before is kept as {file}.", file=done.kept))
    if done.notice:
        print(done.notice)
    return LOOK if done.notice else DONE


def _list(catalogue: Catalogue, as_json: bool) -> int:
    """Print the backups; LOOK where there is none, or one that cannot be opened."""
    folder = backups.folder_of(catalogue)
    found = [(each, _contents(each, catalogue)) for each in backups.listed_of(catalogue)]
    if as_json:
        listed = [{**_as_json(each), **_held(holds)} for each, holds in found]
        print_json({"folder": str(folder), "total": len(listed), "backups": listed})
    elif found:
        columns = [tr("Backup"), tr("Made"), tr("Why"), tr("Size"), tr("Records"), tr("Last entry")]
        for there in dict.fromkeys(each.path.parent for each, _ in found):
            print(there)
            rows = [_row(each, holds) for each, holds in found if each.path.parent == there]
            print_table(columns, rows)
    else:
        print(tr("There is no backup in {folder}.", folder=folder))
    sound = found and all(isinstance(holds, Contents) for _, holds in found)
    return DONE if sound else LOOK


def _contents(each: Backup, catalogue: Catalogue) -> Contents | DefcatError:
    try:
        return backups.contents(each.path, catalogue)
    except DefcatError as error:
        return error


def _row(each: Backup, holds: Contents | DefcatError) -> list[str]:
    made = f"{each.at.astimezone():%Y-%m-%d %H:%M}"
    size = tr("{n} MB", n=f"{each.size / 1e6:,.1f}")
    if isinstance(holds, DefcatError):
        return [each.path.name, made, each.reason, size, "", tr("cannot be opened with this key")]
    last = ", ".join(filter(None, (_local(holds.at), holds.by, holds.label)))
    return [
        each.path.name,
        made,
        each.reason,
        size,
        f"{sum(holds.records.values()):,}",
        shown(last),
    ]


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}" if at else ""


def _as_json(each: Backup) -> dict[str, Any]:
    at = each.at.isoformat(timespec="seconds")
    return {"file": str(each.path), "at": at, "reason": each.reason, "size": each.size}


def _held(holds: Contents | DefcatError) -> dict[str, Any]:
    if isinstance(holds, DefcatError):
        return {"problem": holds.what}
    return {
        "records": {kind: holds.records.get(kind, 0) for kind in KINDS},
        "last": {"at": holds.at, "by": holds.by, "label": holds.label} if holds.at else None,
        "encrypted": holds.encrypted,
    }
