"""How long a fresh process takes until there is something to see, and something to use."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.measure import Measure

ROUNDS = 7


def measures(file: Path, key: str | None = None) -> list[Measure]:
    """First paint, and the first rows of the list of agreements."""
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS + 1):
        for what in ("bare", "window", "bare-orm", "list"):
            took, _ = start(what, file, key)
            if number:  # the first round warms the disk's cache
                times[what].append(took * 1000)
    middle = {what: median(found) for what, found in times.items()}
    return [
        Measure("first paint", middle["window"], "ms", middle["bare"], times=1.5),
        Measure("list usable", middle["list"], "ms", middle["bare-orm"], times=1.25),
    ]


def start(what: str, file: Path, key: str | None = None) -> tuple[float, float]:
    """Seconds until a fresh process has `what` on its screen, and its memory then in MB."""
    command = [sys.executable, "-m", "tests.benchmarks.fresh", what, str(file)]
    began = perf_counter()
    with subprocess.Popen(
        [*command, key] if key else command,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = perf_counter() - began
    if not line:
        raise SystemExit(f"The window for “{what}” did not come; what it said stands above.")
    return took, float(line)
