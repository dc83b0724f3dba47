"""How long briefs take: one page once the fonts are read, beside an empty page, and a country."""

import io
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select

from defcat import briefs
from defcat.briefs.pdf import render
from defcat.catalogue import Catalogue
from defcat.model import own_table
from defcat.search import run
from defcat.search.parse import parse
from tests.benchmarks.measure import Measure
from tests.benchmarks.opening import secret_of

RECORDS = 20
DAY = date(2025, 10, 1)


def measures(file: Path, key: str | None = None) -> list[Measure]:
    """A brief of one agreement: read, laid out and written as PDF."""
    times, floors = [], []
    with (
        Catalogue.open(file, key=secret_of(key), write=False) as catalogue,
        catalogue.read() as connection,
    ):
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
    return [
        Measure("one-page brief, warm", median(times), "ms", median(floors), limit=150),
        _of_a_country(file, key),
    ]


def _of_a_country(file: Path, key: str | None) -> Measure:
    """A brief of the country that most engagements were held in, put together and written."""
    with (
        Catalogue.open(file, key=secret_of(key), write=False) as catalogue,
        catalogue.read() as connection,
    ):
        c = own_table("engagement").c
        held = select(c.country).where(c.country.is_not(None)).group_by(c.country)
        code = connection.scalars(held.order_by(func.count().desc()).limit(1)).one()
        engagements = run.count(connection, parse(f"kind:engagement country:{code}"), -1)
        began = perf_counter()
        request = briefs.Request("country", country=code)
        render(
            briefs.build(connection, request, scheme=catalogue.scheme, as_of=DAY, prepared_on=DAY)
        )
        took = perf_counter() - began
    return Measure(f"country brief, {engagements:,} engagements", took, "s", limit=5)


def _empty_page() -> float:
    began = perf_counter()
    canvas = Canvas(io.BytesIO())
    canvas.showPage()
    canvas.save()
    return perf_counter() - began
