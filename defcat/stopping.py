"""What is said when a person stops the program with Ctrl+C."""

import os
import signal
import sys
from collections.abc import Sequence

from defcat.translation import tr

STOPPED = 130
"""The exit code of a program that was stopped, as shells know it."""

_WRITING = ("new", "import", "undo", "redo", "restore")


def stopped(arguments: Sequence[str]) -> str:
    """The line about the command that was stopped; one that writes does all of it or nothing."""
    says = (
        tr("Stopped. Nothing was changed.")
        if arguments and (arguments[0] in _WRITING or "--repair" in arguments)
        else tr("Stopped.")
    )
    return f"defcat: {says}"


def leave_at(number: signal.Signals, arguments: Sequence[str]) -> None:
    """Let a signal end the program on the spot, with that line and without a traceback.

    Only for as long as there is nothing to be closed.
    """
    line = f"{stopped(arguments)}\n".encode()

    def leave(*_: object) -> None:
        os.write(sys.stderr.fileno(), line)
        os._exit(STOPPED)

    signal.signal(number, leave)
