"""A report of a defect that quotes nothing a person wrote, and the file that keeps it.

An expected failure is a `DefcatError` and is told in its own words. Everything else is a defect.
"""

import hashlib
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from defcat import __version__

PROJECT = Path(__file__).resolve().parent.parent
KEPT = 20
"""So many reports are kept, those that struck last."""


def report(error: BaseException, versions: str = "") -> str:
    """What can be said of a defect without quoting anything that a person wrote.

    The types of the exceptions, where they came through, and versions. Messages and values are left
    out, because they can hold the text of a record, and folders, because they can hold a name.
    `versions` says what else took part, such as Qt's version.
    """
    lines = [
        f"defcat {__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}{versions and f', {versions}'}"
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines += ["", f"{type(cause).__module__}.{type(cause).__qualname__}"]
        lines += [_place(frame, number) for frame, number in traceback.walk_tb(cause.__traceback__)]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines) + "\n"


def _place(frame: FrameType, number: int) -> str:
    code = frame.f_code
    return f"  {_short(Path(code.co_filename))}:{number} {code.co_qualname}"


def _short(path: Path) -> str:
    """A file as the project calls it; of any other file only its folder's name and its own."""
    if path.is_relative_to(PROJECT):
        return path.relative_to(PROJECT).as_posix()
    return "/".join(path.parts[-2:]) if path.is_absolute() else path.name


def keep(text: str, folder: Path) -> Path | None:
    """Keep a report in `folder`, a file for each defect however often it strikes; None if not.

    Of others, those that struck last are kept, `KEPT` in all.
    """
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    path = folder / f"crash-{name}.txt"
    when = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(f"{when}\n{text}", encoding="utf-8")
        others = (other for other in folder.glob("crash-*.txt") if other != path)
        for old in sorted(others, key=_struck, reverse=True)[KEPT - 1 :]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def _struck(path: Path) -> float:
    """When the file was written last; another program may have taken it away meanwhile."""
    return path.stat().st_mtime if path.exists() else 0.0
