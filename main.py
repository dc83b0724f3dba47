"""Opens the window; with a command, runs the command line.

Without a display the same job is done on the command line: the sample is made, searched, and
printed as a brief.
"""

import os
import signal
import sys
from pathlib import Path

SAMPLE = "--sample"


def main() -> int:
    """Run what the arguments ask for; the exit code. Ctrl+C is answered in one line."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # there are no words yet
    from defcat.stopping import STOPPED, leave_at, stopped

    arguments = sys.argv[1:]
    leave_at(signal.SIGINT, arguments)  # an exception in the midst of an import is a traceback
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print(stopped(arguments), file=sys.stderr)
        return STOPPED
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done


def _run(arguments: list[str]) -> int:
    if not _for_window(arguments):
        from defcat import cli

        signal.signal(signal.SIGINT, signal.default_int_handler)
        return cli.main(arguments)
    why = _no_display()
    if why:
        return _without_display(why, [word for word in arguments if word != SAMPLE])
    from ui.app import run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    if arguments == [SAMPLE]:
        return run(None, sample=True)
    return run(Path(arguments[0]) if arguments else None)


def _for_window(arguments: list[str]) -> bool:
    """Whether the window is asked for: by nothing, by --sample, or by one catalogue's name."""
    if len(arguments) != 1:
        return not arguments
    word = arguments[0]
    return word == SAMPLE or word.endswith(".defcat") or Path(word).exists()


def _no_display() -> str:
    """Why no window can be opened here; empty where one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    from defcat.translation import tr

    return tr("neither DISPLAY nor WAYLAND_DISPLAY is set")


def _without_display(why: str, arguments: list[str]) -> int:
    from defcat import cli, settings
    from defcat.translation import tr

    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(
        tr("No display ({why}), so the same job is done on the command line.", why=why), end="\n\n"
    )
    folder = settings.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    file = arguments[0] if arguments else str(folder / f"Sample{settings.SUFFIX}")
    steps = [
        ["search", file, "kind:agreement"],
        [
            "brief",
            file,
            "agreement",
            "--query",
            "kind:agreement",
            "--out",
            str(folder / "brief.pdf"),
        ],
    ]
    if not arguments and not Path(file).exists():
        steps.insert(0, ["new", file, "--sample"])
    elif not arguments:
        _bring_up_to_date(Path(file))
    for step in steps:
        print(f"$ defcat {' '.join(_quoted(word) for word in step)}")
        code = cli.main(step)
        if code:
            return code
        print()
    return 0


def _bring_up_to_date(sample: Path) -> None:
    """Open the sample of an earlier version once for writing, as the window would."""
    from contextlib import suppress

    from defcat.catalogue import Catalogue
    from defcat.errors import DefcatError

    with suppress(DefcatError):  # what is wrong with it, the first step says
        Catalogue.open(sample).close()


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word or ":" in word else word


if __name__ == "__main__":
    sys.exit(main())
