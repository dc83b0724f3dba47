"""The real tables, as messy as what a desk receives: every row, twice."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from defcat.catalogue import Catalogue
from defcat.exchange.importer import run_import
from defcat.model import own_table, part_table
from tests.real_data import real_file

pytestmark = pytest.mark.real_data


def load_twice(catalogue: Catalogue, name: str, profile: str) -> tuple[int, int, dict[str, int]]:
    """Rows and records of the first import, and all it made; the second must change nothing."""
    path: Path = real_file(name)
    first = run_import(catalogue, path, profile)
    again = run_import(catalogue, path, profile)
    assert (first.changed, first.unchanged, first.bad) == (0, 0, [])
    assert (again.new, again.changed, again.unchanged) == (0, 0, first.new)
    return first.rows, first.new, dict(first.made)


def count(catalogue: Catalogue, part: str) -> int:
    with catalogue.read() as connection:
        return connection.execute(select(func.count()).select_from(part_table(part))).scalar_one()


def test_visits_of_foreign_leaders(catalogue: Catalogue) -> None:
    name = "engagements/us_visits_by_foreign_leaders.csv"
    rows, new, made = load_twice(catalogue, name, "us-visits")
    assert (rows, new) == (3264, 3264)
    # 1,533 visitors as written; Hawaii, Tanganyika and the Republic of China are no ISO countries.
    assert made == {"engagement": 3264, "official": 1259, "organisation": 3}
    assert count(catalogue, "participant") == 3271  # seven rows name two persons


def test_travels_abroad_by_one_official_a_person(catalogue: Catalogue) -> None:
    rows, new, made = load_twice(catalogue, "engagements/us_travels_abroad.csv", "us-travels")
    assert (rows, new) == (4271, 4271)
    assert made == {"engagement": 4271, "official": 55}
    assert count(catalogue, "participant") == 4271


def test_treaties_with_parties_events_and_references(catalogue: Catalogue) -> None:
    rows, new, made = load_twice(catalogue, "agreements/uk_treaties.csv", "uk-treaties")
    assert (rows, new) == (8133, 8133)
    assert made == {"agreement": 8133, "organisation": 103, "topic": 121}
    # 7,587 dates of signature and one place without a date; the dates of the other six columns.
    assert count(catalogue, "event") == 7588 + 4116 + 116 + 554 + 664 + 4
    assert in_force(catalogue) > 3000
    assert in_force(catalogue, without_evidence=True) == 0


def in_force(catalogue: Catalogue, *, without_evidence: bool = False) -> int:
    """How many agreements are in force or applied provisionally, or of these without evidence."""
    own, event = own_table("agreement"), part_table("event")
    evidence = event.c.type.in_(("entry-into-force", "provisional-application"))
    entered = select(event.c.record_id).where(evidence)
    query = select(func.count()).select_from(own)
    query = query.where(own.c.status.in_(("in-force", "provisionally-applied")))
    if without_evidence:
        query = query.where(own.c.id.not_in(entered))
    with catalogue.read() as connection:
        return connection.execute(query).scalar_one()


@pytest.mark.parametrize(
    ("country", "file", "posts", "people"),
    [
        ("france", "france-cabinet", 1025, 647),
        ("india", "india-ministers", 783, 486),
        ("japan", "japan-ministers", 832, 579),
        ("uk", "united-kingdom-cabinet", 2301, 1236),
        ("us", "us-cabinet", 1504, 1209),
    ],
)
def test_holders_of_posts(
    catalogue: Catalogue, country: str, file: str, posts: int, people: int
) -> None:
    name = f"officials/tenures_{file}.csv"
    rows, new, made = load_twice(catalogue, name, f"tenures-{country}")
    assert (rows, new) == (posts, people)
    assert made == {"official": people, "organisation": 1}
    assert count(catalogue, "tenure") == posts


def test_one_official_across_files(catalogue: Catalogue) -> None:
    run_import(catalogue, real_file("engagements/us_travels_abroad.csv"), "us-travels")
    result = run_import(catalogue, real_file("officials/tenures_us-cabinet.csv"), "tenures-us")
    # Presidents and Secretaries of State since 1997 stand in both.
    assert (result.new, result.changed) == (1196, 13)


def test_a_governor_is_not_the_prime_minister_of_his_name(catalogue: Catalogue) -> None:
    visits = real_file("engagements/us_visits_by_foreign_leaders.csv")
    run_import(catalogue, visits, "us-visits")
    ministers = real_file("officials/tenures_japan-ministers.csv")
    result = run_import(catalogue, ministers, "tenures-japan")
    # Of thirteen of one name, Eisaku Sato visited in 1965; the governor was born in 1939.
    assert (result.new, result.changed, result.joined) == (567, 12, 12)


def test_the_withdrawal_of_the_united_kingdom_ends_no_treaty_of_others(
    catalogue: Catalogue,
) -> None:
    run_import(catalogue, real_file("agreements/uk_treaties.csv"), "uk-treaties")
    own, name, event = own_table("agreement").c, part_table("identifier").c, part_table("event").c
    with catalogue.read() as connection:
        withdrawn = select(event.country).where(event.type == "withdrawal")
        assert connection.scalars(withdrawn).all() == ["GB"] * 4
        query = select(name.value, own.status).join(
            own_table("agreement"), own.id == name.record_id
        )
        found = query.where(name.value.in_(("72164", "74246", "74342"))).order_by(name.value)
        assert [tuple(row) for row in connection.execute(found)] == [
            ("72164", "in-force"),  # the South Pacific Commission, twelve parties
            ("74246", "terminated"),
            ("74342", "terminated"),
        ]
