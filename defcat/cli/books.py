"""Commands about the books: who changed what, and taking it back."""

from typing import Annotated, Any

import typer

from defcat import dossier, history, journal
from defcat.cli.options import MOST, File, Json, KeyFile, Secret, app, day_of, opened
from defcat.errors import NotFound
from defcat.terminal import print_history, print_json
from defcat.translation import tr

_ROWS = 200
"""So many rows of an entry are read: an import's has tens of thousands."""


@app.command("history")
def show_history(
    file: File,
    ref: Annotated[str, typer.Argument(help="Only of this record.")] = "",
    person: Annotated[str, typer.Option(help="Only what this person changed.")] = "",
    since: Annotated[str, typer.Option(help="From this day on, such as 2024-06-01.")] = "",
    until: Annotated[str, typer.Option(help="Up to this day, which is included.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many changes.", min=1, max=MOST)] = 50,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Show who changed what, newest first."""
    days = day_of(since), day_of(until)
    with opened(file, secret, key_file, write=False) as catalogue, catalogue.read() as connection:
        by = _person(connection, person) if person else ""
        record_id = dossier.find_id(connection, ref) if ref else None
        wanted = journal.Wanted(by, record_id, None, *days)
        lines = journal.listed(connection, wanted, limit)
        entries = [history.view_of(connection, line, record_id, _ROWS) for line in lines]
        total = journal.count(connection, wanted)
        if as_json:
            told = [_entry(*both) for both in zip(entries, lines, strict=True)]
            print_json({"total": total, "entries": told})
            return
        print_history(entries, {line.id for line in lines if line.backwards})
        if more := total - len(entries):
            print(tr("… and {n} more; --limit says how many to show", n=more))


@app.command()
def undo(
    file: File,
    entry: Annotated[int, typer.Option(help="The number of any change in the history.", min=0)] = 0,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Take the last change back, or any other one that the history lists."""
    with opened(file, secret, key_file) as catalogue:
        print((catalogue.take_back(entry) if entry else catalogue.undo()).label)


@app.command()
def redo(file: File, secret: Secret = None, key_file: KeyFile = None) -> None:
    """Do the change last undone again."""
    with opened(file, secret, key_file) as catalogue:
        print(catalogue.redo().label)


def _person(connection: Any, named: str) -> str:
    """Somebody who has changed something, by name, however it is typed; raises NotFound."""
    persons = journal.persons(connection)
    for person in persons:
        if person.casefold() == named.casefold():
            return person
    raise NotFound(
        tr("Nobody called “{name}” has changed anything here.", name=named),
        tr("Who has: {names}.", names=", ".join(persons)),
    )


def _entry(entry: history.EntryView, line: journal.Line) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "label": entry.label,
        "at": entry.at,
        "by": entry.by,
        "undone": entry.undone,
        "undone_by": line.undone_by,
        "undoes": line.undoes,
        "backwards": line.backwards,
        "changes": [
            {
                "ref": step.record.ref if step.record else None,
                "what": step.what,
                "before": step.before,
                "after": step.after,
            }
            for step in entry.steps
        ],
        "more": entry.total - len(entry.steps),
    }
