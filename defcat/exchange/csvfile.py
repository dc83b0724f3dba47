"""Records out as comma-separated values, as spreadsheets open them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path

from defcat.exchange.flat import Cell, Column
from defcat.files import new_file
from defcat.text import harmless


def write_csv(path: Path, columns: Sequence[Column], lines: Iterable[Sequence[Cell]]) -> None:
    """Write `lines` under the names of `columns`, in UTF-8 with a byte order mark, as Excel needs
    it. No cell begins as a formula does. Raises what `new_file` raises.
    """
    with new_file(path, ".csv") as raw:
        file = TextIOWrapper(raw, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(file)
        writer.writerow([column.label for column in columns])
        writer.writerows([_text(cell) for cell in line] for line in lines)
        file.detach()


def _text(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int) else harmless(cell)
