"""Bytes of a catalogue flipped, blanked, exchanged and cut off: what the program makes of it.

Whatever is asked of a damaged catalogue is answered, or refused in words that name the backups; the
program never fails in any other way. With a passphrase every page is signed: an answer is the right
one or none, and the check finds the damage wherever it is. Without one a letter that became another
letter is what somebody might have typed, and nobody can tell.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defcat import backups, history
from defcat.catalogue import Catalogue
from defcat.check import check
from defcat.dossier import load
from defcat.errors import DefcatError
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.search.rows import rows
from tests.core.making import NOON
from tests.torture.hands import NAME, Hands, as_key
from tests.torture.plans import EDITS, begin

PAGE = 4096
QUERIES = ("visit", "docks OR yards", "kind:engagement visit", "topic:logistics", "2024")

Flip = Callable[[bytearray, random.Random], None]


def one_bit(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def some_bytes(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    part = content[start : start + dice.randint(2, 300)]
    content[start : start + len(part)] = bytes(255 - byte for byte in part)


def blank_page(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = bytes(PAGE)


def exchange_pages(content: bytearray, dice: random.Random) -> None:
    one, other = (n * PAGE for n in dice.sample(range(len(content) // PAGE), 2))
    kept = content[one : one + PAGE]
    content[one : one + PAGE] = content[other : other + PAGE]
    content[other : other + PAGE] = kept


def cut_off(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


def cut_off_pages(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content) // PAGE) * PAGE :]


FLIPS: tuple[Flip, ...] = (
    one_bit,
    some_bytes,
    blank_page,
    exchange_pages,
    cut_off,
    cut_off_pages,
)


@dataclass
class Damaged:
    """What came of `files` damaged files: of how many the damage was `found`, by opening or by the
    check, and `refused` at opening. `said` tells what must never be.
    """

    files: int = 0
    found: int = 0
    refused: int = 0
    said: list[str] = field(default_factory=list)
    unfound: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Damaged") -> None:
        self.files += other.files
        self.found += other.found
        self.refused += other.refused
        self.said += other.said
        self.unfound += other.unfound


def make_catalogue(folder: Path, passphrase: str | None) -> bytes:
    """A catalogue with most of what there can be; the bytes of its file."""
    folder.mkdir()
    begin(folder, passphrase)
    hands = Hands(folder, (passphrase,))
    for step in EDITS:
        step(hands)
    return hands.close().read_bytes()


def damage(folder: Path, passphrase: str | None, files: int, seed: int) -> Damaged:
    """Damage so many copies of a catalogue made in `folder`, each in one way, and ask them."""
    whole = make_catalogue(folder / "whole", passphrase)
    right = {name: ask(opened(folder / "whole" / NAME, passphrase)) for name, ask in ASKED.items()}
    dice, found, wrong = random.Random(seed), Damaged(), 0
    for number in range(files):
        flip = FLIPS[number % len(FLIPS)]
        content = bytearray(whole)
        flip(content, dice)
        if content == whole:
            continue
        path = folder / f"damaged-{number}" / NAME
        path.parent.mkdir()
        path.write_bytes(content)
        _ask_all(path, passphrase, right, found, f"{flip.__name__} {number} of seed {seed}")
        if len(found.said) == wrong:
            shutil.rmtree(path.parent)
        wrong = len(found.said)
    return found


def opened(path: Path, passphrase: str | None) -> Catalogue:
    return Catalogue.open(path, key=as_key(passphrase), write=False, now=lambda: NOON)


def _list(catalogue: Catalogue) -> Any:
    with catalogue.read() as connection:
        ids = run.find(connection, Query())
        return rows(connection, ids)


def _show(catalogue: Catalogue) -> Any:
    with catalogue.read() as connection:
        ids = run.find(connection, Query())
        return [load(connection, record_id) for record_id in ids]


def _search(catalogue: Catalogue) -> Any:
    with catalogue.read() as connection:
        return [run.find(connection, parse(text), today=NOON.date()) for text in QUERIES]


def _history(catalogue: Catalogue) -> Any:
    with catalogue.read() as connection:
        return history.entries(connection)


def _check(catalogue: Catalogue) -> Any:
    with catalogue.read() as connection:
        return check(connection, catalogue.today()).problems


ASKED: dict[str, Callable[[Catalogue], Any]] = {
    "list": _list,
    "show": _show,
    "search": _search,
    "history": _history,
    "check": _check,
}


def _ask_all(
    path: Path, passphrase: str | None, right: dict[str, Any], found: Damaged, name: str
) -> None:
    """Ask a damaged catalogue everything, and note what it says."""
    found.files += 1
    before, told = path.read_bytes(), False

    def expected(error: DefcatError, doing: str) -> None:
        if not ("backup" in error.fix or "up to date" in error.fix):  # before which one is made
            found.said.append(f"{name}: {doing} names no backup: {error}")

    try:
        catalogue = opened(path, passphrase)
    except DefcatError as error:
        found.refused += 1
        found.found += 1
        expected(error, "opening")
        return
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        found.said.append(f"{name}: opening failed: {type(error).__name__}: {error}")
        return
    with catalogue:
        for doing, ask in ASKED.items():
            try:
                answer = ask(catalogue)
            except DefcatError as error:
                told = told or doing == "check"
                expected(error, doing)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                found.said.append(f"{name}: {doing} failed: {type(error).__name__}: {error}")
            else:
                if doing == "check":
                    told = told or bool(answer)
                elif passphrase and answer != right[doing]:
                    found.said.append(f"{name}: {doing} answers wrongly")
    if told:
        found.found += 1
    elif passphrase:
        found.said.append(f"{name}: the check found nothing")
    else:
        found.unfound[name.partition(" ")[0]] += 1
    if path.read_bytes() != before:
        found.said.append(f"{name}: reading changed the file")


def poison(folder: Path, passphrase: str | None) -> list[str]:
    """Make backups of a catalogue, then of what is left of it once it is damaged; what is wrong.

    None may be made of a damaged one, and the good ones stay, however many are tried.
    """
    make_catalogue(folder / "desk", passphrase)
    hands = Hands(folder / "desk", (passphrase,))
    backups.make(hands.catalogue, backups.DAILY)
    where, good = backups.folder_of(hands.catalogue), kept_in(hands)
    content = bytearray(hands.close().read_bytes())
    middle = len(content) // 2 // PAGE * PAGE
    content[middle : middle + 3 * PAGE] = bytes(3 * PAGE)
    hands.path.write_bytes(content)
    wrong = []
    for minute in range(20):
        hands.minute = minute * 1_500
        try:
            made = backups.make(hands.catalogue, backups.DAILY)
        except DefcatError as error:
            wrong += [] if error.fix else [f"no next step: {error}"]
        else:
            wrong.append(f"a backup of a damaged file: {made.path.name}")
        hands.close()
    there = {path: path.read_bytes() for path in where.iterdir()}
    return wrong if there == good else [*wrong, "the good ones are not as they were"]


def kept_in(hands: Hands) -> dict[Path, bytes]:
    """The backups of a catalogue and what they hold."""
    folder = backups.folder_of(hands.catalogue)
    return {path: path.read_bytes() for path in folder.iterdir()}
