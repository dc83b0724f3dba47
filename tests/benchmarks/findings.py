"""How long it takes to find anew what the rules notice: in the whole catalogue, about one record.

The floor is reading the rows that the rules are about, once.
"""

from collections import deque
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.model import RECORD, part_table
from defcat.rules import findings
from defcat.search import run
from defcat.search.parse import parse
from tests.benchmarks.measure import Measure
from tests.benchmarks.opening import secret_of

RECORDS = 20
PARTS = ("event", "party", "signatory", "participant", "tenure", "citation", "alias", "reference")


def measures(file: Path, key: str | None = None) -> list[Measure]:
    """All rules, whatever is kept already: of everything, and of one engagement after the other."""
    with (
        Catalogue.open(file, key=secret_of(key), write=False) as catalogue,
        catalogue.read() as connection,
    ):
        began = perf_counter()
        for table in (RECORD, *map(part_table, PARTS)):
            for _ in connection.execute(select(table)):
                pass
        floor = perf_counter() - began
        began = perf_counter()
        for rule in findings.RULES.values():
            deque(rule.check(connection, None), maxlen=0)
        everything = perf_counter() - began
        of_records = [r for r in findings.RULES.values() if r.scope is not findings.Scope.POST]
        times = []
        for record_id in run.find(connection, parse("kind:engagement"), limit=RECORDS):
            began = perf_counter()
            for rule in of_records:
                deque(rule.check(connection, [record_id]), maxlen=0)
            times.append((perf_counter() - began) * 1000)
    return [
        Measure("findings of the whole catalogue", everything, "s", floor, limit=10),
        Measure("findings of one record that changed", median(times), "ms"),
    ]
