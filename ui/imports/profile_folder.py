"""The profiles that were kept on this laptop: files in one folder, by name."""

from pathlib import Path

from defcat.errors import FileProblem, InputError
from defcat.exchange.choices import Mapping
from defcat.exchange.mapping import write_profile
from defcat.exchange.profile import Profile
from defcat.translation import tr

SUFFIX = ".toml"
_LONGEST = 80
_NOT_IN_NAMES = '<>:"/\\|?*'


def kept(folder: Path) -> list[Path]:
    """The profiles in `folder`, in alphabetical order; none where there is no folder."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stem.casefold())


def keep(given: Mapping | Profile, name: str, folder: Path) -> Path:
    """Keep a mapping in `folder` under `name`, in place of what is there under it.

    Raises InputError for a name that no file can have, and what `write_profile` raises.
    """
    plain = " ".join(name.split())
    wrong = plain.startswith(".") or any(c in _NOT_IN_NAMES or not c.isprintable() for c in plain)
    if not plain or wrong or len(plain) > _LONGEST:
        raise InputError(
            tr("A profile cannot be called “{name}”.", name=plain),
            tr("Give it a name of letters, digits and blanks, of {n} at most.", n=_LONGEST),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            tr("The folder for profiles cannot be made: {why}.", why=error.strerror),
            tr("Make room, or see that you may write there."),
        ) from error
    path = folder / f"{plain}{SUFFIX}"
    write_profile(given, path)
    return path
