"""Commands about the books: who changed what, and taking it back."""

from typing import Annotated, Any

import typer

from defcat import dossier, history
from defcat.cli.options import MOST, File, Json, Secret, app, opened
from defcat.terminal import print_history, print_json
from defcat.translation import tr


@app.command("history")
def show_history(
    file: File,
    ref: Annotated[str, typer.Argument(help="Only of this record.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many changes.", min=1, max=MOST)] = 50,
    as_json: Json = False,
    secret: Secret = None,
) -> None:
    """Show who changed what, newest first."""
    with opened(file, secret, write=False) as catalogue, catalogue.read() as connection:
        record_id = dossier.find_id(connection, ref) if ref else None
        entries = history.entries(connection, record_id, limit)
        total = history.count(connection, record_id)
    if as_json:
        print_json({"total": total, "entries": [_entry(e) for e in entries]})
        return
    print_history(entries)
    if more := total - len(entries):
        print(tr("… and {n} more; --limit says how many to show", n=more))


@app.command()
def undo(file: File, secret: Secret = None) -> None:
    """Take the last change back."""
    with opened(file, secret) as catalogue:
        print(catalogue.undo().label)


@app.command()
def redo(file: File, secret: Secret = None) -> None:
    """Do the change last undone again."""
    with opened(file, secret) as catalogue:
        print(catalogue.redo().label)


def _entry(entry: history.EntryView) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "label": entry.label,
        "at": entry.at,
        "by": entry.by,
        "undone": entry.undone,
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
