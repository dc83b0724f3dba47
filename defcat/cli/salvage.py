"""The command that saves what can be read of a damaged catalogue."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from defcat.cli.options import DONE, LOOK, Json, KeyFile, Secret, app, with_secret
from defcat.terminal import print_json, progress
from defcat.text import shown
from defcat.translation import tr, trn


@app.command()
def salvage(
    damaged: Annotated[Path, typer.Argument(help="The damaged catalogue; it stays as it is.")],
    new: Annotated[Path, typer.Argument(help="The catalogue to make, with the same passphrase.")],
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Write what can be read of a damaged catalogue to a new one, and say what cannot."""
    from defcat.salvage import missing
    from defcat.salvage import salvage as save

    with progress(tr("Reading"), at_once=False) as told:
        found = with_secret(secret, key_file, lambda key: save(damaged, key, new, told))
    nothing = [tr("Nothing was lost.")] if found.whole else []
    if as_json:
        print_json({"whole": found.whole, **asdict(found)})
    else:
        records = trn("{n} record", "{n} records", sum(found.records.values()))
        for line in (f"{new}: {records}", *missing(found), *nothing):
            print(shown(line))
    return DONE if found.whole else LOOK
