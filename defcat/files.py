"""Files that are whole or not there: written beside their place, then moved into it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from defcat.errors import FileProblem, InputError, Refused
from defcat.settings import SUFFIX
from defcat.translation import tr

_SQLITE = b"SQLite format 3\0"


@contextmanager
def new_file(path: Path, suffix: str) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is whole and on disk.

    What is written out never takes the place of records: the name has to end in `suffix` (".pdf"),
    and a catalogue is not replaced whatever it is called. An exception within leaves what was there
    before. Raises InputError for another ending, Refused for a catalogue, FileProblem where the
    disk refuses.
    """
    try:
        check_target(path, suffix)
        unfinished = path.with_name(f".unfinished-{secrets.token_hex(8)}")
        try:
            with unfinished.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)  # once it is closed: Windows moves no open file
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise FileProblem(
            tr("{file} could not be written: {why}.", file=path.name, why=error.strerror),
            tr("Choose another folder or name, or make room, then try again."),
        ) from error


def refuse_own(path: Path) -> None:
    """Raise Refused for a catalogue, or one of the files beside it, where another file is wanted.

    It must not even be opened: closing it would drop the locks of an open catalogue (POSIX).
    """
    if SUFFIX in (suffix.lower().partition("-")[0] for suffix in path.suffixes):
        raise Refused(
            tr("{file} is a catalogue.", file=path.name),
            tr("Open it with Ctrl+O, or choose another file."),
        )


def check_target(path: Path, *suffixes: str) -> None:
    """Refuse what `new_file` would refuse by its name, for any of `suffixes`: before long work."""
    suffix = tr(" or ").join(suffixes)
    if path.is_file() and _is_catalogue(path):
        raise Refused(
            tr("{file} is a catalogue, and would be lost.", file=path.name),
            tr("Choose another name, one that ends in {suffix}.", suffix=suffix),
        )
    if path.suffix.lower() not in suffixes:
        raise InputError(
            tr("“{name}” does not end in {suffix}.", name=path.name or path, suffix=suffix),
            tr("Let it end in {suffix}.", suffix=suffix),
        )
    if not path.parent.is_dir():
        raise FileProblem(
            tr(
                "{file} could not be written: there is no folder {folder}.",
                file=path.name,
                folder=path.parent,
            ),
            tr("Choose another folder, or create it first."),
        )


def _is_catalogue(path: Path) -> bool:
    """Whether a file is one by its ending, or any database by its first bytes."""
    if path.suffix.lower() == SUFFIX:
        return True
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
