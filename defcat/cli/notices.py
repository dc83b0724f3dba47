"""Commands that say what needs attention: what is due, and what the catalogue noticed."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from defcat.cli.options import (
    DONE,
    LOOK,
    MOST,
    AsOf,
    File,
    Json,
    KeyFile,
    Secret,
    app,
    day_of,
    opened,
)
from defcat.dates import PartialDate
from defcat.errors import (
    FileProblem,
    InputError,
    NeedsPassphrase,
    NotACatalogue,
    WrongPassphrase,
)
from defcat.rules import findings as noticing
from defcat.rules import watch as watching
from defcat.rules.findings import Found
from defcat.terminal import print_json, print_table, progress
from defcat.translation import tr, trn

_FURTHEST = 36_525
_SHOWN = 20
"""So many things of a rule are printed: a list is to be read, and JSON has all of them."""


@app.command()
def watch(
    file: File,
    as_of: AsOf = "",
    days: Annotated[
        int, typer.Option(help="How many days to look ahead.", min=0, max=_FURTHEST)
    ] = watching.DAYS,
    limit: Annotated[
        int, typer.Option(help="At most so many of each rule, 0 for all; JSON has all.", min=0)
    ] = _SHOWN,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """List what expires, what is due and overdue, and what is signed but not in force."""
    with opened(file, secret, key_file, write=False) as catalogue, catalogue.read() as connection:
        day = day_of(as_of) or catalogue.today()
        found = watching.watch(connection, day, days)
    if as_json:
        stated = {"as_of": day.isoformat(), "days": days}
        print_json({"total": len(found), **stated, "findings": watching.as_json(found)})
        return LOOK if found else DONE
    for rule, count in watching.counts(found).items():
        print(f"\n{tr(watching.RULES[rule])}")
        shown = [one for one in found if one.rule == rule][: limit or count]
        print_table(
            [tr("Ref"), tr("Day"), tr("Title"), tr("Why")],
            [
                [one.record.ref, PartialDate.of(one.day).show("short"), one.record.title, one.says]
                for one in shown
            ],
        )
        if more := count - len(shown):
            print(tr("… and {n} more; --limit 0 shows all", n=more))
    until = PartialDate.of(watching.ahead(day, days)).show()
    said = trn("{n} thing until {day}", "{n} things until {day}", len(found), day=until)
    print(f"\n{said}")
    return LOOK if found else DONE


@app.command()
def findings(
    file: File,
    rule: Annotated[str, typer.Option(help="Only findings of this rule.")] = "",
    dismissed: Annotated[
        bool, typer.Option("--dismissed", help="Those that were dismissed, with the reason.")
    ] = False,
    limit: Annotated[
        int, typer.Option(help="At most so many findings, 0 for all.", min=0, max=MOST)
    ] = 0,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """List what the catalogue notices: what looks wrong, and what to do about it."""
    if rule and rule not in noticing.RULES:
        raise InputError(
            tr("There is no rule “{rule}”.", rule=rule),
            tr("The rules are: {rules}.", rules=", ".join(noticing.RULES)),
        )
    found = [
        each
        for each in _noticed(file, secret, key_file)
        if rule in ("", each.finding.rule) and dismissed == (each.dismissal is not None)
    ]
    some = found[: limit or None]
    if as_json:
        print_json({"total": len(found), "findings": list(map(noticing.as_json, some))})
    else:
        _print_found(some)
        shown = tr(" ({n} shown)", n=len(some)) if len(some) < len(found) else ""
        print("\n" + trn("{n} finding", "{n} findings", len(found)) + shown)
    return LOOK if found and not dismissed else DONE


def _noticed(file: Path, secret: Path | None, key_file: Path | None) -> list[Found]:
    """All findings as of now: kept where the file can be written, else only found."""
    try:
        with opened(file, secret, key_file) as catalogue:
            with progress(tr("Checking records")) as tell:
                catalogue.notice(tell)
            with catalogue.read() as connection:
                return noticing.everything(connection)
    except (NotACatalogue, NeedsPassphrase, WrongPassphrase):
        raise
    except FileProblem:  # somebody has it open, or the disk does not allow it
        with (
            opened(file, secret, key_file, write=False) as catalogue,
            catalogue.read() as connection,
        ):
            return noticing.everything(connection)


def _print_found(found: list[Found]) -> None:
    for rule, those in groupby(found, lambda each: each.finding.rule):
        print(f"\n{tr(noticing.RULES[rule].label)}")
        print_table(
            [tr("Ref"), tr("Title"), tr("What"), tr("What to do")],
            [
                [
                    " ".join(stub.ref for stub in (each.record, each.other) if stub),
                    each.record.title,
                    each.finding.says,
                    _then(each),
                ]
                for each in those
            ],
        )


def _then(found: Found) -> str:
    """What to do, or why nothing is to be done."""
    if found.dismissal:
        return tr("Dismissed: {why}", why=found.dismissal.why)
    return found.finding.fix
