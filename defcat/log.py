"""What happened, for whoever has to find out why something failed: names and numbers only.

One rotating file. A line is an event and its figures, never a word that a person wrote: no text of
a record, no query, no title, no passphrase, and of a file its name alone, without its folder.
"""

import logging
import re
from contextlib import suppress
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from defcat import __version__

SIZE = 256 * 1024
"""Bytes after which a file is put aside."""
KEPT = 3
"""So many of those put aside are kept."""
NAME = "defcat.log"

_LOG = logging.getLogger("defcat")
_EVENT = re.compile(r"[a-z][a-z-]*")

Figure = int | float | bool | Path | datetime | BaseException | None
"""What can be said of an event; a text is none, for it could be one that a person wrote."""


class LogFile:
    """The file that events go to from `LogFile(folder)` until `close`.

    Where it cannot be written, nothing is: the program works without it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._handler: logging.Handler | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handler = _Rotating(self.path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8")
        except OSError:
            return
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        self._handler = handler
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
        _LOG.info("started defcat=%s", __version__)

    def close(self) -> None:
        """Write no more to it."""
        if self._handler is not None:
            _LOG.removeHandler(self._handler)
            with suppress(OSError):  # the last lines may find no room
                self._handler.close()
            self._handler = None


class _Rotating(RotatingFileHandler):
    """A full disk is no reason to stop, nor to write to anywhere else."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def event(name: str, **figures: Figure) -> None:
    """Write that `name` ("backup-made") happened, with its `figures`; nowhere where no file is.

    Of a path its last name is written, of an exception its type, of a moment the moment. Raises
    TypeError for a text: that is a defect of whoever calls.
    """
    assert _EVENT.fullmatch(name), "an event has a name of small letters"
    said = [name, *(f"{key}={_said(value)}" for key, value in figures.items())]
    _LOG.info("%s", " ".join(said))


def _said(value: Figure) -> str:
    if isinstance(value, Path):
        return ascii(value.name)
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.3f}"
    if value is None or isinstance(value, int):
        return str(value)
    raise TypeError("what a log says of an event is a figure, not a text")
