"""One catalogue file for another: all of the new one or all of the old one, whenever power fails.

A new file is written beside the old one, under the one name `beside` gives, by whoever holds the
write lock; so what is left of a killed run is known by its name, and `settle` clears it away.

To swap takes several steps, because a log (-wal) of the old file must never stand beside the new
one: SQLite would write its pages into it. What is to be done is therefore noted first, in the file
`.swap`, and on disk before the first step. From then on the new file is the catalogue: killed
before the note, the old one is still there, untouched; killed after it, `settle` does the rest at
the next opening, however often that is killed itself, for each step can be done twice. A step that
the system refuses (Windows moves no file that a program has open) is taken back, and the note with
it.

In what order, with a replaced file that is kept: the old file to its new name, its log after it,
the new file into its place. Without: the new file into its place, which replaces the old one at
once, then the old one's log is removed. Whether the new file is still beside says where a killed
run was: as long as it is, what is in its place belongs to the old one.
"""

import errno
import json
import os
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from defcat.errors import FileProblem
from defcat.settings import SUFFIX
from defcat.translation import tr

UNFINISHED = ".unfinished-"
"""What the name of a file begins with until it is whole."""
_LEFT_FOR = 3600
"""Seconds after which an unfinished file that nobody has written to is left over."""
_LOGS = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file, by the endings of its name."""


@dataclass(frozen=True)
class _Note:
    """What is being done, by names in the folder of the catalogue."""

    keep_as: str | None

    @classmethod
    def read(cls, file: Path) -> "_Note | None":
        """None where it is not whole: then nothing has been done yet.

        It may have come with a catalogue of somebody else, so it names nothing but a catalogue in
        the same folder.
        """
        try:
            keep_as = json.loads(file.read_text("utf-8"))["keep_as"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        named = isinstance(keep_as, str) and Path(keep_as).name == keep_as
        if keep_as is None or (named and keep_as.endswith(SUFFIX)):
            return cls(keep_as)
        return None


def beside(path: Path) -> Path:
    """Where the file that is to take the place of the catalogue at `path` is made."""
    path = path.resolve()
    return path.with_name(path.name + ".new")


def swap_in(new: Path, path: Path, *, keep_as: Path | None = None) -> None:
    """Put `new`, a closed file that has been verified, in the place of the catalogue at `path`.

    `new` is `beside(path)`. Who calls this holds the write lock of `path` and has closed it. The
    replaced file is kept as `keep_as`, with its log if it has one, or is gone: then nothing that
    its log holds may be missing from `new`. Raises FileProblem where the system refuses; then the
    old file is in its place, and `new` where it was.
    """
    path = path.resolve()
    assert new.resolve() == beside(path), "what is killed finds it by this name"
    assert keep_as is None or keep_as.resolve().parent == path.parent, "no step copies"
    moved: list[tuple[Path, Path]] = []
    try:
        _refuse_to_replace(keep_as)
        _sync(new)
        if path.exists():
            shutil.copymode(path, new)
        note = _Note(keep_as.name if keep_as else None)
        try:
            _write_note(path, note)
            _carry_out(path, note, moved)
        except OSError:
            if new.exists():  # the old file is whole again once what was moved is back
                for was, now in reversed(moved):
                    now.replace(was)
                _forget(path)
            raise
        _forget(path)
    except OSError as error:
        if unsettled(path):
            raise _unfinished(path, error) from None
        raise FileProblem(
            tr("{file} could not be replaced: {why}.", file=path.name, why=error.strerror),
            tr("It is as it was. Close it in other programs, or make room, then try again."),
        ) from None


def unsettled(path: Path) -> bool:
    """Whether a swap was killed, so that `settle` has to be called before the file is opened."""
    return os.path.lexists(_note_of(path.resolve()))  # False for a name that is too long, too


def settle(path: Path) -> None:
    """Finish a swap that was killed, and clear away what else a killed run left beside `path`.

    For who holds the write lock of `path`, and before anything opens it: it may be missing until
    then. Raises FileProblem where the system refuses.
    """
    path = path.resolve()
    try:
        if unsettled(path):
            note = _Note.read(_note_of(path))
            if note:
                _carry_out(path, note, [])
            _forget(path)
        clear(path)
        clear_unfinished(path.parent)
    except OSError as error:
        raise _unfinished(path, error) from None


def clear(path: Path) -> None:
    """Take away the file that was to take the place of `path`, if there is one; not one that
    `settle` has yet to put there. For who holds the write lock. Raises OSError.
    """
    new = beside(path)
    if not unsettled(path):
        for each in (new, *_logs_of(new)):
            each.unlink(missing_ok=True)


def clear_unfinished(folder: Path) -> None:
    """Take away the files in `folder` that a killed run left half written.

    Another program may be at one at this moment, and `hold` it: those that have been left alone for
    an hour are left over.
    """
    for left in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_FOR:
                left.unlink()


def hold(unfinished: Path) -> None:
    """Say that an unfinished file is still in use, though nobody writes to it."""
    for ending in ("", *_LOGS):
        with suppress(OSError):
            os.utime(unfinished.with_name(unfinished.name + ending))


def sync_folder(folder: Path) -> None:
    """Have the disk know which files are in `folder`; Windows sees to that itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _carry_out(path: Path, note: _Note, moved: list[tuple[Path, Path]]) -> None:
    """Every step that is still to be done; `moved` is told which files have another name now."""
    new = beside(path)
    if new.exists():
        if note.keep_as:
            _keep(path, path.with_name(note.keep_as), moved)
        new.replace(path)
        sync_folder(path.parent)
    for log in _logs_of(path):
        log.unlink(missing_ok=True)
    sync_folder(path.parent)


def _keep(path: Path, kept: Path, moved: list[tuple[Path, Path]]) -> None:
    """Move the file and its logs to another name, by which the logs are found again."""
    for was, now in zip((path, *_logs_of(path)), (kept, *_logs_of(kept)), strict=True):
        if was.exists():
            _refuse_to_replace(now)
            was.replace(now)
            moved.append((was, now))
    sync_folder(path.parent)


def _refuse_to_replace(path: Path | None) -> None:
    if path is not None and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, tr("{file} exists already", file=path.name))


def _write_note(path: Path, note: _Note) -> None:
    file = _note_of(path)
    file.write_text(json.dumps(asdict(note)), "utf-8")
    _sync(file)
    sync_folder(path.parent)


def _forget(path: Path) -> None:
    """Take the note away, for good: once the catalogue is in use, its log is its own."""
    with suppress(FileNotFoundError):
        _note_of(path).unlink()
    sync_folder(path.parent)


def _sync(file: Path) -> None:
    with file.open("r+b") as handle:
        os.fsync(handle.fileno())


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + ".swap")


def _logs_of(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _LOGS]


def _unfinished(path: Path, error: OSError) -> FileProblem:
    return FileProblem(
        tr(
            "{file} is being replaced, and that could not be finished: {why}.",
            file=path.name,
            why=error.strerror,
        ),
        tr("Close it in other programs, then open it: that finishes it."),
    )
