"""Where files live, what a catalogue's name ends in, and who is at the keyboard."""

import getpass
import os
from pathlib import Path

import platformdirs

SUFFIX = ".defcat"
RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def documents_folder() -> Path:
    """The folder that a new catalogue is offered in."""
    return Path(platformdirs.user_documents_dir())


def data_folder() -> Path:
    """The folder for the sample, the window's preferences and logs; not made here."""
    return Path(platformdirs.user_data_dir("defcat", appauthor=False))


def logs_folder(data: Path) -> Path:
    """The folder for the log and crash reports in the folder for the program's data."""
    return data / "logs"


def person() -> str:
    """Who is at the keyboard, as history names them: DEFCAT_USER if it is set, else the account."""
    if named := " ".join(os.environ.get("DEFCAT_USER", "").split()):
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no account behind the process, as in a container
        return "unknown"
