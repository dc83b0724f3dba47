"""Queries for an office: held for which country, in groups, and on which day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.search.ranks import Ranks
from defcat.search.rows import rows
from tests.core.making import make

TODAY = date(2024, 11, 18)
POSTS = [
    ("Rajnath", "Minister of Defence", "IN", "2019"),
    ("Jaishankar", "Minister of External Affairs", "IN", "2019"),
    ("Nakatani", "Minister of Defense", "JP", "2024-10"),
    ("Austin", "Secretary of Defense", "US", "2021"),
    ("Biden", "President", "US", "2021"),
    ("Murmu", "President", "IN", "2022"),
]


@pytest.fixture(scope="module")
def ministers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Holders of posts, of whom the Indian ones are known in the United States as well."""
    with make(tmp_path_factory.mktemp("offices")) as catalogue:
        with catalogue.change("Add") as change:
            for name, post, country, start in POSTS:
                person = change.add("official", title=name)
                change.add_part("tenure", person, post=post, country=country, start=start)
                if country == "IN":
                    change.add_part(
                        "tenure", person, post="Visiting fellow", country="US", start="2001"
                    )
        yield catalogue


@pytest.fixture
def found(ministers: Catalogue) -> Callable[[str], list[str]]:
    def found(text: str) -> list[str]:
        query = parse(text)
        assert not query.problems
        with ministers.read() as connection:
            listed = run.listed(connection, query, 20, today=TODAY)
            assert run.count(connection, query, today=TODAY) == len(listed)
            return sorted(row.title for row in listed)

    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("office:minister country:india", ["Jaishankar", "Rajnath"]),
        ("office:minister country:us", []),
        ("office:minister country:india,japan", ["Jaishankar", "Nakatani", "Rajnath"]),
        ("office:defence country:us,japan", ["Austin", "Nakatani"]),
        ("office:president -country:us", ["Murmu"]),
        ("office:president -country:us,india", []),
        ("(office:president country:us)", ["Biden"]),
        (
            "(office:president country:us) OR (office:minister country:japan)",
            ["Biden", "Nakatani"],
        ),
        ("office:president -(office:president country:us)", ["Murmu"]),
        ("office:fellow office:president", ["Murmu"]),
        ("office:secretary,president", ["Austin", "Biden", "Murmu"]),
        ('office:"minister of defence","president"', ["Biden", "Murmu", "Nakatani", "Rajnath"]),
        ("office:president country:us,india as-of:2021-06-01", ["Biden"]),
    ],
)
def test_the_country_beside_an_office_is_that_of_the_post(
    found: Callable[[str], list[str]], text: str, names: list[str]
) -> None:
    assert found(text) == names
    query = parse(text)
    assert parse(query.write()) == Query(query.conditions)


def test_the_next_question_about_an_office_is_answered_as_if_it_were_the_first(
    ministers: Catalogue,
) -> None:
    ranks = Ranks()

    def names(text: str) -> list[str]:
        with ministers.read() as connection:
            ids = run.find(connection, parse(text), today=TODAY, ranks=ranks)
            found = rows(connection, ids)
        return sorted(row.title for row in found.values())

    assert names('office:"pre"') == ["Biden", "Murmu"]
    assert names('office:"president"') == ["Biden", "Murmu"]
    assert names('office:"president" country:us') == ["Biden"]
    assert names('office:"president" country:india') == ["Murmu"]
    assert names('office:"president" as-of:2021-06-01') == ["Biden"]
    assert names('office:"minister"') == []
    assert names("office:minister") == ["Jaishankar", "Nakatani", "Rajnath"]


def test_a_country_named_only_later_does_not_count_within_a_group(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            pact = change.add("agreement", title="Pact", type="treaty")
            change.add_part("event", pact, type="signature", date="1960-01-01")
            change.add_part("party", pact, role="party", country="IN")
            change.add_part("party", pact, role="party", country="JP", start="1990-01-01")

        def finds(text: str) -> bool:
            with catalogue.read() as connection:
                return bool(run.find(connection, parse(text), today=TODAY))

        assert finds("country:japan,france")
        assert not finds("country:japan,france as-of:1970-01-01")
        assert finds("country:japan,india as-of:1970-01-01")
        assert finds("-country:japan as-of:1970-01-01")
        assert not finds("-country:japan as-of:1995-01-01")
