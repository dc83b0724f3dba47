"""`python -m tests.benchmarks`: measures defcat beside its floors, on a generated catalogue.

Prints a table and writes build/bench.json. Machines differ and are noisy: the ratio to the floor,
taken in the same run, is what can be compared.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import briefs, findings, generate, imports, starts
from tests.benchmarks.measure import Measure, percentile, table, write_json

BUILD = Path(__file__).resolve().parents[2] / "build"
SMALLEST = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000, help="how large the catalogue is")
    parser.add_argument("--key", action="store_true", help="give the catalogue a passphrase")
    given = parser.parse_args(arguments)
    if given.key:
        print("This version has no passphrase yet: leave KEY out.", file=sys.stderr)
        return 2
    if given.records < SMALLEST:
        print(f"A catalogue to measure on has at least {SMALLEST} records.", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # see pyproject.toml
    file = generate.generated(given.records, BUILD / "bench")
    print(f"Measuring on {given.records:,} records; this takes a few minutes.", flush=True)
    measures = starts.measures(file)
    measures += at_work(file)
    measures += briefs.measures(file)
    measures += findings.measures(file)
    measures += imports.measures()
    print(table(measures))
    write_json(measures, BUILD / "bench.json")
    return 0


def at_work(file: Path) -> list[Measure]:
    """What a process of its own tells about the window at work."""
    found = _window(file)
    bare = median(starts.start("bare-orm", file)[1] for _ in range(3))
    times, raw = [took for _, took in found["keys"]], found["raw"]
    slowest = sorted(found["keys"], key=lambda key: -key[1])[:5]
    print("The slowest keys:", "; ".join(f"“{text}” {took:.0f} ms" for text, took in slowest))
    return [
        Measure("keystroke to rows painted, p50", median(times), "ms", median(raw)),
        Measure(
            "keystroke to rows painted, p95",
            percentile(times, 95),
            "ms",
            percentile(raw, 95),
            limit=16,
        ),
        Measure("keystroke to rows painted, worst", max(times), "ms", max(raw), limit=60),
        *(
            Measure(f"blocked while {doing}", found[doing], "ms", found["idle"], limit=50)
            for doing in ("typing", "scrolling", "opening")
        ),
        Measure("resident memory", found["resident"], "MB", bare, times=1.6),
    ]


def _window(file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.window", str(file)]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
