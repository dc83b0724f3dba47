"""Going back to a backup."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from defcat.backups.names import TIME, safe
from defcat.backups.reading import unlock
from defcat.errors import InputError, NotFound, Refused
from defcat.settings import SUFFIX, person
from defcat.storage import copying, engine, file, swap
from defcat.storage.copying import Progress, Stop
from defcat.storage.key import Key, Secret, is_encrypted
from defcat.storage.lock import locked
from defcat.translation import tr


@dataclass(frozen=True)
class Restored:
    """What a restore did: where the replaced file is kept, if there was one, and what a person has
    to know about the passphrase from now on; empty where nothing is different.
    """

    kept: Path | None
    notice: str


def restore(
    backup: Path,
    path: Path,
    opens: Secret | Key | None = None,
    *,
    user: str | None = None,
    now: datetime | None = None,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> Restored:
    """Put a backup, opened with what `opens` it, in the place of the catalogue at `path`.

    Nobody may have that one open. The backup is copied beside it, proved and swapped in; what is
    replaced, damaged or not, is kept as `<stem> replaced <date time>.defcat` (UTC). Killed at any
    instant, the old file or the new one is there. Raises what opening the backup raises,
    LockedByAnother, InputError, NotFound or another FileProblem; then all is as it was.
    """
    path = file.resolved(path)
    _refuse_place(backup, path)
    key = unlock(backup, opens)
    with locked(path, user or person()):
        swap.settle(path)
        new = swap.beside(path)
        copying.copy_file(backup, new, key, told, stop)
        notice = _notice(path, backup)
        kept = _kept_name(path, now or datetime.now(UTC)) if os.path.lexists(path) else None
        try:
            swap.swap_in(new, path, keep_as=kept)
        except BaseException:
            with suppress(OSError):
                swap.clear(path)
            raise
    return Restored(kept, notice)


def _refuse_place(backup: Path, path: Path) -> None:
    if path.suffix != SUFFIX:
        raise InputError(
            tr("“{name}” is not a name for a catalogue.", name=path.name),
            tr("Let it end in {suffix}.", suffix=SUFFIX),
        )
    if not path.parent.is_dir():
        raise NotFound(
            tr("The folder {folder} does not exist.", folder=path.parent), tr("Create it first.")
        )
    if path.is_dir():
        raise Refused(tr("{file} is a folder.", file=path), tr("Name a file."))
    if path.exists() and backup.exists() and path.samefile(backup):
        raise Refused(
            tr("{file} is the backup itself.", file=backup.name),
            tr("Name the catalogue that it is to take the place of."),
        )


def _kept_name(path: Path, now: datetime) -> Path:
    at, stem = now.astimezone(UTC), safe(path.stem)
    while os.path.lexists(kept := path.with_name(f"{stem} replaced {at:{TIME}}{SUFFIX}")):
        at += timedelta(seconds=1)
    return kept


def _notice(path: Path, backup: Path) -> str:
    """What is different about the passphrase once `backup` is in the place of `path`."""
    before, after = _salt(path), _salt(backup)
    if before == after:  # None: no passphrase, nor one before
        return ""
    if after is None:
        return tr(
            "The backup has no passphrase, so anyone can read {file} now. Set one.", file=path.name
        )
    return tr("{file} opens with the passphrase of the backup from now on.", file=path.name)


def _salt(path: Path) -> bytes | None:
    """The salt of an encrypted catalogue; None for any other, and where nothing can be read."""
    try:
        salt, size = engine.read_salt(path), path.stat().st_size
    except (engine.DriverError, OSError):
        return None
    return salt if is_encrypted(salt, size) else None
