"""What the commands have in common: the program, its options, and how they are read."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from defcat import backups, date_input
from defcat.catalogue import Catalogue
from defcat.errors import (
    Damaged,
    DefcatError,
    FileProblem,
    InputError,
    NeedsPassphrase,
    Tampered,
)
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.storage.key import Secret as Opens
from defcat.terminal import progress
from defcat.text import shown
from defcat.translation import tr

DONE, LOOK, REFUSED = 0, 1, 2
MOST = 10_000_000
_Done = TypeVar("_Done")
LARGE = 200_000_000
"""Bytes of a catalogue of which a backup takes too long to be made unasked."""
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
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="The key file that goes with the passphrase, if it has one."),
]
Ceiling = Annotated[str, typer.Option("--ceiling", help="The highest marking that may be in it.")]


def refuse(line: str) -> int:
    """Say on standard error, in one line, why a command did nothing; the exit code."""
    warn(line)
    return REFUSED


def said(error: DefcatError) -> str:
    """What went wrong and what to do; where the window has a button for that, the command."""
    if isinstance(error, Damaged | Tampered):
        return tr("{error} What can be read is saved by “defcat salvage”.", error=error)
    return str(error)


def warn(line: str) -> None:
    """Say something on standard error, in one line."""
    print(f"defcat: {shown(' '.join(line.split()))}", file=sys.stderr)


def opened(
    file: Path,
    secret: Path | None,
    key_file: Path | None = None,
    *,
    write: bool = True,
    daily: bool = True,
) -> Catalogue:
    """Open a catalogue with the passphrase in the file `secret`, and the key file that goes with
    it; where it needs a passphrase that was not given, it is asked for on the terminal, if there is
    one. With `daily` the backup of the day is made where one is due. Raises a FileProblem.
    """
    catalogue = with_secret(secret, key_file, lambda key: _opened(file, key, write))
    if write and daily:
        _back_up_daily(catalogue)
    return catalogue


def safeguard(catalogue: Catalogue, reason: str) -> None:
    """Have a backup made before an operation, if anything changed since the last one.

    Where that of the day is due, this is it, and is kept as long.
    """
    due = backups.due(catalogue, catalogue.now())
    with progress(tr("Making a backup first"), at_once=False) as told:
        backups.safeguard(catalogue, backups.DAILY if due else reason, told)


def _back_up_daily(catalogue: Catalogue) -> None:
    """Have the backup of the day made where one is due; for a large catalogue only say so.

    That it cannot be made is no reason to do nothing else.
    """
    try:
        if not backups.due(catalogue, catalogue.now()):
            return
        if catalogue.path.stat().st_size > LARGE:
            warn(tr("A backup is due: defcat backup {file}", file=catalogue.path))
            return
        with progress(tr("Making the backup of the day"), at_once=False) as told:
            backups.make(catalogue, backups.DAILY, told)
    except DefcatError as error:
        warn(str(error))


def with_secret(
    secret: Path | None, key_file: Path | None, do: Callable[[Opens | None], _Done]
) -> _Done:
    """What `do` gives when it is called with what opens a catalogue, asked for where it has to be.

    Raises what `do` raises.
    """
    try:
        return do(secret_of(secret, key_file))
    except NeedsPassphrase as error:
        if not sys.stdin.isatty():
            fix = tr("Name a file that holds it with --passphrase-file.")
            raise NeedsPassphrase(error.what, fix) from None
    return do(Opens(typer.prompt(tr("Passphrase"), hide_input=True, err=True), key_file))


def secret_of(secret: Path | None, key_file: Path | None) -> Opens | None:
    """What the two options name; None without a passphrase. Raises FileProblem."""
    given = passphrase(secret)
    return None if given is None else Opens(given, key_file)


def first_secret(secret: Path | None, key_file: Path | None) -> Opens | None:
    """The same for what nothing has been encrypted with yet; raises InputError for a key file
    alone, with which nothing would be.
    """
    found = secret_of(secret, key_file)
    if found is None and key_file is not None:
        raise InputError(
            tr("A key file goes with a passphrase."), tr("Name a file that holds one, too.")
        )
    return found


def _opened(file: Path, key: Opens | None, write: bool) -> Catalogue:
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


def query_of(
    text: str, kind: str = "", as_of: str = "", told: Callable[[str], object] | None = None
) -> Query:
    """The query that an argument and the options `--kind` and `--as-of` ask.

    Raises InputError where a part of it cannot be read, and where query and option name different
    kinds or different days. Where the rest of a query still asks for something, `told` is told of
    such a part instead, if it is there.
    """
    asked = _sound(text, told)
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


def _sound(text: str, told: Callable[[str], object] | None = None) -> Query:
    """The query that `text` says; raises InputError, with where in it, for its first problem, or
    has `told` hear of each and leaves it out.
    """
    asked = parse(text)
    for problem in asked.problems:
        part = text[problem.start : problem.end]
        if len(part) > _SHOWN:
            part = part[:_SHOWN] + "…"
        where = tr("At “{part}”, character {place}:", part=part, place=problem.start + 1)
        if told is None or not asked.narrows():
            raise InputError(f"{where} {problem.what}", problem.fix)
        told(f"{where} {problem.what} {problem.fix}")
    return asked
