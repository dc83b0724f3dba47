"""How long a one-page brief takes once the fonts are read, beside an empty page."""

import io
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from reportlab.pdfgen.canvas import Canvas

from defcat import briefs
from defcat.briefs.pdf import render
from defcat.catalogue import Catalogue
from defcat.search import run
from defcat.search.parse import parse
from tests.benchmarks.measure import Measure

RECORDS = 20
DAY = date(2025, 10, 1)


def measures(file: Path, key: str | None = None) -> list[Measure]:
    """A brief of one agreement: read, laid out and written as PDF."""
    times, floors = [], []
    with Catalogue.open(file, key=key, write=False) as catalogue, catalogue.read() as connection:
        ids = run.find(connection, parse("kind:agreement"), limit=RECORDS)
        for number, record_id in enumerate([ids[0], *ids]):
            began = perf_counter()
            brief = briefs.build(
                connection,
                briefs.Request("agreement", (record_id,)),
                scheme=catalogue.scheme,
                as_of=DAY,
                prepared_on=DAY,
            )
            render(brief)
            took = perf_counter() - began
            if number:  # the first one reads the fonts
                times.append(took * 1000)
                floors.append(_empty_page() * 1000)
    return [Measure("one-page brief, warm", median(times), "ms", median(floors), limit=150)]


def _empty_page() -> float:
    began = perf_counter()
    canvas = Canvas(io.BytesIO())
    canvas.showPage()
    canvas.save()
    return perf_counter() - began
