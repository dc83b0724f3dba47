"""The rate of an import, with validation, history and index, beside raw inserts."""

import csv
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2 as driver

from defcat import countries
from defcat.catalogue import Catalogue
from defcat.exchange.importer import run_import
from defcat.settings import SUFFIX
from defcat.storage.fulltext import TABLE
from tests.benchmarks.content import COUNTRIES, GIVEN
from tests.benchmarks.makers import LAST_DAY
from tests.benchmarks.measure import Measure
from tests.benchmarks.words import Words

ROWS = 20_000
PEOPLE = 4_000
ROUNDS = 3
PROFILE = "us-visits"
HEADER = (
    "id start_date end_date visitor from_id from_country description last_modified_by last_modified"
)
TABLES = ("record", "official", "source", "engagement", "participant", "identifier", "citation")


def measures(rows: int = ROWS) -> list[Measure]:
    """Rows of a spreadsheet of visits imported in a second, and rows inserted as they are."""
    rates, floors = [], []
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "visits.csv"
        write_table(table, rows)
        for number in range(ROUNDS):
            path = folder / f"{number}{SUFFIX}"
            with Catalogue.create(path) as catalogue:
                began = perf_counter()
                result = run_import(catalogue, table, PROFILE)
                rates.append(rows / (perf_counter() - began))
                assert result.new == rows, result
            floors.append(rows / _insert(path, folder / f"floor-{number}{SUFFIX}"))
            path.unlink()
    return [Measure("import", median(rates), "rows/s", median(floors), limit=5_000, rate=True)]


def write_table(path: Path, rows: int) -> None:
    """A spreadsheet of visits, each with its visitor and country, as the profile reads it."""
    random = Random(7)
    words = Words(random, invented=2_000)
    people = [
        (f"President {random.choice(GIVEN)} {words.name()}", random.choice(COUNTRIES[2:]))
        for _ in range(PEOPLE)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split())
        for number in range(1, rows + 1):
            visitor, country = random.choice(people)
            day = LAST_DAY - timedelta(days=random.randint(0, 30_000))
            end = day + timedelta(days=random.randint(0, 5))
            about = words.text(1)
            writer.writerow((number, day, end, visitor, "", countries.name(country), about, "", ""))


def _insert(imported: Path, path: Path) -> float:
    """Seconds that `executemany` takes for the same rows, and their text, in the same tables."""
    source = driver.connect(str(imported))
    contents: dict[str, list[Any]] = {
        table: source.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES
    }
    texts = source.execute(
        "SELECT r.sort_key, r.title, coalesce(e.record, '') || ' ' || coalesce(p.title, ''), '',"
        " r.kind FROM record r LEFT JOIN engagement e ON e.id = r.id"
        " LEFT JOIN participant l ON l.record_id = r.id LEFT JOIN record p ON p.id = l.other_id"
        " GROUP BY r.id ORDER BY r.id"
    ).fetchall()
    source.close()
    Catalogue.create(path).close()
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    began = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in contents.items():
        if rows:
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    connection.executemany(
        f"INSERT INTO {TABLE} (rowid, name, body, variants, tags) VALUES (?, ?, ?, ?, ?)", texts
    )
    connection.execute("COMMIT")
    took = perf_counter() - began
    connection.close()
    path.unlink()
    return took
