"""What a program asks of the system while it does a whole day's work, whichever library asks.

`python -m tests.torture.watched WORK FOLDER` forks a child that does the work ("catalogue" or
"commands") in FOLDER, traces it, and prints which files it made, be it for a moment, and which
kinds of socket.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from defcat import cli
from tests.core.making import ROOT
from tests.torture import tracing
from tests.torture.plans import FIRST
from tests.torture.quick import quick_keys
from tests.torture.readable import fill, use

NETWORK = {int(socket.AF_INET), int(socket.AF_INET6), int(getattr(socket, "AF_PACKET", 17))}

_CANNOT = 77


class CannotWatch(Exception):
    """This system lets nobody trace a child."""


@dataclass(frozen=True)
class Watched:
    """The files a child opened so as to make them, and the families of its sockets."""

    created: list[str]
    sockets: list[int]

    def families(self) -> list[int]:
        """The families of its sockets that can reach another machine."""
        return sorted(NETWORK.intersection(self.sockets))


def work_on_a_catalogue(folder: Path) -> None:
    catalogue, words = fill(folder)
    use(catalogue, folder, words)
    catalogue.close()


def run_commands(folder: Path) -> None:
    """Every command of the command line, on a catalogue with a passphrase."""
    (folder / "secret").write_text(FIRST, "utf-8")
    (folder / "visits.csv").write_text(_TABLE, "utf-8")
    file, secret = folder / "desk.defcat", ("--passphrase-file", folder / "secret")
    for line in COMMANDS:
        name, *rest = line
        words = [folder / word[1:] if word.startswith("@") else word for word in rest]
        code = cli.main([str(each) for each in (name, file, *words, *secret)])
        assert code in (cli.DONE, 1), line


_TABLE = """position,person,personID,start,end
Secretary of Defense,Robert Gates,Q464075,2006-12-18,2011-07-01
"""
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("new", "--sample"),
    ("search", "austin"),
    ("show", "A1"),
    ("import", "@visits.csv", "--profile", "tenures-us"),
    ("history",),
    ("undo",),
    ("export", "@out.json"),
    ("brief", "country", "US", "--out", "@brief.pdf"),
    ("brief", "country", "US", "--out", "@brief.docx"),
    ("watch",),
    ("findings",),
    ("check", "--repair"),
    ("backup",),
)
WORKS = {"catalogue": work_on_a_catalogue, "commands": run_commands}
CONTROL = "a socket"


def make_a_socket(folder: Path) -> None:
    """What must be seen, or watching proves nothing."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def watch(work: str, folder: Path) -> Watched:
    """Have a child do the work in `folder`, with folders of its own for whatever it may write.

    Raises CannotWatch.
    """
    places = ("TMPDIR", "SQLITE_TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    own = dict.fromkeys(places, str(folder / "temporary"))
    (folder / "temporary").mkdir(parents=True)
    command = [sys.executable, "-m", "tests.torture.watched", work, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ | own)
    if ran.returncode == _CANNOT:
        raise CannotWatch
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return Watched(**json.loads(ran.stdout.splitlines()[-1]))


def main(arguments: Sequence[str]) -> int:
    work, folder = (WORKS | {CONTROL: make_a_socket})[arguments[0]], Path(arguments[1])
    quick_keys()
    if not tracing.traceable():
        return _CANNOT
    child = os.fork()
    if not child:
        tracing.stand_still()
        try:
            work(folder)
            sys.stdout.flush()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it was, the parent has to know
            import traceback

            traceback.print_exc()
            os._exit(1)
    traced = tracing.run(child)
    print(json.dumps({"created": traced.created, "sockets": traced.sockets}))
    return 1 if traced.status else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
