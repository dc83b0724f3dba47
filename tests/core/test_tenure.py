"""Who held which post on a day: surely, perhaps, and in whose place."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from defcat.catalogue import Catalogue
from defcat.dossier import load, stubs
from defcat.exchange.importer import run_import
from defcat.model import part_table
from defcat.rules.tenure import (
    Tenure,
    held,
    holders,
    offices_in,
    said_of,
    succession,
    tenures_of,
)
from defcat.rules.titles import exactly, may_name, names, says
from defcat.search import run
from defcat.search.parse import parse
from tests.core.edtf_texts import edtf_texts
from tests.core.making import make
from tests.real_data import real_file

TODAY = date(2024, 11, 18)
JUNE = date(2016, 6, 15)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def tenure(start: str | None, end: str | None, **values: str) -> Tenure:
    known = {"post": "Minister of Defence", "began": None, "country": "IN"} | values
    return Tenure(
        1, 1, str(known["post"]), start, end, known["began"], None, known["country"], None
    )


# --- one tenure on one day ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("2016-06-15", "2016-06-15", "certain"),  # the first and the last day belong to it
        ("2016-06-16", None, "no"),
        (None, "2016-06-14", "no"),
        ("2015", None, "certain"),
        ("2016", None, "possible"),
        ("2016-06", "2016", "possible"),
        ("2015-12-31", "2016", "possible"),
        ("2015-12-31", "2017", "certain"),
        (None, None, "possible"),
        (None, "2017", "possible"),
        ("XXXX", "2017", "possible"),
        ("201X", None, "possible"),
        ("../2015", None, "certain"),
        ("2014", "2015-24", "no"),  # winter ends in February
        ("2014", "2016-22", "possible"),
        ("2016-05-30?", None, "possible"),  # perhaps not that day at all
        ("2010~", "2020", "possible"),
        ("2010", "2020-05-30%", "possible"),
        ("2010~/2012", None, "possible"),
        ("2016-06-16?", None, "no"),
        ("2010", "XXXX", "possible"),
    ],
)
def test_held_where_the_dates_leave_no_doubt(
    start: str | None, end: str | None, answer: str
) -> None:
    assert tenure(start, end).covers(JUNE) == answer


@given(edtf_texts | st.none(), edtf_texts | st.none(), st.dates(), st.integers(-400, 400))
def test_a_day_that_is_surely_held_lies_between_two_that_may_be(
    start: str | None, end: str | None, day: date, later: int
) -> None:
    one = tenure(start, end)
    other = date.fromordinal(max(1, min(date.max.toordinal(), day.toordinal() + later)))
    between = date.fromordinal((day.toordinal() + other.toordinal()) // 2)
    if one.covers(day) == one.covers(other) == "certain":
        assert one.covers(between) == "certain"
    if one.covers(day) != "no" and one.covers(other) != "no":
        assert one.covers(between) != "no"


def test_words_say_what_was_known_that_day() -> None:
    antony = tenure("2006-10-26", "2014-05-26")
    assert antony.said(date(2010, 1, 1)) == "Minister of Defence, India"
    assert antony.said(date(2014, 5, 26)) == "Minister of Defence, India, until 26 May 2014"
    assert antony.said(TODAY) == "until 26 May 2014: Minister of Defence, India"
    jaitley = tenure("2014-05-26", "2014-11-09", began="acting")
    assert jaitley.said(date(2014, 5, 26)) == (
        "Minister of Defence, India (acting), from 26 May 2014"
    )
    assert tenure("2016", None).said(JUNE) == "perhaps Minister of Defence, India, from 2016"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2010", "2019/..", "until 2019 or later"),
        ("2010", "../2030", "until 2030 or earlier"),
        ("2010", "XXXX", "until a day not recorded"),
        ("2019/..", None, "from 2019 or later"),
        ("../2030", None, "from 2030 or earlier"),
        ("XXXX", None, "from a day not recorded"),
        ("2016-05-30?", None, "from 30 May 2016 (uncertain)"),
        ("2010", "2030~", "until about 2030"),
    ],
)
def test_why_a_post_was_perhaps_held_is_said(
    start: str | None, end: str | None, words: str
) -> None:
    said = tenure(start, end).said(date(2020, 6, 1))
    assert said == f"perhaps Minister of Defence, India, {words}"


def test_of_several_posts_those_held_are_named_and_else_the_last() -> None:
    known = [
        tenure("1999", "2004", post="Home Minister"),
        tenure("2014-05-26", "2019-05-30", post="Minister of Finance"),
        tenure("2014-11", "2016-07", post="Minister of State"),
        tenure("2019-05-31", None),
    ]
    assert [one.post for one in held(known, date(2015, 1, 1))] == [
        "Minister of State",
        "Minister of Finance",
    ]
    assert said_of(known, date(2010, 1, 1)) == "until 2004: Home Minister, India"
    assert said_of(known, date(1990, 1, 1)) == ""
    assert [one.post for one in held(known, TODAY)] == ["Minister of Defence"]


# --- titles ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "asked", "found"),
    [
        ("Minister of Defence", "minister of defence", True),
        ("Minister of Defence", "DEFENSE minister", True),
        ("Secretary of Defense", "secretary of defence", True),
        ("Minister for Defence", "minister of defence", True),
        ("Minister of Defence", "minister of def", True),
        ("Minister of Defence", "min defence", False),  # only the last word may be begun
        ("Minister of Finance", "minister of defence", False),
        ("Défense Minister", "defense", True),
        ("Chief of the Air Staff", "of", True),
        ("Ambassador", "of", False),
    ],
)
def test_a_title_has_all_the_words(title: str, asked: str, found: bool) -> None:
    assert says(title, asked) is found


def test_a_title_that_says_no_more_than_was_asked() -> None:
    assert exactly("Minister of Defence", "defense minister")
    assert not exactly("Minister of State for Defence", "minister of defence")
    assert not exactly("Minister of Defence", "minister of def")
    assert exactly("Minister of Defence, India", "minister of defence", "IN")
    assert not exactly("Minister of Defence, India", "minister of defence", "JP")
    assert exactly("U.S. Secretary of Defense", "secretary of defence", "US")


@pytest.mark.parametrize(
    ("title", "asked", "found"),
    [
        ("Secretary of Defense", "secretary of defence", True),
        ("Defense Secretary", "secretary of defense", True),
        ("Secretary of Defense", "secretary of def", True),
        ("Secretary of Defense of the United States", "secretary of defense", True),
        ("US Secretary of Defense", "secretary of defense", True),
        ("UK Secretary of Defense", "secretary of defense", False),
        ("Principal Deputy Assistant Secretary of Defense", "secretary of defense", False),
        ("Under Secretary of Defense for Policy", "secretary of defense", False),
        ("Military Assistant, Secretary of Defense", "secretary of defense", False),
        ("Secretary of Defense, acting", "secretary of defense", True),
        ("Secretary of Defense (Acting)", "secretary of defense", True),
        ("Secretary of Defense and Minister of Mines", "secretary of defense", True),
        ("Prime Minister and Minister of Defence", "minister of defence", True),
        ("Prime Minister and Minister of Defence", "minister", False),
        ("Vice-President", "president", False),
    ],
)
def test_a_post_that_is_so_called(title: str, asked: str, found: bool) -> None:
    assert names(title, asked, "US") is found
    assert may_name(title, asked) or not found


# --- holders --------------------------------------------------------------------------------


@pytest.fixture
def ministers(catalogue: Catalogue) -> Catalogue:
    """Ministers and others of India and Japan, some known only in part."""
    with catalogue.change("Add") as change:
        ministry = change.add(
            "organisation", title="Ministry of Defence", type="ministry", country="JP"
        )
        for name, post, start, end, country, other, began in [
            ("Antony", "Minister of Defence", "2006-10-26", "2014-05-26", "IN", None, None),
            ("Jaitley", "Minister of Defence", "2014-05-26", "2014-11-09", "IN", None, "acting"),
            ("Parrikar", "Defence Minister", "2014-11-09", "2017-03-13", "IN", None, None),
            (
                "Singh",
                "Minister of State for Defence",
                "2014-05-26",
                "2014-11-09",
                "IN",
                None,
                None,
            ),
            ("Inada", "Minister of Defence", "2016-08-03", "2017-07-28", None, ministry, None),
            ("Perhaps", "Minister of Defence", "2016", "2017", "IN", None, None),
        ]:
            person = change.add("official", title=name)
            change.add_part(
                "tenure",
                person,
                post=post,
                start=start,
                end=end,
                country=country,
                other_id=other,
                began=began,
            )
    return catalogue


def held_by(
    connection: Connection, day: str, asked: str = "minister of defence", country: str | None = "IN"
) -> list[tuple[str, bool]]:
    found = holders(connection, asked, date.fromisoformat(day), country)
    named = stubs(connection, [holder.official for holder in found])
    return [(named[holder.official].title, holder.certain) for holder in found]


def test_who_held_the_post_on_a_day(ministers: Catalogue) -> None:
    with ministers.read() as connection:
        assert held_by(connection, "2010-01-01") == [("Antony", True)]
        assert held_by(connection, "2016-08-29") == [("Parrikar", True), ("Perhaps", False)]
        assert held_by(connection, "2016-08-29", country="JP") == [("Inada", True)]
        assert held_by(connection, "2016-08-29", country=None) == [
            ("Parrikar", True),
            ("Inada", True),
            ("Perhaps", False),
        ]
        assert held_by(connection, "2005-01-01") == held_by(connection, "2020-01-01") == []


def test_the_day_of_a_change_has_both_and_the_very_post_before_others(
    ministers: Catalogue,
) -> None:
    with ministers.read() as connection:
        assert held_by(connection, "2014-05-25") == [("Antony", True)]
        assert held_by(connection, "2014-05-26") == [
            ("Antony", True),
            ("Jaitley", True),
            ("Singh", True),
        ]
        day = date(2014, 5, 26)
        so_called = holders(connection, "minister of defence", day, "IN", titled=True)
        assert [one.tenure.post for one in so_called] == ["Minister of Defence"] * 2
        found = holders(connection, "minister of defence", date(2014, 6, 1))
        assert [holder.acting for holder in found] == [True, False]


def test_at_an_organisation_and_without_the_bin(ministers: Catalogue) -> None:
    day = date(2016, 8, 29)
    with ministers.read() as connection:
        (ministry,) = run.find(connection, parse("kind:organisation"))
        (inada,) = (h.official for h in holders(connection, "minister", day, organisation=ministry))
    with ministers.change("Bin") as change:
        change.bin(inada)
    with ministers.read() as connection:
        assert holders(connection, "minister", day, organisation=ministry) == []
        assert inada in tenures_of(connection, [inada])  # the bin still shows who it was


def test_a_succession_is_in_order_whatever_the_spelling(ministers: Catalogue) -> None:
    with ministers.read() as connection:
        found = succession(connection, "Minister of Defense", country="IN")
        named = stubs(connection, [one.official for one in found])
        assert [named[one.official].title for one in found] == [
            "Antony",
            "Jaitley",
            "Parrikar",
            "Perhaps",
        ]


def test_the_office_of_a_record_is_that_of_its_day(ministers: Catalogue) -> None:
    with ministers.read() as connection:
        (jaitley,) = run.find(connection, parse("jaitley"))
    with ministers.change("Meet") as change:
        visit = change.add("engagement", title="Visit", type="visit", date="2014-06-01")
        change.add_part("participant", visit, other_id=jaitley, role="principal")
        mou = change.add("agreement", title="MoU", type="mou")
        change.add_part("event", mou, type="signature", date="2015-01-01")
        change.add_part("signatory", mou, other_id=jaitley)
    with ministers.read() as connection:
        assert list(offices_in(connection, load(connection, visit)).values()) == [
            "Minister of Defence"
        ]
        assert offices_in(connection, load(connection, mou)) == {}


def test_an_uncertain_date_fills_in_no_office(catalogue: Catalogue) -> None:
    with catalogue.change("Meet") as change:
        person = change.add("official", title="Parrikar")
        change.add_part(
            "tenure", person, post="Minister of Defence", start="2016-05-30?", country="IN"
        )
        change.add_part("tenure", person, post="Member", start="2014", country="IN")
        offices = {}
        for day in ("2016-06-01", "2016-06", "2016-06-01~", "2016-06-01/.."):
            visit = change.add("engagement", title="Visit", type="visit", date=day)
            change.add_part("participant", visit, other_id=person, role="principal")
            offices[day] = visit
    with catalogue.read() as connection:
        assert {
            day: list(offices_in(connection, load(connection, visit)).values())
            for day, visit in offices.items()
        } == {
            "2016-06-01": ["Member"],
            "2016-06": ["Member"],
            "2016-06-01~": [],
            "2016-06-01/..": [],
        }
        (holder,) = holders(connection, "minister of defence", date(2016, 6, 1), "IN")
        assert not holder.certain


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Tenures of every form of date, for questions only."""
    texts = [
        *(None, "XXXX", "201X", "20XX", "2016", "2016~", "2015-24", "2016-21", "2016-XX"),
        *("2016-06", "2016-06-XX", "2016-06-15", "2016-06-15?", "1998/2004", "../2016", "2016/.."),
        *("2015/2017", "/2016", "9999", "0001", "0999-12-31"),
    ]
    with make(tmp_path_factory.mktemp("many")) as catalogue:
        with catalogue.change("Add") as change:
            for number, (start, end) in enumerate((s, e) for s in texts for e in texts):
                person = change.add("official", title=f"Person {number}")
                change.add_part("tenure", person, post="Minister", start=start, end=end)
        with catalogue.read() as connection:
            yield connection


_EDGES = [
    date(y, m, d)
    for y in (1, 1998, 2004, 2015, 2016, 2017, 9999)
    for m, d in ((1, 1), (6, 15), (12, 31))
]


@settings(deadline=None, max_examples=40)
@given(day=st.sampled_from(_EDGES) | st.dates())
def test_reading_only_what_is_near_a_day_misses_nobody(many: Connection, day: date) -> None:
    table = part_table("tenure")
    everybody = tenures_of(many, set(many.scalars(select(table.c.record_id))))
    expected = {
        one.id: one.covers(day)
        for known in everybody.values()
        for one in known
        if one.covers(day) != "no"
    }
    found = holders(many, "minister", day)
    assert {h.tenure.id: "certain" if h.certain else "possible" for h in found} == expected


# --- the real ministers ---------------------------------------------------------------------


@pytest.mark.real_data
def test_who_was_minister_of_defence_of_india(catalogue: Catalogue) -> None:
    run_import(catalogue, real_file("officials/tenures_india-ministers.csv"), "tenures-india")

    def asked(day: str) -> list[tuple[str, str]]:
        wanted = parse(f'office:"minister of defence" country:india as-of:{day}')
        with catalogue.read() as connection:
            found = run.listed(connection, wanted, 10, today=TODAY)
            assert run.count(connection, wanted, today=TODAY) == len(found)
        return [(row.title, row.extra.removeprefix("Minister of Defence, India")) for row in found]

    assert asked("2016-08-29") == [("Manohar Parrikar", "")]
    assert sorted(asked("2014-05-26")) == [
        ("A. K. Antony", ", until 26 May 2014"),
        ("Arun Jaitley", ", from 26 May 2014"),
    ]
    assert asked("2014-05-25") == [("A. K. Antony", "")]
    assert asked("2014-05-27") == [("Arun Jaitley", "")]
    assert {name for name, _ in asked("2000-06-01")} == {"George Fernandes", "Jaswant Singh"}
    with catalogue.read() as connection:
        holders_in_order = succession(connection, "minister of defence", country="IN")
        named = stubs(connection, [one.official for one in holders_in_order])
        names = [named[one.official].title for one in holders_in_order]
    assert names.index("A. K. Antony") + 1 == names.index("Arun Jaitley")
    assert names.index("Arun Jaitley") + 1 == names.index("Manohar Parrikar")
