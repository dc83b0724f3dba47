"""What values find that mean more than one thing: registers, countries, posts in groups."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.search import edit, facets, run
from defcat.search.parse import parse
from tests.core.making import make


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as catalogue:
        with catalogue.change("Record") as change:
            for register, number in (("tias", "11-1201"), ("cmd", "11-1201"), ("tias", "12-3")):
                agreement = change.add(
                    "agreement", type="mou", title=f"Filed as {register} {number}"
                )
                change.add_part("reference", agreement, register=register, number=number)
            typed = change.add("agreement", type="mou", title="Typed whole")
            change.add_part("reference", typed, register="other", number="TIAS 11-1201")
        yield catalogue


def titles(catalogue: Catalogue, text: str) -> set[str]:
    asked = parse(text, catalogue.scheme)
    assert asked.problems == ()
    with catalogue.read() as connection:
        found = run.listed(connection, asked, run.NO_LIMIT, today=catalogue.today())
    return {row.title for row in found}


@pytest.mark.parametrize(
    "text",
    ['ref:"TIAS 11-1201"', "ref:TIAS-11-1201", "ref:tias-11", "TIAS 11-1201", "number:tias/11-12"],
)
def test_a_register_and_a_number_find_the_reference(desk: Catalogue, text: str) -> None:
    assert titles(desk, text) == {"Filed as tias 11-1201", "Typed whole"}


def test_a_register_alone_finds_all_of_it(desk: Catalogue) -> None:
    assert titles(desk, "ref:tias") == {
        *("Filed as tias 11-1201", "Filed as tias 12-3", "Typed whole")
    }
    assert titles(desk, 'ref:"Cmd 11"') == {"Filed as cmd 11-1201"}


def test_a_facet_of_countries_counts_whom_its_text_finds(desk: Catalogue) -> None:
    with desk.change("Parties") as change:
        body = change.add("organisation", type="other", title="India Office")
        for title, party in (
            ("With the country", {"country": "IN"}),
            ("With the body", {"other_id": body}),
        ):
            change.add_part(
                "party", change.add("agreement", type="mou", title=title), role="party", **party
            )
    assert titles(desk, "party:india") == {"With the country", "With the body"}
    for text in ("party:IN", 'party:"India"', "party:IN,JP"):
        assert titles(desk, text) == {"With the country"}
    asked = parse("kind:agreement")
    with desk.read() as connection:
        told = facets.count(connection, asked, today=desk.today())
    party = next(facet for facet in told.facets if facet.field == "party")
    india = next(value for value in party.values if value.label == "India")
    assert india.count == 1
    assert titles(desk, edit.including("kind:agreement", "party", india.text)) == {
        "With the country"
    }


@pytest.mark.parametrize(
    "text",
    ["office:minister", "zzzz OR office:minister", "(office:minister country:india) OR zzzz"],
)
def test_who_perhaps_held_a_post_is_told_as_possible_in_groups_too(
    desk: Catalogue, text: str
) -> None:
    with desk.change("Posts") as change:
        for name, start, end in (("Sure", "2010", "2020"), ("Perhaps", "2010", "2016")):
            official = change.add("official", title=name)
            change.add_part("tenure", official, post="Minister", country="IN", start=start, end=end)
    asked = parse(f"{text} as-of:2016-08-29")
    with desk.read() as connection:
        found = run.listed(connection, asked, run.NO_LIMIT, today=desk.today())
    assert {row.title: row.possible for row in found} == {"Sure": False, "Perhaps": True}
