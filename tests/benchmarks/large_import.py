"""A hundred thousand rows: imported, imported again, with some cells edited, under other numbers.

python -m tests.benchmarks.large_import [ROWS]
"""

import csv
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from defcat.catalogue import Catalogue
from defcat.exchange import formats
from defcat.exchange.decisions import Decisions
from defcat.exchange.importer import ImportResult, run_import
from defcat.exchange.preview import Preview, preview
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.settings import SUFFIX
from tests.benchmarks.imports import PROFILE, write_table

ROWS = 100_000
EDITED = 100
_DESCRIPTION = 6

_Made = TypeVar("_Made")


def main(rows: int = ROWS) -> None:
    """Print what each step takes, and the most memory up to it; check what each does."""
    profile = load_profile(PROFILE)
    other = replace(profile, name="other", scheme="other")
    with TemporaryDirectory() as name:
        folder = Path(name)
        table, edited = folder / "visits.csv", folder / "edited" / "visits.csv"
        write_table(table, rows)
        edited.parent.mkdir()
        _edit(table, edited, rows)
        with Catalogue.create(folder / f"large{SUFFIX}") as catalogue:

            def load(path: Path) -> ImportResult:
                return run_import(catalogue, path, profile, decisions=Decisions())

            def look(path: Path, by: Profile) -> Preview:
                return preview(catalogue, by, formats.read(path, by.layout))

            first = _timed("imported", rows, lambda: load(table))
            assert first.new == rows, first.doubtful[:3]
            again = _timed("imported again", rows, lambda: load(table))
            assert (again.new, again.changed, again.unchanged) == (0, 0, rows)
            seen = _timed("edited, looked at", rows, lambda: look(edited, profile))
            assert (seen.new, seen.changed) == (0, EDITED)
            some = _timed("edited, imported", rows, lambda: load(edited))
            assert (some.new, some.changed, some.unchanged) == (0, EDITED, rows - EDITED)
            _timed("under other numbers", rows, lambda: look(table, other))


def _edit(table: Path, edited: Path, rows: int) -> None:
    """The same table with another description in some rows."""
    with table.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    for number in range(1, rows + 1, rows // EDITED):
        lines[number][_DESCRIPTION] += " As agreed."
    with edited.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)


def _timed(step: str, rows: int, do: Callable[[], _Made]) -> _Made:
    began, busy = perf_counter(), process_time()
    made = do()
    took, busy = perf_counter() - began, process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate, cpu = rows / took, rows / busy
    print(
        f"{step:22} {took:7.1f} s {rate:8,.0f} rows/s ({cpu:,.0f} by processor time)"
        f"  {most:,.0f} MB",
        flush=True,
    )
    return made


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
