"""Spreadsheets as departments send them, and the page of a desk that imports them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import xlsxwriter
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.imports.page import ImportPage

MESSY = (
    (1, "Visit", datetime(2024, 1, 15), "17/01/2024", "United States", "Lloyd Austin", ""),
    (2, "Staff talks", "23.02.2024", "25 Feb 2024", '"', "Rao, Anil", ""),
    (3, "Conference", "March 2024", "", "Japan", "Kihara, Minoru", "Postponed twice"),
    (4, "Bilateral meeting", "23/08/2024", "23/08/2024", "USA", "Austin, Lloyd", "Pentagon"),
    (5, "Conferense", "05/09/2024", "", "same as above", "", "Goa"),
    (6, "Visit", "31/04/2024", "", "Frnace", "", ""),
)  # fmt: skip
"""Mixed dates, ditto cells, a person written two ways, a type and a country with a slip, no day."""


def messy(path: Path) -> Path:
    """A register of visits: a title above, a head of two lines, `MESSY` below, and a total."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("2024")
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write(0, 0, "Register of visits, Americas Division")
    for column, name in enumerate(("S. No.", "Type", "", "", "Country", "Leader", "Remarks")):
        if name:
            sheet.merge_range(2, column, 3, column, name)
    sheet.merge_range(2, 2, 2, 3, "Date")
    sheet.write_row(3, 2, ("From", "To"))
    for line, cells in enumerate(MESSY, start=4):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(line, column, cell, day)
            elif cell != "":
                sheet.write(line, column, cell)
    sheet.write_row(4 + len(MESSY), 0, ("Total", len(MESSY)))
    book.close()
    return path


def table(path: Path, *lines: str) -> Path:
    """A text file of `lines`."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def import_page(qtbot: QtBot, desk: Desk, folder: Path) -> Iterator[ImportPage]:
    """The page of a desk, shown by itself; profiles are kept in `folder`."""
    page = ImportPage(desk, folder)
    qtbot.addWidget(page)
    page.resize(1150, 640)
    with qtbot.waitExposed(page):
        page.show()
    yield page


def go_on(qtbot: QtBot, page: ImportPage, steps: int = 1) -> None:
    """Press Next, and wait for the next step; that so many times."""
    for _ in range(steps):
        before = page.step()
        qtbot.waitUntil(page.next_button.isEnabled)
        page.next_button.click()
        qtbot.waitUntil(lambda before=before: page.step() != before)
