"""What a process of its own tells about the window at work, beside raw FTS5 and a bare window."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import floors, starts
from tests.benchmarks.generate import NOW
from tests.benchmarks.measure import Measure, percentile
from tests.benchmarks.queries import FIELDS, GROUPS, WORDS, queries

P95, WORST, BLOCKED = 16, 60, 50
"""Milliseconds from a key to its painted rows, and that the event loop may stand still."""
TIMES = 1.5
"""How much longer it may take at ten times the records, and with a passphrase."""
SLOWEST = 10
COUNTED, SURE = 150, 100_000
"""Milliseconds until facets are exact of so many records; of more they are estimated at once."""
ESTIMATED = 150

Found = dict[str, Any]


def found_at_work(file: Path, key: str | None) -> Found:
    """What the window's process found on `file`; see `window`."""
    command = [sys.executable, "-m", "tests.benchmarks.window", str(file)]
    command += [key] if key else []
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: Found = json.loads(said.splitlines()[-1])
    return found


def measures(file: Path, records: int, found: Found, key: str | None) -> list[Measure]:
    """Typing, whole and by group; the event loop; memory."""
    bare = median(starts.start("bare-orm", file)[1] for _ in range(3))
    raw = {group: _raw(file, found, group, key) for group in (WORDS, FIELDS)}
    _tell(found)
    return [
        *_typing("", times_of(found), [*raw[WORDS], *raw[FIELDS]]),
        *(
            m
            for group in GROUPS
            for m in _typing(group, times_of(found, group), raw.get(group, ()))
        ),
        *_facets(file, found, key),
        *(
            Measure(f"blocked while {doing}", took, "ms", found["blocked"]["idle"], limit=BLOCKED)
            for doing, took in found["blocked"].items()
            if doing != "idle"
        ),
        Measure(
            f"resident memory, {records:,} records open",
            found["resident"]["open"],
            "MB",
            bare,
            times=1.6,
        ),
        Measure("resident memory after all of it", found["resident"]["worked"], "MB", bare),
    ]


def compared(name: str, found: Found, other: Found) -> list[Measure]:
    """The keys and the facets beside those of a process that did the same on `other`, which `name`
    names.
    """
    keys = [
        Measure(
            f"keystroke to rows painted, {which}, beside {name}",
            of(times_of(found)),
            "ms",
            of(times_of(other)),
            times=TIMES,
        )
        for which, of in (("p50", median), ("p95", _p95), ("worst", max))
    ]
    counts = [
        [exact for _, hits, _, exact in one["facets"] if hits <= SURE] for one in (found, other)
    ]
    says = f"facets exact, of up to {SURE:,}, p95, beside {name}"
    return [*keys, Measure(says, _p95(counts[0]), "ms", _p95(counts[1]), times=TIMES)]


def times_of(found: Found, group: str = "") -> list[float]:
    """Milliseconds from each key to its rows, of all queries or of those of a group."""
    return [took for of, _, took in found["keys"] if group in ("", of)]


def _typing(group: str, times: list[float], raw: Iterable[float]) -> list[Measure]:
    """p50, p95 and worst from a key to its rows."""
    floor = list(raw)
    name = f"{group}: " if group else "keystroke to rows painted: "
    return [
        Measure(name + "p50", median(times), "ms", median(floor) if floor else None),
        Measure(name + "p95", _p95(times), "ms", _p95(floor) if floor else None, limit=P95),
        Measure(name + "worst", max(times), "ms", max(floor) if floor else None, limit=WORST),
    ]


def _facets(file: Path, found: Found, key: str | None) -> list[Measure]:
    """From painted rows to the counts beside them; the floor is the core alone."""
    few = [exact for _, hits, _, exact in found["facets"] if hits <= SURE]
    texts = [text for text, hits, _, _ in found["facets"] if hits <= SURE]
    core = floors.counted(file, key, texts, NOW.date())
    many = [(first, exact) for _, hits, first, exact in found["facets"] if hits > SURE]
    told = [
        Measure(f"facets exact, of up to {SURE:,}, p95", _p95(few), "ms", _p95(core), limit=COUNTED)
    ]
    if many:
        first, exact = ([pair[n] for pair in many] for n in (0, 1))
        told += [
            Measure("facets of more, estimate, p95", _p95(first), "ms", limit=ESTIMATED),
            Measure("facets of more, exact, p95", _p95(exact), "ms"),
        ]
    return told


def _raw(file: Path, found: Found, group: str, key: str | None) -> list[float]:
    asked = [(of, text) for of, text, _ in found["keys"] if of == group]
    return floors.floors(file, key, asked, NOW.date())


def _p95(times: list[float]) -> float:
    return percentile(times, 95)


def _tell(found: Found) -> None:
    """What no single figure says: the slowest of each sort."""
    keys = found["keys"]
    print(
        f"{len(queries())} queries, {len(keys)} keys with new rows, {len(found['same'])} without."
    )
    slowest = sorted(keys, key=lambda key: -key[2])[:SLOWEST]
    print("The slowest keys:", "; ".join(f"“{text}” {took:.0f} ms" for _, text, took in slowest))
    slow = sorted(found["facets"], key=lambda counted: -counted[3])[:SLOWEST]
    counts = (f"“{text}” ({hits:,}) {exact:.0f} ms" for text, hits, _, exact in slow)
    print("The slowest facets:", "; ".join(counts))
    clicks = sorted(found["headings"], key=lambda click: -click[2])[:SLOWEST]
    if clicks:
        told = "; ".join(f"{kind} by {column} {took:.0f} ms" for kind, column, took in clicks)
        print("The slowest headings:", told)
