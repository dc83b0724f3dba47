"""Somebody at work on a small catalogue, and what state its file is in."""

import hashlib
import re
import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.check import PARTS
from defcat.errors import NeedsPassphrase, WrongPassphrase
from defcat.model import METADATA
from defcat.storage import file
from defcat.storage.key import Secret
from tests.core.making import NOON

NAME = "desk.defcat"
DATA = "data"
"""The folder for backups and reports, beside the catalogue."""
REPLACED = "desk replaced "
QUICKLY = ("file", "links", "index")
"""The parts of a check that a kill can do harm to: pages, links, what is found."""
WHOLLY = tuple(part.name for part in PARTS)
_RANDOM = re.compile(r"[0-9a-f]{32}")


class Hands:
    """Somebody at work on the catalogue in `folder`: it is opened when it is needed.

    `secrets` are the passphrases of which one opens it; None stands for no passphrase.
    """

    def __init__(self, folder: Path, secrets: Sequence[str | None] = (None,)) -> None:
        self.folder = folder
        self.path = folder / NAME
        self.secrets = secrets
        self.minute = 0
        self._open: Catalogue | None = None

    @property
    def catalogue(self) -> Catalogue:
        if self._open is None:
            self._open = opened(self.path, self.secrets, now=self.now)
        return self._open

    def now(self) -> datetime:
        """The time, which goes on when `minute` does."""
        return NOON + timedelta(minutes=self.minute)

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def close(self) -> Path:
        """Close the catalogue; its path."""
        if self._open is not None:
            self._open.close()
            self._open = None
        return self.path


def as_key(passphrase: str | None) -> Secret | None:
    """What opens a catalogue with that passphrase."""
    return None if passphrase is None else Secret(passphrase)


def opened(path: Path, secrets: Sequence[str | None] = (None,), **options: Any) -> Catalogue:
    """Open the catalogue with whichever of `secrets` opens it, on the day of the tests."""
    options = {"user": "asha", "now": lambda: NOON} | options
    for secret in secrets[:-1]:
        with suppress(WrongPassphrase, NeedsPassphrase):
            return Catalogue.open(path, key=as_key(secret), **options)
    return Catalogue.open(path, key=as_key(secrets[-1]), **options)


def content(catalogue: Catalogue) -> str:
    """All that a catalogue holds but for its index, as one figure; random names do not count."""
    found = hashlib.sha256()
    with catalogue.read() as connection:
        for table in METADATA.sorted_tables:
            rows = sorted(map(repr, connection.execute(select(table)).all()))
            found.update(_RANDOM.sub("random", "\n".join([table.name, *rows])).encode())
    return found.hexdigest()


class Broken(AssertionError):
    """What must never be: a catalogue that is damaged, or in no state that it ever had."""


def state_of(
    path: Path, secrets: Sequence[str | None] = (None,), parts: Collection[str] = QUICKLY
) -> str:
    """The state that the catalogue at `path` is in, which is opened for writing to tell it.

    Raises Broken where one of these `parts` of a check finds something wrong.
    """
    if not path.exists():
        return "absent"
    with opened(path, secrets) as catalogue:
        _refuse_broken(catalogue, parts)
        return f"{_which(path, secrets)} {content(catalogue)}"


def opens(path: Path, secret: str | None) -> bool:
    """Whether that passphrase, or none, opens the catalogue."""
    try:
        file.unlock(path, as_key(secret))
    except (WrongPassphrase, NeedsPassphrase):
        return False
    return True


def _which(path: Path, secrets: Sequence[str | None]) -> int:
    """Which of `secrets` opens the catalogue; a second one would be a hole."""
    opening = [place for place, secret in enumerate(secrets) if opens(path, secret)]
    if len(opening) != 1:
        raise Broken(f"{len(opening)} of {len(secrets)} passphrases open it")
    return opening[0]


def _refuse_broken(catalogue: Catalogue, parts: Collection[str]) -> None:
    with catalogue.read() as connection:
        for part in PARTS:
            if part.name in parts:
                found = part.look(connection, catalogue.today(), lambda done, total: None)
                if found:
                    raise Broken(str(found))


def copied(folder: Path, to: Path) -> Path:
    """A copy of all in `folder`, as a stick would get it after the power was cut; its catalogue.

    What SQLite shares between programs is not on any disk then, and neither is who holds the lock.
    """
    left_out = shutil.ignore_patterns("*-shm", "*.lock", "state-*")
    shutil.copytree(folder, to, ignore=left_out)
    return to / NAME


def kept(folder: Path) -> list[Path]:
    """The backups of the catalogue in `folder`, and what was replaced by one of them."""
    backups = (folder / DATA).rglob("*.defcat")
    return sorted([*backups, *folder.glob(f"{REPLACED}*.defcat")])


def left_behind(folder: Path) -> list[str]:
    """What lies beside a catalogue that was opened and closed, and has no business there."""
    known = {NAME, "visits.csv", "visits.toml", DATA}
    return sorted(
        each.name
        for each in folder.iterdir()
        if each.name not in known and not each.name.startswith(REPLACED)
    )
