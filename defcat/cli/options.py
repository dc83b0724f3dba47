"""What the commands have in common: the program, its options, and how they are read."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from defcat import date_input
from defcat.errors import InputError
from defcat.search.query import Query, parse
from defcat.translation import tr

DONE, LOOK, REFUSED = 0, 1, 2
MOST = 10_000_000

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
Ceiling = Annotated[str, typer.Option("--ceiling", help="The highest marking that may be in it.")]


def refuse(line: str) -> int:
    """Say on standard error, in one line, why a command did nothing; the exit code."""
    print(f"defcat: {' '.join(line.split())}", file=sys.stderr)
    return REFUSED


def day_of(text: str) -> date | None:
    """The day that an option names, None where it is not given; raises InputError."""
    return date_input.read_day(text) if text else None


def query_of(text: str, kind: str = "", as_of: str = "") -> Query:
    """The query that an argument and the options `--kind` and `--as-of` ask.

    Raises InputError where query and option name different kinds or different days.
    """
    asked = parse(text)
    if kind:
        option = parse(f'kind:"{kind}"')
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
