"""What a desk must keep in sight, on a given day."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.rules.watch import RULES, Watched, as_json, counts, pressing, watch
from tests.core.making import make

DAY = date(2024, 11, 18)
IN_FORCE = "entry-into-force"


@pytest.fixture
def catalogue(tmp_path: Path) -> Any:
    with make(tmp_path) as made:
        yield made


def agreement(catalogue: Catalogue, *events: tuple[str, str], **values: str) -> int:
    with catalogue.change("Add") as change:
        record = change.add("agreement", title="Logistics", type="agreement", **values)
        for country in ("IN", "FR"):
            change.add_part("party", record, role="party", country=country)
        for event_type, when in events:
            change.add_part("event", record, type=event_type, date=when)
    return record


def commitment(catalogue: Catalogue, **values: str) -> int:
    with catalogue.change("Add") as change:
        return change.add("commitment", title="Send the draft", **values)


def engagement(catalogue: Catalogue, **values: str) -> int:
    with catalogue.change("Add") as change:
        return change.add("engagement", title="Staff talks", type="staff-talks", **values)


def seen(catalogue: Catalogue, day: date = DAY, days: int = 180) -> list[Watched]:
    with catalogue.read() as connection:
        return watch(connection, day, days)


def rules(catalogue: Catalogue, day: date = DAY, days: int = 180) -> list[str]:
    return [one.rule for one in seen(catalogue, day, days)]


def test_what_expires_within_the_days_asked(catalogue: Catalogue) -> None:
    agreement(catalogue, (IN_FORCE, "2020-01-01"), expiry_date="2025-05-01")
    (found,) = seen(catalogue)
    assert (found.rule, found.day, found.exact) == ("expiring", date(2025, 5, 1), True)
    assert found.says == "expires: 1 May 2025"
    assert rules(catalogue, days=100) == []
    assert rules(catalogue, date(2025, 5, 1)) == ["expiring"]
    assert rules(catalogue, date(2025, 5, 2)) == []


def test_a_deadline_known_to_the_year_counts_from_its_first_day_and_says_so(
    catalogue: Catalogue,
) -> None:
    agreement(catalogue, (IN_FORCE, "2020-01-01"), expiry_date="2025")
    (found,) = seen(catalogue)
    assert (found.day, found.exact) == (date(2025, 1, 1), False)
    assert found.says == "expires: 2025; exact day not known, reckoned from 1 January 2025"


def test_notice_is_due_long_before_the_end(catalogue: Catalogue) -> None:
    term = {"expiry_date": "2026-01-01", "notice_period": "P1Y", "renewal": "automatic"}
    agreement(catalogue, (IN_FORCE, "2020-01-01"), **term)
    (found,) = seen(catalogue)
    assert (found.rule, found.day) == ("notice-due", date(2025, 1, 1))
    later = seen(catalogue, days=500)
    assert [(one.rule, one.day) for one in later] == [
        ("notice-due", date(2025, 1, 1)),
        ("renewing", date(2026, 1, 1)),
    ]


def test_the_end_is_the_one_that_held_on_the_day_asked(catalogue: Catalogue) -> None:
    record = agreement(catalogue, (IN_FORCE, "2010-01-01"), duration="P5Y")
    with catalogue.change("Renew") as change:
        values = {"type": "renewal", "date": "2014-12-01", "until": "2030-01-01"}
        change.add_part("event", record, **values)
    assert rules(catalogue, date(2014, 11, 1)) == ["expiring"]
    assert rules(catalogue, date(2014, 12, 2)) == []


@pytest.mark.parametrize(
    ("expiry", "day", "rule"),
    [
        ("1998/2025", DAY, "expiring"),
        ("202X", DAY, "expiring"),
        ("2024-24", date(2025, 1, 5), "expiring"),  # winter lasts until the end of February
        ("2024-24", date(2025, 2, 28), "expiring"),
        ("2024-24", date(2025, 3, 1), None),
        ("2025/..", DAY, "expiring"),
        ("2025-05-18", DAY, None),
        ("XXXX", DAY, None),
        ("../2025", DAY, None),
    ],
)
def test_an_end_of_any_form_is_found(
    catalogue: Catalogue, expiry: str, day: date, rule: str | None
) -> None:
    agreement(catalogue, (IN_FORCE, "2000-01-01"), expiry_date=expiry)
    assert rules(catalogue, day) == ([rule] if rule else [])


def test_a_term_renewed_by_itself_is_watched_on_any_later_day(catalogue: Catalogue) -> None:
    values = {"duration": "P1Y", "renewal": "automatic", "renewal_period": "P1Y"}
    agreement(catalogue, (IN_FORCE, "2020-01-01"), **values)
    assert rules(catalogue, date(2040, 11, 1)) == ["renewing"]


def test_a_term_that_begins_later_is_watched_then(catalogue: Catalogue) -> None:
    agreement(catalogue, (IN_FORCE, "2025-01-01"), duration="P1Y")
    assert rules(catalogue, date(2025, 12, 1)) == ["expiring"]


@pytest.mark.parametrize("text", ["2025-01-10~", "2025-01-10?", "2025-01-10%", "2025-01"])
def test_a_day_that_is_about_right_is_not_exact(catalogue: Catalogue, text: str) -> None:
    agreement(catalogue, (IN_FORCE, "2020-01-01"), expiry_date=text, review_date=text)
    commitment(catalogue, state="open", date=text)
    engagement(catalogue, state="planned", date=text)
    found = seen(catalogue, date(2025, 1, 1))
    assert len(found) == 4
    assert not any(one.exact for one in found)
    assert all("exact day not known, reckoned from" in one.says for one in found)


def test_the_end_of_the_calendar_is_as_far_as_it_looks(catalogue: Catalogue) -> None:
    agreement(catalogue, (IN_FORCE, "2020-01-01"), expiry_date="9999-12-31")
    engagement(catalogue, state="planned", date="9999-12-31")
    expected = ["engagement-planned", "expiring"]
    assert rules(catalogue, date(9999, 12, 1)) == expected
    assert rules(catalogue, date(9999, 10, 31), 36_525) == expected
    assert rules(catalogue, date(9999, 10, 31), 30) == []
    assert rules(catalogue, date.max) == expected
    assert rules(catalogue, date.min, 0) == []


def test_what_has_ended_or_never_began_does_not_expire(catalogue: Catalogue) -> None:
    agreement(catalogue, ("signature", "2024-10-01"), expiry_date="2025-01-01")
    ended = (IN_FORCE, "2020-01-01"), ("termination", "2023-01-01")
    agreement(catalogue, *ended, expiry_date="2025-01-01")
    assert rules(catalogue) == []


def test_a_review_stays_due_until_it_is_moved(catalogue: Catalogue) -> None:
    agreement(catalogue, (IN_FORCE, "2020-01-01"), review_date="2024-06")
    (found,) = seen(catalogue)
    assert (found.rule, found.exact) == ("review-due", False)
    assert found.says.startswith("review was due: June 2024")


def test_signed_but_not_in_force_for_over_a_year_newest_first(catalogue: Catalogue) -> None:
    agreement(catalogue, ("signature", "1907-05-01"))
    agreement(catalogue, ("signature", "2023-11-18"))
    agreement(catalogue, ("signature", "2023-12-18"))
    agreement(catalogue, ("signature", "2023"))  # perhaps in December: not a year for certain
    agreement(catalogue, ("signature", "2020-01-01"), (IN_FORCE, "2020-02-01"))
    found = seen(catalogue)
    assert [one.day for one in found] == [date(2023, 11, 18), date(1907, 5, 1)]
    assert found[0].says == "signed 18 November 2023, not in force for over a year"
    assert found[1].says == "signed 1 May 1907, not in force for over 117 years"
    assert rules(catalogue, date(2020, 1, 15)) == ["not-in-force"]  # that of 1907


def test_not_in_force_on_an_earlier_day_by_what_was_so_then(catalogue: Catalogue) -> None:
    late = agreement(catalogue, ("signature", "2015-01-01"), (IN_FORCE, "2023-06"))
    replaced = agreement(catalogue, ("signature", "2010-01-01"))
    ended = agreement(catalogue, ("signature", "2010-01-01"))
    successor = agreement(catalogue, (IN_FORCE, "2020-01-01"))
    with catalogue.change("End") as change:
        change.add_part("agreement_relation", successor, type="supersedes", other_id=replaced)
        change.add_part(
            "hand_status", ended, status="terminated", date="2022-01-01", why="By note."
        )

    def waiting(day: date) -> set[int]:
        return {one.record.id for one in seen(catalogue, day) if one.rule == "not-in-force"}

    assert waiting(date(2018, 1, 1)) == {late, replaced, ended}
    assert waiting(date(2021, 1, 1)) == {late, ended}
    assert waiting(date(2023, 6, 10)) == {late}
    assert waiting(DAY) == set()


def test_commitments_overdue_and_coming(catalogue: Catalogue) -> None:
    commitment(catalogue, state="open", date="2024-10-01")
    commitment(catalogue, state="in-progress", date="2024-12")
    commitment(catalogue, state="open", date="2024")  # not late before the year is over
    commitment(catalogue, state="done", date="2024-10-01", closed="2024-09-30")
    commitment(catalogue, state="open")
    assert rules(catalogue) == ["commitment-overdue", "commitment-due", "commitment-due"]
    assert counts(seen(catalogue)) == {"commitment-overdue": 1, "commitment-due": 2}
    assert rules(catalogue, date(2024, 9, 15)).count("commitment-due") == 4


def test_what_is_most_pressing_is_what_comes_first(catalogue: Catalogue) -> None:
    for day in ("2024-12", "2024-10-01", "2024", "2024-09-01"):
        commitment(catalogue, state="open", date=day)
    everything = seen(catalogue)
    for most in (1, 3, 10):
        with catalogue.read() as connection:
            first, each = pressing(connection, DAY, most)
        assert first == everything[:most]
        assert each == counts(everything) == {"commitment-overdue": 2, "commitment-due": 2}


def test_planned_engagements_as_far_ahead_as_asked_and_those_forgotten(
    catalogue: Catalogue,
) -> None:
    far = engagement(catalogue, state="planned", date="2025-06-01")
    visit = engagement(catalogue, state="planned", date="2025-02-04")  # in 78 days
    near = engagement(catalogue, state="planned", date="2024-12-01")
    engagement(catalogue, state="planned", date="2024-11-01")
    engagement(catalogue, state="held", date="2024-11-17")
    engagement(catalogue, state="planned")
    assert rules(catalogue) == [*["engagement-planned"] * 2, "engagement-passed"]
    planned = [one.record.id for one in seen(catalogue, days=365)][:3]
    assert planned == [near, visit, far]
    assert rules(catalogue, days=30) == ["engagement-planned", "engagement-passed"]


def test_late_counts_from_the_latest_day_and_ahead_from_the_earliest(catalogue: Catalogue) -> None:
    commitment(catalogue, date="2022", state="open")
    commitment(catalogue, date="2025", state="open")
    late, ahead = seen(catalogue)
    assert (late.rule, late.day, late.exact) == ("commitment-overdue", date(2022, 12, 31), False)
    assert (ahead.rule, ahead.day, ahead.exact) == ("commitment-due", date(2025, 1, 1), False)


def test_what_was_held_later_was_planned_before(catalogue: Catalogue) -> None:
    engagement(catalogue, state="held", date="2024-11-10")
    engagement(catalogue, state="held", date="2024-11")  # perhaps held already
    engagement(catalogue, state="cancelled", date="2024-11-10")
    (found,) = seen(catalogue, date(2024, 11, 1))
    assert (found.rule, found.day) == ("engagement-planned", date(2024, 11, 10))
    assert rules(catalogue, date(2024, 11, 10)) == []


def test_nothing_in_the_bin_is_watched(catalogue: Catalogue) -> None:
    records = [
        commitment(catalogue, state="open", date="2024-10-01"),
        engagement(catalogue, state="planned", date="2024-12-01"),
        agreement(catalogue, (IN_FORCE, "2020-01-01"), expiry_date="2025-01-01"),
    ]
    assert len(seen(catalogue)) == 3
    with catalogue.change("Bin") as change:
        for record in records:
            change.bin(record)
    assert seen(catalogue) == []


def test_as_json_says_all_of_it(catalogue: Catalogue) -> None:
    commitment(catalogue, state="open", date="2024-10-01")
    assert as_json(seen(catalogue)) == [
        {
            "rule": "commitment-overdue",
            "refs": ["C1"],
            "date": "2024-10-01",
            "exact": True,
            "says": "Overdue since 1 October 2024",
            "fix": "Close it with its evidence, or agree on another day.",
        }
    ]
    assert set(RULES) >= set(counts(seen(catalogue)))
