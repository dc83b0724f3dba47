"""How long it takes to find anew what the rules notice: in the whole catalogue, about one record.

The floor is reading the rows that the rules are about, once.
"""

from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.model import RECORD, part_table
from defcat.rules import findings
from defcat.search import run
from defcat.search.query import parse
from tests.benchmarks.measure import Measure

RECORDS = 20
PARTS = ("event", "party", "signatory", "participant", "tenure", "citation", "alias", "reference")


def measures(file: Path) -> list[Measure]:
    """Everything, as an import calls for it, and one engagement, as its page does."""
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        began = perf_counter()
        for table in (RECORD, *map(part_table, PARTS)):
            for _ in connection.execute(select(table)):
                pass
        floor = perf_counter() - began
        began = perf_counter()
        findings.recount(connection)
        everything = perf_counter() - began
        times = []
        for record_id in run.find(connection, parse("kind:engagement"), limit=RECORDS):
            began = perf_counter()
            findings.of_record(connection, record_id)
            times.append((perf_counter() - began) * 1000)
    return [
        Measure("findings of the whole catalogue", everything, "s", floor, limit=10),
        Measure("findings of one record that changed", median(times), "ms"),
    ]
