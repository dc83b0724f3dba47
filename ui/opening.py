"""Opening a catalogue for the window: for writing where that can be, else for reading."""

from dataclasses import dataclass
from pathlib import Path

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, NeedsPassphrase, NewerVersion, NotACatalogue, WrongPassphrase
from defcat.storage.key import Secret

_CLOSED_EITHER_WAY = (NeedsPassphrase, WrongPassphrase, NotACatalogue, NewerVersion)


@dataclass(frozen=True)
class Opened:
    """A catalogue that is open; `why` it is for reading only, empty where it is for writing."""

    catalogue: Catalogue
    why: str = ""


def open_catalogue(path: Path, key: Secret | None = None, user: str | None = None) -> Opened:
    """Open the catalogue at `path`; `user` is who makes changes, by default who is logged in.

    One that cannot be written, because somebody has it open or the disk does not allow it, is
    opened for reading. Its search index may have to be made anew (`outdated`). Raises what
    `Catalogue.open` raises.
    """
    try:
        return Opened(Catalogue.open(path, key=key, renew=False, user=user))
    except _CLOSED_EITHER_WAY:
        raise
    except FileProblem as error:
        return Opened(Catalogue.open(path, key=key, write=False, user=user), error.what)
