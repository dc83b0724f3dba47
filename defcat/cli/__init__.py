"""The command line: the same core, for scripts, checks and machines without a screen.

Exit codes: 0 done; 1 done, with something to look at; 2 refused, with one line on standard error.
With `--json` one JSON document is printed and nothing else.
"""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from defcat import crash

# isort: off
# In the order of the help.
from defcat.cli import files, imports, records, notices, briefs, books
from defcat.cli import check, backups, salvage, passphrase

# isort: on
from defcat.cli.options import DONE, app, refuse, said
from defcat.errors import DefcatError
from defcat.settings import data_folder, logs_folder
from defcat.stopping import STOPPED, stopped
from defcat.translation import tr

__all__ = [
    "backups",
    "books",
    "briefs",
    "check",
    "commands",
    "files",
    "imports",
    "main",
    "notices",
    "passphrase",
    "records",
    "salvage",
]


def commands() -> frozenset[str]:
    """The words that begin a command."""
    every = app.registered_commands
    return frozenset(one.name or one.callback.__name__ for one in every if one.callback)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Nothing that a person can cause ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names are in many scripts, whatever the locale
            stream.reconfigure(encoding="utf-8")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        answer = app(args=given, standalone_mode=False)
        if answer == STOPPED:  # how typer answers a KeyboardInterrupt
            raise KeyboardInterrupt
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(stopped(given), file=sys.stderr)
        return STOPPED
    except DefcatError as error:
        return refuse(said(error))
    except typer.Exit as error:
        return int(error.exit_code)
    except typer.Abort:
        return refuse(tr("Stopped."))
    except BrokenPipeError:  # whoever read the output has seen enough
        _drop_output()
        return DONE
    except OSError as error:
        _drop_output()
        return refuse(tr("The output could not be written: {why}.", why=error.strerror))
    except Exception as error:  # noqa: BLE001 - a defect, or a usage error of the command line
        return refuse(_usage(error) or _defect(error))
    return answer if isinstance(answer, int) else DONE


def _drop_output() -> None:
    """Let go of what was not printed, which Python would try to print once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _defect(error: Exception) -> str:
    """What is said of a failure that nobody expected; its report quotes nothing of any record."""
    path = crash.keep(crash.report(error), logs_folder(data_folder()))
    if path is None:
        return tr("Something went wrong inside defcat, and no report of it could be kept.")
    return tr("Something went wrong inside defcat. The report is in {file}.", file=path)


def _usage(error: Exception) -> str:
    """What a usage error of the command line says, and where its help is; empty for any other."""
    says = getattr(error, "format_message", None)
    if not says:
        return ""
    context = getattr(error, "ctx", None)
    command = context.info_name if context and context.parent else ""
    asked = " ".join(filter(None, ("defcat", command, "--help")))
    what = str(says()).rstrip(".")
    return f"{what}. {tr('See {command}.', command=asked)}"
