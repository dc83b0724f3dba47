"""What the name of a backup says."""

import os
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from defcat.errors import FileProblem
from defcat.settings import SUFFIX
from defcat.translation import tr

DAILY = "daily"
BY_HAND = "by-hand"
BEFORE_IMPORT = "before-import"
BEFORE_MERGE = "before-merge"
BEFORE_BULK = "before-bulk"
BEFORE_MIGRATION = "before-migration"
BEFORE_RESTORE = "before-restore"

TIME = "%Y-%m-%d %H%M%S"
_NAME = re.compile(r"(.+) (\d{4}-\d\d-\d\d \d{6}) ([a-z]+(?:-[a-z]+)*)" + re.escape(SUFFIX))
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST = 120
"""Bytes of a catalogue's name in that of a backup; file systems take 255 for all of it."""


@dataclass(frozen=True)
class Backup:
    """A backup as its name tells: when it was made (UTC) and why; its size in bytes."""

    path: Path
    at: datetime
    reason: str
    size: int


class Source(Protocol):
    """What is backed up: an open catalogue, or a file about to be brought up to date."""

    @property
    def path(self) -> Path: ...
    @property
    def settings(self) -> dict[str, str]: ...
    def read(self) -> AbstractContextManager[Connection]: ...
    def now(self) -> datetime: ...


def listed(folder: Path, stem: str = "") -> list[Backup]:
    """The backups in `folder`, newest first, from their names alone; none where it is not there.

    With `stem` only those of a catalogue of that name.
    """
    try:
        with os.scandir(folder) as entries:
            found = [backup for entry in entries if (backup := _named(folder, entry, stem))]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileProblem(
            tr("The backups in {folder} cannot be read: {why}.", folder=folder, why=error.strerror),
            tr("Check that the disk or the stick is there."),
        ) from None
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def _named(folder: Path, entry: "os.DirEntry[str]", stem: str) -> Backup | None:
    """The backup that an entry of a folder is by its name; None where it is none."""
    said = _NAME.fullmatch(entry.name)
    if not said or (stem and said[1] != safe(stem)) or not entry.is_file():
        return None
    try:
        at = datetime.strptime(said[2], TIME).replace(tzinfo=UTC)
    except ValueError:  # no such day
        return None
    return Backup(folder / entry.name, at, said[3], entry.stat().st_size)


def safe(stem: str) -> str:
    """A catalogue's name as every file system takes it at the beginning of a name."""
    text = stem.encode("utf-8", "replace").decode()  # which has a ? for what is no letter
    short = _FORBIDDEN.sub("_", text).encode()[:_LONGEST]
    return short.decode(errors="ignore").strip(" .") or "_"


def name_of(source: Source, reason: str, folder: Path) -> tuple[Path, datetime]:
    """Where in `folder` a backup made now goes, and its time: each second has one at most."""
    at = source.now().astimezone(UTC).replace(microsecond=0)
    while os.path.lexists(
        path := folder / f"{safe(source.path.stem)} {at:{TIME}} {reason}{SUFFIX}"
    ):
        at += timedelta(seconds=1)
    return path, at
