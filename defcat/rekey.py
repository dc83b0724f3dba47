"""Another passphrase for a catalogue, a first one, or none.

The catalogue is written anew beside its file, under the new key, proved, and swapped in: nothing is
ever encrypted in place, so whatever stops this, the old file or the new one opens whole.

What it cannot do: the blocks of the disk that held the former file are free afterwards, and not
overwritten; and backups made before stay as they were. Of a catalogue that was without a
passphrase, both can still be read by whoever has the disk.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from defcat.errors import Damaged, FileProblem, Interrupted
from defcat.settings import person
from defcat.storage import export, file, swap
from defcat.storage.copying import Progress, Stop
from defcat.storage.engine import DriverError, is_damage, is_interruption, words
from defcat.storage.key import PLAIN, SALT_SIZE, Key, Secret, make_key
from defcat.storage.lock import locked
from defcat.translation import tr

ROOM = 1.1
"""Times its size that a catalogue needs on its disk while it is written anew."""
_MB = 1_000_000


def rekey(
    path: Path,
    old: Secret | None,
    new: Secret | None,
    *,
    user: str | None = None,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> None:
    """Have the catalogue at `path`, which nobody has open, open with `new` instead of `old`; None
    is without a passphrase. Backups keep the one that they were made with.

    `told` hears how many bytes of how many are done. Raises what `Catalogue.open` raises,
    InputError for an empty passphrase, FileProblem where there is no room or the disk refuses, and
    Interrupted once `stop` says yes; then the file is as it was.
    """
    path = file.resolved(path)
    if swap.unsettled(path) or path.is_file():
        with locked(path, user or person()):
            swap.settle(path)
            _rekey(path, old, new, told, stop)
    else:
        file.unlock(path, old)  # which says what is wrong with it


def require_opens(path: Path, secret: Secret | None) -> None:
    """Raise what `Catalogue.open` raises where `secret` does not open the catalogue at `path`."""
    path = file.resolved(path)
    if swap.unsettled(path):
        with locked(path, person()):
            swap.settle(path)
    file.unlock(path, secret)


def without_passphrase(paths: Iterable[Path]) -> list[Path]:
    """Those of the closed catalogues at `paths`, such as backups, that anybody can read."""
    found = []
    for path in paths:
        with suppress(OSError), path.open("rb") as content:
            if content.read(len(PLAIN)) == PLAIN:
                found.append(path)
    return found


def _rekey(
    path: Path, old: Secret | None, new: Secret | None, told: Progress | None, stop: Stop | None
) -> None:
    was = file.unlock(path, old)
    file.require_writable(path)
    key = None if new is None else make_key(new, os.urandom(SALT_SIZE))
    _require_room(path)
    made = swap.beside(path)
    try:
        _write_anew(path, was, made, key, told, stop)
        swap.swap_in(made, path)
    finally:
        with suppress(OSError):  # what is left is cleared away at the next opening
            swap.clear(path)


def _write_anew(
    path: Path,
    was: Key | None,
    made: Path,
    key: Key | None,
    told: Progress | None,
    stop: Stop | None,
) -> None:
    try:
        export.fold(path, was)
        export.write_anew(path, was, made, key, told, stop)
    except (DatabaseError, DriverError) as error:
        if is_interruption(error):
            raise Interrupted(tr("It was stopped. The passphrase is as it was.")) from None
        raise _unchanged(path, words(error), damaged=is_damage(error)) from None
    except OSError as error:
        raise _unchanged(path, error.strerror or str(error)) from None
    except export.Unlike:
        raise _unchanged(path, tr("what was written is not what was read")) from None


def _unchanged(path: Path, why: str, *, damaged: bool = False) -> FileProblem:
    what = tr("The passphrase of {file} was not changed: {why}.", file=path.name, why=why)
    if damaged:
        return Damaged(what, tr("Restore a backup, or save what can be read of it in a new file."))
    return FileProblem(what, tr("The file is as it was. Make room on its disk, then try again."))


def _require_room(path: Path) -> None:
    """Raise FileProblem where its disk has no room for the catalogue a second time."""
    log = path.with_name(path.name + "-wal")
    needed = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    free = shutil.disk_usage(path.parent).free
    if needed * ROOM > free:
        raise FileProblem(
            tr(
                "There is no room beside {file} to write it anew: that takes {n} MB, and {free} MB"
                " are free.",
                file=path.name,
                n=int(needed * ROOM / _MB) + 1,
                free=int(free / _MB),
            ),
            tr("The file is as it was. Make room on its disk, then try again."),
        )
