"""The command that proves the file whole, and its index in step with its records."""

from pathlib import Path
from typing import Annotated, Any

import typer

from defcat.catalogue import Catalogue
from defcat.cli.options import DONE, LOOK, File, Json, Secret, app, opened
from defcat.errors import FileProblem
from defcat.search.check import Checked, Progress
from defcat.search.check import check as compare
from defcat.terminal import print_json, progress
from defcat.translation import tr, trn


@app.command()
def check(
    file: File,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make the search index anew where it is wrong.")
    ] = False,
    as_json: Json = False,
    secret: Secret = None,
) -> int:
    """Prove that the file is whole and that its search index says what its records say."""
    before, after = _checked(file, secret, repair)
    last = after or before
    if as_json:
        print_json({**_as_json(last), "repaired": after is not None})
    else:
        for line in _lines(before):
            print(line)
        if after:
            print(tr("The search index was made anew."))
            for line in _lines(after) if not _sound(after) else ():
                print(line)
        if not _sound(last):
            print(_then(repair))
    return DONE if _sound(last) else LOOK


def _checked(file: Path, secret: Path | None, repair: bool) -> tuple[Checked, Checked | None]:
    """What is found, and what is found again once the index was made anew, if it was."""
    with opened(file, secret, write=repair) as catalogue:
        with progress(tr("Checking")) as told, catalogue.read() as connection:
            before = compare(connection, told)
        if _sound(before) or not repair:
            return before, None
        with progress(tr("Indexing")) as told:
            _rebuild(catalogue, told, before)
        with progress(tr("Checking")) as told, catalogue.read() as connection:
            return before, compare(connection, told)


def _sound(found: Checked) -> bool:
    return found.whole and found.in_step


def _rebuild(catalogue: Catalogue, told: Progress, found: Checked) -> None:
    """Make the index anew; raises FileProblem where what is damaged does not allow it."""
    try:
        catalogue.rebuild_index(told)
    except FileProblem as error:
        if not found.damage:
            raise
        raise FileProblem(error.what, _then(repaired=True)) from error


def _then(repaired: bool) -> str:
    """What to do about a catalogue that is not sound."""
    if repaired:
        return tr("Restore a backup; export writes out what can still be read.")
    return tr("Check it with --repair; if something is still wrong then, restore a backup.")


def _lines(found: Checked) -> list[str]:
    """What was found, a line each."""
    lines = [tr("The file is damaged: {what}", what=line) for line in found.damage]
    if n := found.broken:
        lines.append(trn("{n} link leads nowhere", "{n} links lead nowhere", n))
    if n := found.differing:
        refs = ", ".join(found.differ) + (" …" if n > len(found.differ) else "")
        lines.append(
            trn(
                "{n} record is not found by what it says: {refs}",
                "{n} records are not found by what they say: {refs}",
                n,
                refs=refs,
            )
        )
    if n := found.extra:
        lines.append(trn("{n} entry of no record", "{n} entries of no record", n))
    if n := found.words:
        lines.append(trn("{n} word is not listed", "{n} words are not listed", n))
    if n := found.facets:
        lines.append(trn("{n} record is counted wrongly", "{n} records are counted wrongly", n))
    if n := found.extra_facets:
        lines.append(trn("{n} count of no record", "{n} counts of no record", n))
    if lines:
        return lines
    records = trn("{n} record", "{n} records", found.records)
    return [tr("{records}: the file is whole, and its search index in step.", records=records)]


def _as_json(found: Checked) -> dict[str, Any]:
    return {
        "ok": _sound(found),
        "records": found.records,
        "damage": list(found.damage),
        "broken_links": found.broken,
        "index": {
            "differ": found.differing,
            "refs": list(found.differ),
            "extra": found.extra,
            "words": found.words,
            "facets": found.facets,
            "extra_facets": found.extra_facets,
        },
    }
