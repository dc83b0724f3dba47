"""Commands that say what needs attention: what is due, and what the catalogue noticed."""

from datetime import timedelta
from typing import Annotated

import typer

from defcat.catalogue import Catalogue
from defcat.cli.options import DONE, LOOK, AsOf, File, Json, app, day_of
from defcat.dates import PartialDate
from defcat.rules import watch as watching
from defcat.terminal import print_json, print_table
from defcat.translation import tr, trn

_FURTHEST = 36_525


@app.command()
def watch(
    file: File,
    as_of: AsOf = "",
    days: Annotated[
        int, typer.Option(help="How many days to look ahead.", min=0, max=_FURTHEST)
    ] = watching.DAYS,
    as_json: Json = False,
) -> int:
    """List what expires, what is due and overdue, and what is signed but not in force."""
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        day = day_of(as_of) or catalogue.today()
        found = watching.watch(connection, day, days)
    if as_json:
        stated = {"as_of": day.isoformat(), "days": days}
        print_json({"total": len(found), **stated, "findings": watching.as_json(found)})
        return LOOK if found else DONE
    for rule in watching.counts(found):
        print(f"\n{tr(watching.RULES[rule])}")
        print_table(
            [tr("Ref"), tr("Day"), tr("Title"), tr("Why")],
            [
                [one.record.ref, PartialDate.of(one.day).show("short"), one.record.title, one.says]
                for one in found
                if one.rule == rule
            ],
        )
    until = PartialDate.of(day + timedelta(days)).show()
    said = trn("{n} thing until {day}", "{n} things until {day}", len(found), day=until)
    print(f"\n{said}")
    return LOOK if found else DONE
