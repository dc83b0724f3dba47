"""Where the backups of a catalogue go: into a folder of its own, in the one chosen on this laptop.

What is chosen stands beside the program's data and not in the catalogue: one that came from
somebody else must not say where this laptop writes files. A copy of a catalogue has its name and
its mark, too; so it is noted whose each folder is, or the backups of one would take those of the
other away. On a stick that goes from laptop to laptop the folder says itself of which laptop it is:
only that one writes there, and takes away what is outworn; any other lists what is in it.
"""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from defcat.backups.names import Backup, Source, listed, safe
from defcat.errors import FileProblem
from defcat.files import new_file
from defcat.settings import data_folder
from defcat.storage import file

_CHOSEN, _OF = "chosen", "of"
"""Folders by the marks of catalogues, and paths of catalogues by the names of their own folders."""
_LAPTOP = "laptop"
"""What this laptop calls itself: letters and digits that nobody but it has."""
_WHOSE = ".laptop"
"""The file in a folder of backups that says which laptop makes them."""


def folder_of(source: Source) -> Path:
    """The folder of its backups, in the one that was chosen if that is there; not made here."""
    chosen = chosen_folder(source)
    if not chosen or missing_folder(source):
        return _usual() / _own_name(source)
    folder = chosen / _own_name(source)
    whose = _whose(folder)
    return folder if not whose or whose == _laptop() else _beside(folder)


def folders_of(source: Source) -> list[Path]:
    """Where its backups may be: in the folder chosen, if one is, there or not, those of another
    laptop as well; in the usual one.
    """
    name, chosen = _own_name(source), chosen_folder(source)
    if chosen is None:
        return [_usual() / name]
    own = folder_of(source)
    return list(dict.fromkeys([own, chosen / name, _usual() / name]))


def listed_of(source: Source) -> list[Backup]:
    """Its backups, newest first: those in the folder chosen, and those in the usual one, to which
    they went before one was chosen and while that was not there.

    Raises FileProblem where neither can be read.
    """
    found: list[Backup] = []
    trouble: FileProblem | None = None
    for folder in folders_of(source):
        try:
            found += listed(folder, source.path.stem)
        except FileProblem as error:
            trouble = error
    if trouble is not None and not found:
        raise trouble
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def chosen_folder(source: Source) -> Path | None:
    """The folder that was chosen on this laptop for its backups, None for the usual one."""
    chosen = _noted(_CHOSEN).get(_mark(source))
    return Path(chosen) if chosen else None


def missing_folder(source: Source) -> Path | None:
    """The folder chosen for its backups, where it is not there, as with a stick that is pulled out;
    then they go to the usual one.
    """
    chosen = chosen_folder(source)
    try:
        return None if not chosen or chosen.is_dir() else chosen
    except OSError:  # a share that does not answer
        return chosen


def choose_folder(source: Source, folder: Path | None) -> None:
    """Let its backups go to `folder` from now on, None for the usual one.

    Raises FileProblem where that cannot be noted.
    """
    _note(_CHOSEN, _mark(source), str(folder.resolve()) if folder else "")


def claim(source: Source) -> None:
    """Note that the folder of its backups is its own, unless it cannot be noted."""
    path, name = str(source.path.resolve()), _own_name(source)
    if _noted(_OF).get(name) != path:
        with suppress(FileProblem):
            _note(_OF, name, path)
    folder = folder_of(source)
    if folder.parent != _usual() and not _whose(folder):
        with suppress(FileProblem, OSError):  # a stick that is full: the backup itself is there
            (folder / _WHOSE).write_text(_laptop(), "utf-8")


def _whose(folder: Path) -> str:
    """The laptop that makes the backups in `folder`; empty where nobody said so."""
    try:
        return (folder / _WHOSE).read_text("utf-8")[:64].strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name} {_laptop()}")


def _laptop() -> str:
    """The name of this laptop, made up when it is asked for first; raises FileProblem where it
    cannot be noted.
    """
    known = _read().get(_LAPTOP)
    if isinstance(known, str) and known.isalnum():
        return known
    made = secrets.token_hex(4)
    _keep({**_read(), _LAPTOP: made})
    return made


def _own_name(source: Source) -> str:
    """The name of its folder, another one where that is the folder of a copy that is still there.

    A catalogue that was moved keeps its folder.
    """
    path = source.path.resolve()
    name = f"{safe(path.stem)}-{safe(_mark(source)[:8])}"
    other = _noted(_OF).get(name)
    if other and other != str(path) and _is_another(Path(other), path):
        return f"{name}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"
    return name


def _is_another(other: Path, path: Path) -> bool:
    try:
        return other.is_file() and not other.samefile(path)
    except OSError:
        return False


def _mark(source: Source) -> str:
    return source.settings.get(file.ID) or file.identity(source.path)


def _usual() -> Path:
    return data_folder() / "backups"


def _notes() -> Path:
    return data_folder() / "backups.json"


def _read() -> dict[str, Any]:
    try:
        read = json.loads(_notes().read_text("utf-8"))
    except (OSError, ValueError):  # none yet, or not whole: as if nothing had ever been chosen
        return {}
    return read if isinstance(read, dict) else {}


def _noted(what: str) -> dict[str, str]:
    noted = _read().get(what)
    return {str(k): str(v) for k, v in noted.items()} if isinstance(noted, dict) else {}


def _note(what: str, name: str, value: str) -> None:
    """Note `value` under `name`; an empty one takes away what is there."""
    noted = {**_noted(what), name: value}
    kept = {known: said for known, said in noted.items() if said}
    _keep({**_read(), what: kept})


def _keep(said: dict[str, Any]) -> None:
    notes = _notes()
    with suppress(OSError):  # `new_file` says why
        notes.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with new_file(notes, notes.suffix) as written:
        written.write(json.dumps(said, indent=1).encode())
