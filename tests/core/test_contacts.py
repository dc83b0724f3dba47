"""Who was met when, what lies between sides, and who held a post before whom."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from defcat.catalogue import Catalogue
from defcat.model import SETTING
from defcat.rules.contacts import (
    agreed_between,
    last_day_before,
    met,
    met_between,
    own_country,
    promised_between,
    promised_by,
)
from defcat.rules.handover import handover
from defcat.rules.tenure import tenures_of

DAY = date(2024, 9, 1)


def engagement(change: Any, day: str | None, *sides: str, **values: Any) -> int:
    """An engagement in which nobody but sides took part, one of their people each."""
    made: int = change.add("engagement", title="Talk", type="call", date=day, **values)
    for side in sides:
        person = change.add("official", title=f"Somebody of {side}")
        change.add_part("participant", made, other_id=person, role="member", side=side)
    return made


@pytest.mark.parametrize(
    ("when", "last"),
    [
        ("2024-08-23", date(2024, 8, 22)),
        ("2024-08", date(2024, 7, 31)),  # it may have been on the first
        ("2025", DAY),  # still to come
        ("../2024-08-23", DAY),
        (None, DAY),
    ],
)
def test_how_far_earlier_meetings_go(when: str | None, last: date) -> None:
    assert last_day_before(when, DAY) == last


def test_the_latest_are_first_and_a_year_counts_from_january(catalogue: Catalogue) -> None:
    with catalogue.change("Fill") as change:
        who = change.add("official", title="Asha Rao")
        other = change.add("official", title="Nobody")
        days = ("2024", "2024-01-01", "2023-06-01", "2024-08", "2024-10", None)
        talks = {day: engagement(change, day) for day in days}
        talks["cancelled"] = engagement(change, "2024-02-01", state="cancelled")
        for talk in talks.values():
            change.add_part("participant", talk, other_id=who, role="member")
            change.add_part("participant", talk, other_id=who, role="interpreter")
    with catalogue.read() as connection:
        found = met(connection, [who, other], DAY)
        assert found == {who: [talks[d] for d in ("2024-08", "2024-01-01", "2024", "2023-06-01")]}
        assert met(connection, [who], DAY, each=1) == {who: [talks["2024-08"]]}
        besides = [talks["2024-08"]]
        assert met(connection, [who], DAY, each=1, besides=besides) == {who: [talks["2024-01-01"]]}


def test_a_side_took_part_where_it_came_or_was_host(catalogue: Catalogue) -> None:
    with catalogue.change("Fill") as change:
        both = engagement(change, "2020", "IN", "US")
        host = engagement(change, "2021", "US", country="IN")
        engagement(change, "2022", "US", country="US")
        engagement(change, "2023", "IN", "FR")
        for born in (both, host):
            change.add("commitment", title="Promise", state="open", engagement=born)
        change.add("commitment", title="Done", state="done", closed="2021", engagement=both)
    with catalogue.read() as connection:
        assert met_between(connection, ["IN", "US"], DAY, 5) == [host, both]
        assert met_between(connection, ["US", "IN"], date(2020, 12, 31), 5) == [both]
        promised = promised_between(connection, ["IN", "US"], DAY, DAY)
        assert [one.engagement for one, _ in promised] == [both, host]


def test_agreements_of_these_sides_and_no_others(catalogue: Catalogue) -> None:
    with catalogue.change("Fill") as change:
        body = change.add("organisation", title="Union", type="international-organisation")
        papers = []
        for countries in (("IN", "US"), ("IN", "US", "FR"), ("IN",), ("IN", "US")):
            papers.append(change.add("agreement", title="Pact", type="mou"))
            for country in countries:
                change.add_part("party", papers[-1], role="party", country=country)
        change.add_part("party", papers[-1], role="party", other_id=body)
    with catalogue.read() as connection:
        assert agreed_between(connection, ["IN", "US"]) == papers[:1]
        assert set(agreed_between(connection, ["IN", "US", "FR"])) == set(papers[:2])


def test_what_somebody_or_their_side_owes(catalogue: Catalogue) -> None:
    with catalogue.change("Fill") as change:
        who = change.add("official", title="Asha Rao")
        own = change.add("commitment", title="Own", state="open", owner=who, date="2025")
        side = change.add("commitment", title="Side", state="open", owner_side="IN", date="2024")
        change.add("commitment", title="Later", state="open", owner=who, promised="2024-10")
    with catalogue.read() as connection:
        owed = promised_by(connection, DAY, owner=who, side="IN")
        assert [one.id for one, _ in owed] == [side, own]
        assert [one.id for one, _ in promised_by(connection, DAY, owner=who)] == [own]


def test_whose_desk_it_is_only_where_the_catalogue_says_so(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        assert own_country(connection) is None
    with catalogue.change("Say") as change:
        change.connection.execute(insert(SETTING).values(name="own-country", value="IN"))
    with catalogue.read() as connection:
        assert own_country(connection) == "IN"


def test_who_came_before_and_after_in_a_post(catalogue: Catalogue) -> None:
    with catalogue.change("Fill") as change:
        people = []
        for start, end, country in (
            ("2010", "2014", "IN"),
            ("2014-05-26", "2019-05-30", "IN"),
            ("2019-05-31", None, "IN"),
            ("2017", None, "FR"),
            (None, "2016", "IN"),
            ("2018", None, None),
        ):
            who = change.add("official", title="Holder")
            change.add_part(
                "tenure", who, post="Minister of Defence", country=country, start=start, end=end
            )
            people.append(who)
    with catalogue.read() as connection:

        def around(place: int, day: date) -> list[int | None]:
            (tenure,) = tenures_of(connection, [people[place]])[people[place]]
            found = handover(connection, tenure, day)
            return [people.index(one.official) if one else None for one in found]

        assert around(1, DAY) == [0, 2]
        assert around(1, date(2019, 5, 30)) == [0, None]
        assert around(2, DAY) == [1, None]
        assert around(4, DAY) == [None, None]  # nobody knows when it began
        assert around(5, DAY) == [None, None]  # of which country, nobody knows
