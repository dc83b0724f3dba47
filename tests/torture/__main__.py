"""All of the torture, long: `make torture`. Prints lines as it goes and writes build/torture.json.

`--only kills` does a part of it, and leaves what is known of the others as it is; `--kills`,
`--flips`, `--imports` and `--seed` say how much of what.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from tests.torture.plans import FIRST
from tests.torture.quick import quick_keys
from tests.torture.shares import shared, split

OUT = ROOT / "build" / "torture.json"
MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
"""Bytes that are enough for all of it."""
_FLIPS, _IMPORTS = 60, 500
"""How many of them are one share."""


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
    """A line for each plan, and one for all of them."""
    begun, total = time.perf_counter(), Counter[str]()
    shares = [(name, folder, n, asked.seed) for name, n in kills.shares(asked.kills) if n]
    said: list[str] = []
    for found in shared(kills.torture_named, shares):
        counted = ("kills", "by_call", "midway", "corrupt", "lost", "half")
        figures = Counter({name: getattr(found, name) for name in counted})
        total.update(figures)
        said += found.said
        yield Line(f"kills: {found.plan}", found.kills, found.said, found.seconds, _note(figures))
    seconds = time.perf_counter() - begun
    yield Line("kills", total["kills"], said, seconds, _note(total))


def _note(figures: Counter[str]) -> str:
    return (
        f"{figures['midway']} midway, {figures['by_call']} before a call that writes; "
        f"{figures['corrupt']} corrupt, {figures['lost']} acknowledged changes lost, "
        f"{figures['half']} half done"
    )


def fill_disk(asked: Asked, folder: Path) -> Iterator[Line]:
    begun = time.perf_counter()
    wrong: list[str] = []
    rooms = [room * 1024 for room in full_disk.MANY_ROOMS]
    done, of = 0, len(full_disk.ways()) * len(rooms)

    def tell(came: full_disk.Came) -> None:
        nonlocal done
        done += 1
        if came.wrong:
            wrong.append(f"{came.way}, {came.room} bytes: {', '.join(came.wrong)}")
        if came.room == rooms[-1]:
            _tell(f"on a full disk, {came.way}", done, of, wrong, begun)

    kind, came = full_disk.run(folder, rooms, tell)
    refused = sum(each.said != "done" for each in came)
    seconds = time.perf_counter() - begun
    yield Line("writes on a full disk", len(came), wrong, seconds, f"{refused} refused, on {kind}")


def flip(asked: Asked, folder: Path) -> Iterator[Line]:
    for name, passphrase in (("plain", None), ("with a passphrase", FIRST)):
        begun, total = time.perf_counter(), damage.Damaged()
        what = f"damaged files, {name}"
        shares = [
            (_made(folder / name / str(place)), passphrase, files, 1_000 * asked.seed + place)
            for place, files in enumerate(split(asked.flips, _FLIPS))
        ]
        for found in shared(damage.damage, shares):
            total.add(found)
            _tell(what, total.files, asked.flips, total.said, begun)
        note = f"{total.found} found, {total.refused} of them at opening"
        yield Line(what, total.files, total.said, time.perf_counter() - begun, note)


def import_mutated(asked: Asked, folder: Path) -> Iterator[Line]:
    begun, total = time.perf_counter(), mutated_imports.Imported()
    shares = [
        (_made(folder / str(place)), files, 1_000 * asked.seed + place)
        for place, files in enumerate(split(asked.imports, _IMPORTS))
    ]
    for found in shared(mutated_imports.mutated_imports, shares):
        total.add(found)
        _tell("mutated imports", total.files, asked.imports, total.said, begun)
    note = f"{total.read} read, {total.refused.total()} refused"
    yield Line("mutated imports", total.files, total.said, time.perf_counter() - begun, note)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _tell(what: str, done: int, of: int, wrong: list[str], begun: float) -> None:
    seconds = time.perf_counter() - begun
    print(f"  {what}: {done:,} of {of:,}, {len(wrong)} wrong, {seconds:.0f} s", flush=True)


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
    "room": fill_disk,
    "flips": flip,
    "imports": import_mutated,
    "marker": read_bytes,
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
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=_disk()))
    os.environ["XDG_DATA_HOME"] = str(folder / "home")
    whole = True
    for name in given.only or PARTS:
        (folder / name).mkdir()
        lines = []
        for line in PARTS[name](asked, folder / name):
            lines.append(line)
            _print(line)
        _write(name, lines, asked)
        whole = whole and not any(line.wrong for line in lines)
    if whole:
        shutil.rmtree(folder)
    else:
        print(f"What went wrong can be looked at in {folder}.")
    return 0 if whole else 1


def _disk() -> Path | None:
    """A disk in memory, where there is one: a process that is killed leaves there what it would
    leave on any other, and nobody waits for it.
    """
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM else None


def _print(line: Line) -> None:
    note = f"  {line.note}" if line.note else ""
    wrong = f"{len(line.wrong):4} wrong"
    print(f"{line.what:38} {line.times:6,} {wrong} {line.seconds:8.1f} s{note}", flush=True)
    for each in line.wrong:
        print(f"    {each}", flush=True)


def _write(part: str, lines: list[Line], asked: Asked) -> None:
    """`{what: {"part", "times", "wrong", "seconds", "note", "seed", "ok"}}`: of this part as they
    are now, of the others as they were.
    """
    before: dict[str, Any] = json.loads(OUT.read_text("utf-8")) if OUT.exists() else {}
    found = {what: said for what, said in before.items() if said["part"] != part}
    found |= {
        line.what: {
            "part": part,
            "times": line.times,
            "wrong": line.wrong,
            "seconds": round(line.seconds, 1),
            "note": line.note,
            "seed": asked.seed,
            "ok": not line.wrong,
        }
        for line in lines
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
