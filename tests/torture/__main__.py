"""All of the torture, long: `make torture`. Prints a table and writes build/torture.json.

`--only kills` does a part of it; `--kills`, `--flips`, `--imports` and `--seed` say how much of
what.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.core.making import ROOT
from tests.torture import (
    at_the_window,
    damage,
    full_disk,
    kills,
    mutated_imports,
    readable,
    watched,
)
from tests.torture.plans import FIRST, every_plan
from tests.torture.quick import quick_keys

OUT = ROOT / "build" / "torture.json"


@dataclass(frozen=True)
class Asked:
    kills: int
    flips: int
    imports: int
    seed: int


@dataclass(frozen=True)
class Line:
    """A line of the table: what was done how often, and what came of it that must not be."""

    what: str
    times: int
    wrong: list[str]
    seconds: float
    note: str = ""


def kill(asked: Asked, folder: Path) -> Iterator[Line]:
    with kills.working() as worker:
        found = kills.torture(worker, folder, every_plan(), asked.kills, asked.seed)
    each = found.seconds / max(1, found.total)
    note = (
        f"{found.by_call} of them before a call that writes, {each:.2f} s each; "
        f"{found.corrupt} corrupt, {found.lost} acknowledged changes lost, {found.half} half done"
    )
    yield Line("kills", found.total, found.said, found.seconds, note)


def fill_disk(asked: Asked, folder: Path) -> Iterator[Line]:
    begun = time.perf_counter()
    kind, came = full_disk.run(folder, [room * 1024 for room in full_disk.MANY_ROOMS])
    wrong = [
        f"{each.way}, {each.room} bytes: {', '.join(each.wrong)}" for each in came if each.wrong
    ]
    refused = sum(each.said != "done" for each in came)
    seconds = time.perf_counter() - begun
    yield Line("writes on a full disk", len(came), wrong, seconds, f"{refused} refused, on {kind}")


def flip(asked: Asked, folder: Path) -> Iterator[Line]:
    for name, passphrase in (("plain", None), ("with a passphrase", FIRST)):
        begun = time.perf_counter()
        (folder / name).mkdir()
        found = damage.damage(folder / name, passphrase, asked.flips, asked.seed)
        note = f"{found.found} found, {found.refused} of them at opening"
        seconds = time.perf_counter() - begun
        yield Line(f"damaged files, {name}", found.files, found.said, seconds, note)


def import_mutated(asked: Asked, folder: Path) -> Iterator[Line]:
    begun = time.perf_counter()
    found = mutated_imports.mutated_imports(folder, asked.imports, asked.seed)
    seconds = time.perf_counter() - begun
    note = f"{found.read} read, {found.refused.total()} refused"
    yield Line("mutated imports", found.files, found.said, seconds, note)


def read_bytes(asked: Asked, folder: Path) -> Iterator[Line]:
    begun = time.perf_counter()
    words, found = readable.look("tests.torture.readable", folder / "core")
    seconds = time.perf_counter() - begun
    yield Line("words that could be read", words, readable.summary(found), seconds)
    begun = time.perf_counter()
    looked = at_the_window.look(folder / "window")
    wrong = [*readable.summary(looked.read), *looked.network]
    seconds = time.perf_counter() - begun
    yield Line("the same, at the window", looked.words, wrong, seconds, "and no way to a network")


def look_for_sockets(asked: Asked, folder: Path) -> Iterator[Line]:
    for work in watched.WORKS:
        begun = time.perf_counter()
        try:
            found = watched.watch(work, folder / work)
        except watched.CannotWatch:
            yield Line(f"sockets, {work}", 0, [], 0, "this system lets nobody trace a child")
            continue
        wrong = [f"a socket of family {family}" for family in found.families()]
        seconds = time.perf_counter() - begun
        yield Line(f"sockets, {work}", len(found.sockets), wrong, seconds)


PARTS: dict[str, Callable[[Asked, Path], Iterator[Line]]] = {
    "kills": kill,
    "disk": fill_disk,
    "flips": flip,
    "imports": import_mutated,
    "bytes": read_bytes,
    "sockets": look_for_sockets,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--imports", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asked = Asked(given.kills, given.flips, given.imports, given.seed)
    quick_keys()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = str(Path(folder) / "home")
        for name in given.only or PARTS:
            (Path(folder) / name).mkdir()
            for line in PARTS[name](asked, Path(folder) / name):
                lines.append(line)
                _print(line)
    _write(lines, asked)
    return 1 if any(line.wrong for line in lines) else 0


def _print(line: Line) -> None:
    print(f"{line.what:34} {line.times:6,} {len(line.wrong):4} wrong {line.seconds:8.1f} s", end="")
    print(f"  {line.note}" if line.note else "", flush=True)
    for wrong in line.wrong:
        print(f"    {wrong}")


def _write(lines: list[Line], asked: Asked) -> None:
    """`{what: {"times", "wrong", "seconds", "note", "ok"}}`."""
    found = {
        line.what: {
            "times": line.times,
            "wrong": line.wrong,
            "seconds": round(line.seconds, 1),
            "note": line.note,
            "ok": not line.wrong,
        }
        for line in lines
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"seed": asked.seed, **found}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
