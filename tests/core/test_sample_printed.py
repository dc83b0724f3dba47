"""Every fact of the sample is printed: the text of its brief says it, and where it is from."""

from pathlib import Path

import pypdfium2
import pytest

from defcat import briefs
from defcat.briefs.pdf import write_pdf
from defcat.catalogue import Catalogue
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from tests.core.test_sample import DAY, FACTS, Fact


def printed(path: Path) -> str:
    """The text of all pages, as it would be copied out, on one line."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.number}-{fact.title[:24]}")
def test_every_fact_is_printed_with_its_sources(
    sample: Catalogue, tmp_path: Path, fact: Fact
) -> None:
    path = tmp_path / "brief.pdf"
    with sample.read() as connection:
        found = rows(connection, run.find(connection, parse(fact.query)))
        row = next(row for row in found.values() if row.title == fact.title)
        name = briefs.defaults_for(row.kind)
        brief = briefs.build(
            connection,
            briefs.Request(name, (row.id,)),
            scheme=sample.scheme,
            as_of=DAY,
            prepared_on=DAY,
        )
    write_pdf(brief, path)
    text = printed(path)
    assert fact.title in text
    assert brief.marking.banner in text
    assert "As of 1 September 2024" in text
    for source, locator in fact.citations:
        assert source in text
        assert locator is None or locator in text
