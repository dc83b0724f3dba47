"""Every brief that ships, of every record of the sample: whole pages, line below line."""

import pytest

from defcat import briefs
from defcat.briefs import Request
from defcat.briefs.pdf import PageOptions, render
from defcat.catalogue import Catalogue
from defcat.search import run
from defcat.search.parse import parse
from tests.core.test_pdf_pages import check_pages
from tests.core.test_sample import DAY


def requests(catalogue: Catalogue, name: str) -> list[Request]:
    """What the brief `name` can be made of in the sample; of records at most the first four."""
    description = briefs.BRIEFS[name]
    match description.of:
        case "country":
            return [Request(name, country=code) for code in ("US", "IN")]
        case "query":
            return [Request(name, query=parse(text)) for text in ("kind:agreement", "india")]
        case "everything":
            return [Request(name, days=days) for days in (30, 3650)]
        case "briefs":
            parts = (Request("country", country="US"), Request("watch"))
            return [Request(name, parts=parts)]
    with catalogue.read() as connection:
        asked = parse(" or ".join(f"kind:{kind}" for kind in description.kinds))
        return [Request(name, (found,)) for found in run.find(connection, asked, limit=4)]


@pytest.mark.parametrize("name", briefs.BRIEFS)
def test_the_pages_of_every_brief_of_the_sample_are_whole(sample: Catalogue, name: str) -> None:
    asked = requests(sample, name)
    assert asked
    options = PageOptions(letterhead="Ministry\nAddress", draft=True, portion_marks=True)
    for request in asked:
        with sample.read() as connection:
            made = briefs.build(
                connection, request, scheme=sample.scheme, as_of=DAY, prepared_on=DAY
            )
        check_pages(render(made, options), made.marking.banner)
