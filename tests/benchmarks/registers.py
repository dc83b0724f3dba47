"""Registers of many rows as PDF, beside Platypus tables, each in a process of its own."""

import io
import json
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from defcat import markings
from defcat.briefs.blocks import Brief, Column, Group, Heading, Inline, Table, Title, inline
from tests.benchmarks.measure import Measure

ROWS = (1_000, 5_000, 20_000)
TIMES = 4
MEMORY = 120
LINEAR = 1.25
"""A row of the longest register may take so many times as long as one of the shortest."""

COLUMNS = (("Reference", 1.0), ("Title", 4.0), ("Countries", 2.0), ("Signed", 1.2), ("Status", 1.4))
_SUBJECTS = (
    "supply of spare parts",
    "staff talks",
    "cyber defence and secure information",
    "hydrography",
)
_FORMS = ("Memorandum of Understanding", "Agreement", "Implementing Arrangement", "Protocol")
_SIDES = ("France", "Japan", "Viet Nam", "United States", "Australia; United Kingdom", "Brazil")
_STATUSES = ("In force", "Signed, not yet in force", "Expired", "Under negotiation")
_DAY = date(2025, 10, 1)


def measures() -> list[Measure]:
    """How long the longest register takes, its memory, and whether a row always takes as long."""
    ours = {rows: _apart("ours", rows) for rows in ROWS}
    longest, shortest = ROWS[-1], ROWS[0]
    floor, _ = _apart("platypus", longest)
    seconds, memory = ours[longest]
    linear = seconds / ours[shortest][0] / (longest / shortest)
    found = [
        Measure(f"register of {rows:,} rows", ours[rows][0] * 1000, "ms") for rows in ROWS[:-1]
    ]
    return [
        *found,
        Measure(f"register of {longest:,} rows", seconds * 1000, "ms", limit=floor * 1000 / TIMES),
        Measure(f"Platypus table of {longest:,} rows", floor * 1000, "ms"),
        Measure("register, a row of the longest beside the shortest", linear, "×", limit=LINEAR),
        Measure(f"register of {longest:,} rows, peak memory", memory, "MB", limit=MEMORY),
    ]


def rows_of(count: int) -> list[tuple[str, ...]]:
    """Cells like those of a register of agreements; titles differ, much else comes again."""
    return [
        (
            f"A{number}",
            f"{_FORMS[number % 4]} on {_SUBJECTS[number // 4 % 4]}, "
            f"{number % 97} of {1950 + number % 75}",
            _SIDES[number * 7 % 6],
            f"{1 + number % 28} {('May', 'June', 'September')[number % 3]} {1950 + number % 75}",
            _STATUSES[number * 5 % 4],
        )
        for number in range(1, count + 1)
    ]


def ours(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as a register."""
    from defcat.briefs.pdf import render

    cells: tuple[tuple[Inline, ...], ...] = tuple(tuple(map(inline, row)) for row in rows)
    table = Table(tuple(Column(*column) for column in COLUMNS), (Group("", cells),))
    blocks = (Title(inline("Register")), Heading("Agreements"), table)
    level = markings.load("plain").lowest
    return render(Brief("Register", "Agreements", "Register", blocks, level, _DAY, _DAY))


def platypus(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as a Platypus table with a paragraph in each cell, head repeated and rows ruled."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

    style = ParagraphStyle("cell", fontName="Helvetica", fontSize=9.25, leading=12.5)
    cells: list[list[Any]] = [[Paragraph(cell, style) for cell in row] for row in rows]
    buffer = io.BytesIO()
    line = A4[0] - 114
    shares = sum(width for _, width in COLUMNS)
    table = LongTable(
        [[Paragraph(name, style) for name, _ in COLUMNS], *cells],
        colWidths=[line * width / shares for _, width in COLUMNS],
        repeatRows=1,
        style=TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, "#c8d0d8")]),
    )
    SimpleDocTemplate(buffer, pagesize=A4, leftMargin=57, rightMargin=57).build([table])
    return buffer.getvalue()


def _apart(way: str, rows: int) -> tuple[float, float]:
    """Seconds of work and peak memory in MB, taken in a process of its own."""
    command = [sys.executable, "-m", __name__, way, str(rows)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    seconds, memory = json.loads(said)
    return seconds, memory


def _here(way: str, count: int) -> tuple[float, float]:
    make = {"ours": ours, "platypus": platypus}[way]
    make(rows_of(50))  # what is read once, such as the fonts, is not counted
    rows = rows_of(count)
    began = process_time()
    make(rows)
    took = process_time() - began
    return took, _peak()


def _peak() -> float:
    """The most memory that this process ever held, in MB; Linux alone tells it without the memory
    of the process that began this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_here(sys.argv[1], int(sys.argv[2]))))
