"""A generated catalogue of any size, the same one every time.

Of the records 10 % are agreements, 10 % officials and 80 % engagements; the organisations, topics,
series, sources and commitments that go with them come on top. Everything is written through
`Catalogue.change`, as an import would do it: history, status and search index are those of a real
catalogue.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter

from defcat.catalogue import Catalogue
from defcat.model import METADATA
from defcat.settings import SUFFIX
from defcat.storage.file import SCHEMA
from tests.benchmarks.makers import Makers

SEED = 20_251_001
PASSPHRASE = "ten thousand meetings"
CHUNK = 20_000
"""Records in a change: large enough that most people are known already, small enough for memory."""
NOW = datetime(2025, 10, 1, 9, tzinfo=UTC)


def generated(
    records: int, folder: Path, key: str | None = None, say: Callable[[str], None] = print
) -> Path:
    """The generated catalogue of `records` records in `folder`; made there if it is not yet.

    One that is there has today's schema; its index is made anew where that is of another edition.
    `key` is the passphrase of one that is encrypted.
    """
    path = catalogue_path(records, folder, key)
    began = perf_counter()
    if path.exists():
        Catalogue.open(path, key=key, user="bench", now=lambda: NOW).close()
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for older in folder.glob(path.name.replace(_fingerprint(), "*")):
            older.unlink()
        say(f"Generating a catalogue of {records:,} records ...")
        made = path.with_name(f"{path.stem}-unfinished{SUFFIX}")
        made.unlink(missing_ok=True)
        with create(made, key) as catalogue:
            fill(catalogue, records, say=say)
        made.rename(path)
    if (took := perf_counter() - began) > 1:
        say(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB, ready after {took:,.0f} s")
    return path


def catalogue_path(records: int, folder: Path, key: str | None = None) -> Path:
    """Where the catalogue of that size is kept, for this schema and this generator."""
    secret = "-key" if key else ""
    return folder / f"{records}-schema{SCHEMA}-{_fingerprint()}{secret}{SUFFIX}"


def create(path: Path, key: str | None = None) -> Catalogue:
    """An empty catalogue at `path`, on a day that never changes."""
    return Catalogue.create(path, key=key, user="bench", now=lambda: NOW)


def fill(
    catalogue: Catalogue,
    records: int,
    seed: int = SEED,
    say: Callable[[str], None] = lambda _says: None,
) -> None:
    """Add `records` agreements, officials and engagements, and what goes with them."""
    makers = Makers(Random(seed), records)
    plan = [makers.official] * (records // 10) + [makers.agreement] * (records // 10)
    plan += [makers.engagement] * (records - len(plan))
    plan += [makers.commitment] * (records // 200)
    with catalogue.change("Generate the bodies, topics and sources") as change:
        makers.ground(change)
    for start in range(0, len(plan), CHUNK):
        with catalogue.change(f"Generate from record {start + 1:,}") as change:
            for make in plan[start : start + CHUNK]:
                make(change)
        if start and start % (5 * CHUNK) == 0:
            say(f"{start:,} of {len(plan):,}")


def _fingerprint() -> str:
    """Changes with the generator and with the tables: an older file is not taken for today's."""
    here = Path(__file__).parent
    made_by = [(here / name).read_text("utf-8") for name in _SOURCES]
    tables = [repr(table.columns.items()) for table in METADATA.sorted_tables]
    said = "".join((*made_by, *tables))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


_SOURCES = ("generate.py", "makers.py", "content.py", "words.py")
