"""Files to import, changed in ways that no program would: what becomes of the catalogue.

An import does all or nothing, and says in one line why not. Whatever else it raises is a defect.
"""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from defcat.catalogue import Catalogue
from defcat.check import check
from defcat.errors import DefcatError
from defcat.exchange import nested
from defcat.exchange.importer import run_import
from defcat.model import ENTRY, RECORD
from tests.core.making import make

SEEDS = {
    "us-visits": (
        "id,start_date,end_date,visitor,from_id,from_country,description,last_modified_by,"
        "last_modified\n"
        "1,1961-10-03,1961-10-04,President Ibrahim Abboud,sudan,Sudan,"
        '"State Visit. In U.S. October 3–15, 1961.",x,2010\n'
        "2,1975-06-05,1975-06-06,King Hussein and Queen Alia,jordan,Jordan,Private visit.,x,2010\n"
    ),
    "uk-treaties": (
        "uuid,id,lb_document_id,title,subject,field3,country_name,signed_event_date,"
        "signed_event_location,definative_eif_event_date,definative_eif_event_effective_date,"
        "provisional_eif_event_date,adopted_event_date,adopted_event_effective_date,"
        "terminated_event_date,terminated_event_effective_date,withdrawn_event_date,"
        "withdrawn_event_effective_date,unofficial_info_event_date,references,document_url,"
        "metaformat,product_size\n"
        'u,7,7,"Agreement on Parcels, 1889",POSTAL,BI,ARGENTINA ; UNITED KINGDOM,12/11/1895,'
        "Buenos Ayres,01/01/1896,,,,,29/10/1907,01/11/1908,,,,"
        "Treaty Series 001/1896: C. 7930||https://example.org/1.pdf;Papers 87/24/0: 0,"
        "https://example.org/1.html,Other,1 KB\n"
    ),
    "tenures-india": (
        "position,person,personID,start,end,gender,DOB,DOD,image,enwiki\n"
        "President,K. R. Narayanan,Q235454,1997-07-25,2002-07-25,male,1920-10-27,2005-11-09,,\n"
        "Minister of Defence,George Fernandes,Q456034,2001-10-21,2004-05-22,male,1930-06-03,"
        "2019-01-29,,George Fernandes\n"
    ),
    "json": json.dumps(
        {
            "catalogue": {"format": 1, "scheme": "india"},
            "topic": [{"key": "log", "title": "Logistics", "type": "sector"}],
            "agreement": [
                {
                    "key": "sosa",
                    "title": "Arrangement",
                    "type": "arrangement",
                    "duration": "P5Y",
                    "party": [{"role": "party", "country": "IN"}],
                    "event": [{"key": "signed", "type": "signature", "date": "2024-08-22"}],
                    "subject": [{"other": "log"}],
                    "citation": [{"other": "src", "row": "signed", "preferred": True}],
                }
            ],
            "source": [{"key": "src", "title": "Article", "type": "article"}],
        }
    ),
}
"""What is changed: a file for each of these profiles, and records as JSON."""

_PIECES = [
    *("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'", '"', '""', '"""', ",", ";", "\t", "\r", "\n"),
    *("\0", "\x1b[2J", "\u202e", "\u2066", "\ufeff", "\ud7ff", "𐍈", "\u0301" * 50, "null", "true"),
    *(
        "9999-99",
        "0000-00-00",
        "2024-02-30",
        "-1",
        "1e999",
        "9" * 400,
        "NaN",
        "../../../etc/passwd",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        "{}",
        "[[[[",
        "\\",
        "\\u0000",
        "{0}",
        "{item.name}",
        "%s%n",
        "<!ENTITY x>",
    ),
]
_BINARY = [
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3\0",
    b"\xff\xfe",
    b"",
]

Change = Callable[[bytearray, random.Random], None]


def flip_bits(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 8)):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def cut_off(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


def put_in(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(content))
        content[place:place] = dice.choice(_PIECES).encode("utf-8", "surrogatepass")


def take_out(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    del content[start : start + dice.randint(1, 60)]


def say_again(content: bytearray, dice: random.Random) -> None:
    start, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    content[end:end] = content[start:end] * dice.randint(1, 5)


def swap_cells(content: bytearray, dice: random.Random) -> None:
    cells = bytes(content).split(b",")
    dice.shuffle(cells)
    content[:] = b",".join(cells)


def huge_cell(content: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(content))
    content[place:place] = dice.choice([b"x", b"\xd7\xa9", b'"', b"9", b"="]) * dice.choice(
        [9_000, 11_000, 140_000]
    )


def many_columns(content: bytearray, dice: random.Random) -> None:
    place = content.find(b"\n", dice.randrange(len(content)))
    content[place:place] = b"," * 10_000 if dice.random() < 0.5 else b",x" * 10_000


def another_file(content: bytearray, dice: random.Random) -> None:
    content[:] = dice.choice(_BINARY) + dice.randbytes(dice.randint(0, 2_000))


def another_encoding(content: bytearray, dice: random.Random) -> None:
    said = content.decode()
    content[:] = said.encode(
        dice.choice(["utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp037"]), "replace"
    )


CHANGES: tuple[Change, ...] = (
    *(flip_bits, cut_off, put_in, put_in, take_out, say_again, swap_cells, huge_cell, many_columns),
    *(another_file, another_encoding),
)


@dataclass
class Imported:
    """What came of so many `files`: how many were `read`, and how many refused, by the error.

    `said` tells what must never be.
    """

    files: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    def add(self, other: "Imported") -> None:
        self.files += other.files
        self.read += other.read
        self.refused += other.refused
        self.said += other.said


def mutated_imports(folder: Path, files: int, seed: int) -> Imported:
    """Import so many changed files, one after the other, into catalogues made in `folder`."""
    dice, found = random.Random(seed), Imported()
    catalogue = _fresh(folder)
    try:
        for number in range(files):
            name = list(SEEDS)[number % len(SEEDS)]
            change = dice.choice(CHANGES)
            content = bytearray(SEEDS[name].encode())
            change(content, dice)
            if content and dice.random() < 0.2:
                dice.choice(CHANGES[:6])(content, dice)
            file = folder / ("given.json" if name == "json" else "given.csv")
            file.write_bytes(content)
            _import(
                catalogue, name, file, found, f"{name} {change.__name__} {number} of seed {seed}"
            )
            if number % 500 == 499:  # or else there are too many records to be quick
                _look(catalogue, found, number)
                catalogue.close()
                shutil.rmtree(catalogue.path.parent)
                catalogue = _fresh(folder)
        _look(catalogue, found, files)
    finally:
        catalogue.close()
    return found


def _fresh(folder: Path) -> Catalogue:
    (folder / "catalogue").mkdir()
    return make(folder / "catalogue")


def _import(catalogue: Catalogue, name: str, file: Path, found: Imported, what: str) -> None:
    before = _counts(catalogue)
    found.files += 1
    try:
        if name == "json":
            _load(catalogue, file)
        else:
            run_import(catalogue, file, name, skip_bad=found.files % 2 == 0)
    except DefcatError as error:
        found.refused[type(error).__name__] += 1
        if not error.what or len(str(error)) > 2_000:
            found.said.append(f"{what}: is told in {len(str(error))} characters")
        if _counts(catalogue) != before:
            found.said.append(f"{what}: was refused, and changed something: {error}")
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        found.said.append(f"{what}: failed: {type(error).__name__}: {error}"[:500])
    else:
        found.read += 1
        if _counts(catalogue)[1] > before[1] + 1:
            found.said.append(f"{what}: is more than one change")


def _load(catalogue: Catalogue, file: Path) -> None:
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, RecursionError):  # no JSON, which is not the loader's business
        return
    if isinstance(data, dict):
        with catalogue.change("Load") as change:
            nested.load(change, data)


def _counts(catalogue: Catalogue) -> tuple[int, int]:
    """How many records and how many changes there are."""
    with catalogue.read() as connection:
        return (
            connection.scalar(select(func.count()).select_from(RECORD)) or 0,
            connection.scalar(select(func.count()).select_from(ENTRY)) or 0,
        )


def _look(catalogue: Catalogue, found: Imported, number: int) -> None:
    """Whether the catalogue is in order after all of it."""
    with catalogue.read() as connection:
        problems = check(connection, catalogue.today()).problems
    found.said += [f"before {number}: {problem}" for problem in problems]
