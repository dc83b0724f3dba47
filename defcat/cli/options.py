"""What the commands have in common: the program, its options, and how they are read."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from defcat import date_input
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError, NeedsPassphrase
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.terminal import progress
from defcat.translation import tr

DONE, LOOK, REFUSED = 0, 1, 2
MOST = 10_000_000
_SHOWN = 40
"""So many characters of a query are shown where something is wrong with it."""

app = typer.Typer(
    name="defcat",
    help="A catalogue of agreements, officials and engagements for a defence-cooperation desk.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The catalogue, a file that ends in .defcat.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="A day, such as 2024-08-24: as the world stood on it.")
]
Secret = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="A file whose first line is the catalogue's passphrase; without it you are asked.",
    ),
]
Ceiling = Annotated[str, typer.Option("--ceiling", help="The highest marking that may be in it.")]


def refuse(line: str) -> int:
    """Say on standard error, in one line, why a command did nothing; the exit code."""
    print(f"defcat: {' '.join(line.split())}", file=sys.stderr)
    return REFUSED


def opened(file: Path, secret: Path | None, *, write: bool = True) -> Catalogue:
    """Open a catalogue with the passphrase in the file `secret`; where it needs one that was not
    given, it is asked for on the terminal, if there is one. Raises a FileProblem.
    """
    try:
        return _opened(file, passphrase(secret), write)
    except NeedsPassphrase:
        if not sys.stdin.isatty():
            raise
    return _opened(file, typer.prompt(tr("Passphrase"), hide_input=True, err=True), write)


def _opened(file: Path, key: str | None, write: bool) -> Catalogue:
    with progress(tr("Making the search index"), at_once=False) as told:
        return Catalogue.open(file, key=key, write=write, progress=told)


def passphrase(secret: Path | None) -> str | None:
    """The first line of the file `secret`; None without a file. Raises FileProblem."""
    if secret is None:
        return None
    try:
        return secret.read_text("utf-8-sig").partition("\n")[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError):
        raise FileProblem(
            tr("The passphrase in {file} cannot be read.", file=secret),
            tr("Name a text file that you may read."),
        ) from None


def day_of(text: str) -> date | None:
    """The day that an option names, None where it is not given; raises InputError."""
    return date_input.read_day(text) if text else None


def query_of(text: str, kind: str = "", as_of: str = "") -> Query:
    """The query that an argument and the options `--kind` and `--as-of` ask.

    Raises InputError where a part of it cannot be read, and where query and option name different
    kinds or different days.
    """
    asked = _sound(text)
    if kind:
        option = _sound(f'kind:"{kind}"')
        if asked.kinds not in (None, option.kinds):
            raise InputError(
                tr("The query and the option --kind name different kinds."),
                tr("Leave one of them out."),
            )
        asked = Query((*asked.conditions, *option.conditions))
    day = day_of(as_of)
    if day is not None and asked.as_of not in (None, day):
        raise InputError(
            tr("The query and the option --as-of name different days."),
            tr("Leave one of them out."),
        )
    return asked if day is None else asked.on(day)


def _sound(text: str) -> Query:
    """The query that `text` says; raises InputError, with where in it, for its first problem."""
    asked = parse(text)
    for problem in asked.problems:
        part = text[problem.start : problem.end]
        if len(part) > _SHOWN:
            part = part[:_SHOWN] + "…"
        where = tr("At “{part}”, character {place}:", part=part, place=problem.start + 1)
        raise InputError(f"{where} {problem.what}", problem.fix)
    return asked
