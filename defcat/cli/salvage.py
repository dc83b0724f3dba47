"""The command that saves what can be read of a damaged catalogue."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from defcat.cli.options import DONE, LOOK, Json, KeyFile, Secret, app, with_secret
from defcat.terminal import print_json, progress
from defcat.text import shown
from defcat.translation import tr, trn

if TYPE_CHECKING:
    from defcat.salvage import Salvaged


@app.command()
def salvage(
    damaged: Annotated[Path, typer.Argument(help="The damaged catalogue; it stays as it is.")],
    new: Annotated[Path, typer.Argument(help="The catalogue to make, with the same passphrase.")],
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Write what can be read of a damaged catalogue to a new one, and say what cannot."""
    from defcat.salvage import salvage as save

    with progress(tr("Reading"), at_once=False) as told:
        found = with_secret(secret, key_file, lambda key: save(damaged, key, new, told))
    if as_json:
        print_json({"whole": found.whole, **asdict(found)})
    else:
        for line in _lines(new, found):
            print(shown(line))
    return DONE if found.whole else LOOK


def _lines(new: Path, found: "Salvaged") -> list[str]:
    """What was saved and what was not, a line each."""
    records = trn("{n} record", "{n} records", sum(found.records.values()))
    lines = [f"{new}: {records}"]
    for words, counts in (
        (tr("Could not be read: {n} of “{table}”"), found.lost),
        (tr("Pointed at nothing, or held nonsense: {n} of “{table}”"), found.dropped),
        (tr("Lost a value or a link that could not stay: {n} of “{table}”"), found.cleared),
    ):
        lines += [words.format(n=f"{n:,}", table=table) for table, n in sorted(counts.items())]
    if found.gaps:
        gaps = ", ".join(found.gaps)
        lines.append(tr("There may have been more, nobody knows how many, of: {gaps}", gaps=gaps))
    if found.garbled:
        lines.append(
            trn("{n} text has broken letters", "{n} texts have broken letters", found.garbled)
        )
    if found.refs:
        lines.append(tr("Records lost: {refs}", refs=", ".join(found.refs)))
    if found.bare:
        refs = ", ".join(found.bare)
        lines.append(tr("Records of which only the title and the like are left: {refs}", refs=refs))
    if found.whole:
        lines.append(tr("Nothing was lost."))
    return lines
