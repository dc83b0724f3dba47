"""`python -m tests.benchmarks`: measures defcat beside its floors, on a generated catalogue.

Prints a table and writes build/bench.json. Machines differ and are noisy: the ratio to the floor,
taken in the same run, is what can be compared.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from defcat.catalogue import Catalogue
from tests.benchmarks import briefs, findings, generate, imports, registers, starts, working
from tests.benchmarks.measure import Measure, table, write_json
from tests.benchmarks.opening import secret_of

BUILD = Path(__file__).resolve().parents[2] / "build"
SMALLEST = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000, help="how large the catalogue is")
    parser.add_argument("--compare", type=int, default=0, help="measure at this size as well")
    parser.add_argument("--key", action="store_true", help="with a passphrase, beside without")
    parser.add_argument("--search", action="store_true", help="only the window at work")
    parser.add_argument(
        "--folder", type=Path, default=BUILD / "bench", help="where catalogues to measure on are"
    )
    given = parser.parse_args(arguments)
    if min(given.records, given.compare or SMALLEST) < SMALLEST:
        print(f"A catalogue to measure on has at least {SMALLEST} records.", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # see pyproject.toml
    key = generate.PASSPHRASE if given.key else None
    measures = searching(given.folder, given.records, given.compare, key)
    if not given.search:
        file = generate.generated(given.records, given.folder, secret_of(key))
        measures += starts.measures(file, key)
        measures += briefs.measures(file, key)
        measures += registers.measures()
        measures += findings.measures(file, key)
        measures += imports.measures()
    print(table(measures))
    write_json(measures, BUILD / "bench.json")
    return 0


def searching(folder: Path, records: int, fewer: int, key: str | None) -> list[Measure]:
    """The window at work, beside the same with `fewer` records, and beside no passphrase."""
    file, found = _at_work(folder, records, key)
    measures = working.measures(file, records, found, key)
    if fewer:
        _, other = _at_work(folder, fewer, key)
        measures += working.compared(f"{fewer:,} records", found, other)
    if key:
        _, other = _at_work(folder, records, None)
        measures += working.compared("no passphrase", found, other)
    return measures


def _at_work(folder: Path, records: int, key: str | None) -> tuple[Path, working.Found]:
    file = generate.generated(records, folder, secret_of(key))
    secret = ", with a passphrase" if key else ""
    size = f"{file.stat().st_size / 1_000_000:,.0f} MB"
    says = f"Working on {records:,} records{secret}, a file of {size}; this takes a few minutes."
    print(says, flush=True)
    opened = Catalogue.open(file, key=secret_of(key), user="bench", now=lambda: generate.NOW)
    with opened as catalogue:
        while catalogue.tend():  # as the window does while nobody works
            pass
    return file, working.found_at_work(file, key)


if __name__ == "__main__":
    sys.exit(main())
