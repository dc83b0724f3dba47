"""Which record a row is about: what tells it surely, what is a doubt, and what is new."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.exchange.alike import Facts
from defcat.exchange.blocks import MANY, Blocks
from defcat.exchange.draft import Draft, Other, PartDraft
from defcat.exchange.matching import MOST, Matcher

FRANCE = ("party", (("role", "party"), ("country", "FR")))
INDIA = ("party", (("role", "party"), ("country", "IN")))


def draft(title: str, *parts: tuple[str, tuple[tuple[str, Any], ...]], **values: Any) -> Draft:
    """A draft as a row gives it."""
    made = [PartDraft(part, pairs) for part, pairs in parts]
    return Draft("k1", 2, "row k1", f"title: {title}", {"title": title, **values}, made)


def person(name: str, nationality: str | None = None) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """A participant of a draft."""
    values: tuple[tuple[str, Any], ...] = (("title", name), ("nationality", nationality))
    return "participant", (("other_id", Other("official", values)), ("role", "principal"))


def signed(day: str) -> tuple[str, tuple[tuple[str, Any], ...]]:
    return "event", (("type", "signature"), ("date", day))


@pytest.fixture
def ids(catalogue: Catalogue) -> dict[str, int]:
    """Records by a short name."""
    made = {}
    with catalogue.change("Set up") as change:
        made["macron"] = change.add("official", title="Emmanuel Macron", nationality="FR")
        made["singh"] = change.add("official", title="Rajnath Singh", nationality="IN")
        made["visit"] = change.add(
            "engagement",
            title="Visit of Emmanuel Macron",
            type="visit",
            date="2024-01-25/2024-01-26",
            country="IN",
        )
        change.add_part(
            "participant", made["visit"], other_id=made["macron"], role="principal", side="FR"
        )
        made["treaty"] = change.add(
            "agreement",
            title="Agreement on the protection of classified information",
            type="agreement",
        )
        for country in ("IN", "FR"):
            change.add_part("party", made["treaty"], role="party", country=country)
        change.add_part("event", made["treaty"], type="signature", date="2018-03-10")
        change.add_part("reference", made["treaty"], register="unts", number="I-55000")
        change.add_part("identifier", made["treaty"], scheme="desk", value="FR-7")
        made["ministry"] = change.add(
            "organisation", title="Ministry of Defence", type="ministry", country="IN"
        )
    return made


@pytest.fixture
def asked(catalogue: Catalogue, ids: dict[str, int]) -> Iterator[Any]:
    """What a matcher answers: the records it proposes, with how alike they are."""
    with catalogue.read() as connection:
        yield lambda kind, one: [
            (each.record_id, each.score) for each in Matcher(connection, kind).candidates(one)
        ]


def exact(catalogue: Catalogue, kind: str, one: Draft) -> int | None:
    with catalogue.read() as connection:
        return Matcher(connection, kind).exact(one)


def test_an_identifier_that_one_record_has_tells_it(
    catalogue: Catalogue, ids: dict[str, int]
) -> None:
    one = draft("Anything", ("identifier", (("scheme", "desk"), ("value", "FR-7"))))
    assert exact(catalogue, "agreement", one) == ids["treaty"]
    with catalogue.change("Another") as change:
        other = change.add("agreement", title="Another", type="agreement")
        change.add_part("identifier", other, scheme="desk", value="FR-7")
    assert exact(catalogue, "agreement", one) is None, "two records have it"


def test_a_reference_tells_the_record_only_with_its_title_or_its_day(
    catalogue: Catalogue, ids: dict[str, int]
) -> None:
    number = ("reference", (("register", "unts"), ("number", "I-55000")))
    like = draft("Agreement on protection of classified information", number)
    same_day = draft("Accord", number, signed("2018-03-10"))
    neither = draft("Loan for a railway", number, signed("1999-01-01"))
    assert exact(catalogue, "agreement", like) == ids["treaty"]
    assert exact(catalogue, "agreement", same_day) == ids["treaty"]
    assert exact(catalogue, "agreement", neither) is None


def test_the_reference_of_the_catalogue_tells_a_record_that_was_exported(
    catalogue: Catalogue, ids: dict[str, int]
) -> None:
    one = draft("Visit of Emmanuel Macron to Delhi")
    one.key = "E1"
    assert exact(catalogue, "engagement", one) == ids["visit"]
    one.values["title"] = "Naval exercise"
    assert exact(catalogue, "engagement", one) is None


@pytest.mark.parametrize(
    ("title", "day", "name"),
    [
        ("State visit", "2024-01-25", "Emmanuel Macron"),
        ("State visit", "2024-01-25", "MACRON Emmanuel"),
        ("State visit", "2024-01-25", "Macron"),
        ("State visit", "2024-01", "Emmanuel Macron"),
        ("State visit", "2024-01-24", "Emmanuel Macron"),
        ("Visit of Emmanuel Macron", "2024-02-05", "Emmanuel Macron"),
    ],
    ids=[
        "same day",
        "other order",
        "family name alone",
        "month alone",
        "day before",
        "slip of the day",
    ],
)
def test_an_engagement_of_the_same_people_on_a_day_is_a_doubt(
    asked: Any, ids: dict[str, int], title: str, day: str, name: str
) -> None:
    found = asked("engagement", draft(title, person(name), date=day, country="IN"))
    assert [record_id for record_id, _ in found] == [ids["visit"]]


@pytest.mark.parametrize(
    "one",
    [
        draft("Visit of Narendra Modi", person("Narendra Modi"), date="2024-01-25", country="IN"),
        draft("State visit", person("Emmanuel Macron"), date="2024-01-25", country="DE"),
        draft("State visit", person("Emmanuel Macron"), date="2023-07-14", country="IN"),
    ],
    ids=["other people", "other country", "other year"],
)
def test_an_engagement_that_contradicts_is_new(asked: Any, one: Draft) -> None:
    assert asked("engagement", one) == []


@pytest.mark.parametrize(
    ("one", "is_doubt"),
    [
        (
            draft(
                "Agreement on the protection of classified informations",
                INDIA,
                FRANCE,
                signed("2018-03-10"),
            ),
            True,
        ),
        (draft("Agreement on the protection of classified information", INDIA, FRANCE), True),
        (
            draft(
                "Agreement on the protection of classified information",
                INDIA,
                FRANCE,
                signed("2018-10-03"),
            ),
            True,
        ),
        (
            draft("Agreement on reciprocal logistics support", INDIA, FRANCE, signed("2018-03-10")),
            False,
        ),
        (
            draft(
                "Agreement on the protection of classified information",
                ("party", (("role", "party"), ("country", "DE"))),
                signed("2018-03-10"),
            ),
            False,
        ),
    ],
    ids=["a letter", "no date", "day and month changed", "another one that day", "other parties"],
)
def test_an_agreement_by_parties_signature_and_title(
    asked: Any, ids: dict[str, int], one: Draft, is_doubt: bool
) -> None:
    assert [each for each, _ in asked("agreement", one)] == ([ids["treaty"]] if is_doubt else [])


@pytest.mark.parametrize(
    ("name", "country", "is_doubt"),
    [
        ("Shri Rajnath Singh", "IN", True),
        ("Singh, Rajnath", "IN", True),
        ("Rajnath Singhh", "IN", True),
        ("Rajnath Singh", "LK", False),
        ("Rajesh Singh", "IN", False),
        ("Jaswant Singh", "IN", False),
    ],
)
def test_a_name_written_otherwise_is_a_doubt(
    asked: Any, ids: dict[str, int], name: str, country: str, is_doubt: bool
) -> None:
    found = asked("official", draft(name, nationality=country))
    assert [each for each, _ in found] == ([ids["singh"]] if is_doubt else [])


def test_what_is_more_alike_comes_first_and_few_are_shown(
    catalogue: Catalogue, ids: dict[str, int]
) -> None:
    with catalogue.change("Many") as change:
        for number in range(MOST + 3):
            change.add(
                "organisation",
                title=f"Ministry of Defense, Wing {number}",
                type="ministry",
                country="IN",
            )
    with catalogue.read() as connection:
        found = Matcher(connection, "organisation").candidates(
            draft("Ministry of Defence", country="IN")
        )
    assert len(found) == MOST
    assert found[0].record_id == ids["ministry"]
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)
    assert found[0].ref == "G1"
    assert "the same country" in found[0].why


def test_records_in_the_bin_are_no_candidates(catalogue: Catalogue, ids: dict[str, int]) -> None:
    with catalogue.change("Bin") as change:
        change.bin(ids["singh"])
    with catalogue.read() as connection:
        matcher = Matcher(connection, "official")
        assert matcher.candidates(draft("Shri Rajnath Singh", nationality="IN")) == ()


@pytest.mark.parametrize("alike", ["day", "title", "nothing"])
def test_no_row_is_compared_with_many_records(alike: str) -> None:
    """Whatever they have in common: a day, a title, or words alone."""
    began = date(1990, 1, 1)
    facts = {
        number: Facts(
            title="visit" if alike == "title" else f"visit of delegation {number}",
            first=None
            if alike == "nothing"
            else (
                "2020-01-01" if alike == "day" else (began + timedelta(number % 9000)).isoformat()
            ),
            people=(f"person {number % 50}",),
        )
        for number in range(20_000)
    }
    blocks = Blocks(facts, by_name=False)
    for number in range(0, 20_000, 500):
        near = list(blocks.near(facts[number]))
        assert len(near) <= MANY
