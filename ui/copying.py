"""Rows of a list to the clipboard as a table, for a spreadsheet or a letter.

All that are chosen, also those that nobody has scrolled to: they are read some at a time.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from defcat.text import harmless
from defcat.translation import tr, trn
from ui import clipboard
from ui.desk import Desk
from ui.widgets.record_table import RecordTable
from ui.window import Window

MOST = 10_000
"""More rows are a file, and nothing to be pasted."""
_PART = 250

_Line = tuple[str, str]
"""A row as a line of plain text, and as one of HTML."""


def copy_rows(desk: Desk, window: Window, table: RecordTable) -> None:
    """Copy the chosen rows of `table`, under the headings of the columns that are shown.

    Of very many the first `MOST` are copied, and that is said. It shows how far it is; rows that
    are chosen meanwhile and copied take the place of these.
    """
    chosen = table.selected_ids()
    if not chosen:
        return
    ids, shown, read = chosen[:MOST], table.shown_columns(), table.reader()
    found: list[_Line] = [_line((column.label for column in shown), "th")]

    def ask(start: int) -> None:
        if len(ids) > _PART:
            done = tr("Copying: {n} %", n=100 * start // len(ids)) if start < len(ids) else ""
            window.set_status(work=done)
        if start >= len(ids):
            _to_clipboard(found)
            desk.said.emit(_done(len(found) - 1, len(chosen)), False)
            return

        def lines(connection: Any) -> list[_Line]:
            part = ids[start : start + _PART]
            rows = read(connection, part)
            there = (rows[i] for i in part if i in rows)
            return [_line((column.text(row) for column in shown), "td") for row in there]

        def arrived(part: list[_Line]) -> None:
            found.extend(part)
            ask(start + _PART)

        desk.reader.ask("copy", lines, arrived)

    ask(0)


def _line(texts: Iterable[str], tag: str) -> _Line:
    """A row of cells; what parts cells and rows becomes a blank in them."""
    cells = [harmless(" ".join(text.split())) for text in texts]
    inside = "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
    return "\t".join(cells), f"<tr>{inside}</tr>"


def _to_clipboard(lines: Sequence[_Line]) -> None:
    plain = "\n".join(plain for plain, _ in lines)
    clipboard.put(plain, "<table>" + "".join(html for _, html in lines) + "</table>")


def _done(copied: int, chosen: int) -> str:
    if chosen > MOST:
        first, of = f"{copied:,}", f"{chosen:,}"
        return tr("The first {n} of {m} rows are copied.", n=first, m=of)
    return trn("{n} row copied.", "{n} rows copied.", copied)
