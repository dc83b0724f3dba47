"""When an agreement ends by its term, how it is renewed, and by when notice is due."""

from datetime import date

import pytest

from defcat.rules.facts import EventFact, Facts, PartyFact, TermFacts
from defcat.rules.term import Term, term

DAY = date(2024, 11, 18)


def on(*events: EventFact, day: date = DAY, **stated: str) -> Term:
    return term(Facts(events, term=TermFacts(**stated)), day)


def entered(when: str | None) -> EventFact:
    return EventFact(1, "entry-into-force", when)


def test_nothing_stated_is_no_term() -> None:
    found = on(entered("2020-01-01"))
    assert found == Term(None, "")
    assert found.words() == ""


def test_the_duration_runs_from_the_entry_into_force() -> None:
    found = on(entered("2020-09-01"), duration="P5Y", notice_period="P6M", review="2023")
    assert (str(found.ends), found.basis) == ("2025-09-01", "5 years from 1 September 2020")
    assert found.notice_by == date(2025, 3, 1)
    assert str(found.review) == "2023"
    assert not found.automatic
    assert found.next_renewal is None
    assert found.words() == (
        "5 years from 1 September 2020; ends: 1 September 2025; notice by 1 March 2025"
    )


def test_an_expiry_date_goes_before_the_duration() -> None:
    assert str(on(entered("2020-09-01"), duration="P5Y", expiry="2026-01-31").ends) == "2026-01-31"


@pytest.mark.parametrize(
    ("when", "basis"),
    [
        (None, "5 years from an entry into force of unknown day"),
        ("2025-01-01", "5 years from the entry into force"),
    ],
)
def test_without_a_day_of_entry_into_force_no_end_is_known(when: str | None, basis: str) -> None:
    found = on(entered(when), duration="P5Y", notice_period="P6M")
    assert (found.ends, found.notice_by, found.basis) == (None, None, basis)
    assert on(duration="P5Y").ends is None
    assert on(entered("2020"), duration="indefinite").words() == "of indefinite duration"


def test_from_a_partial_date_notice_is_due_at_the_earliest_day_and_says_so() -> None:
    found = on(entered("2020"), duration="P5Y", notice_period="P6M")
    assert str(found.ends) == "2025"
    assert not found.exact
    assert found.notice_by == date(2024, 7, 1)
    assert found.words().endswith("notice by 1 July 2024 at the earliest")


@pytest.mark.parametrize(
    ("day", "renewed", "ends"),
    [
        (date(2019, 9, 1), None, "2019-09-01"),
        (date(2019, 9, 2), "2019-09-01", "2022-09-01"),
        (date(2024, 11, 18), "2022-09-01", "2025-09-01"),
        (date(2025, 9, 2), "2025-09-01", "2028-09-01"),
    ],
)
def test_automatic_renewal_goes_on_as_often_as_the_day_demands(
    day: date, renewed: str | None, ends: str
) -> None:
    found = on(
        entered("2014-09-01"), day=day, duration="P5Y", renewal="automatic", renewal_period="P3Y"
    )
    assert (found.renewed and found.renewed.text, str(found.ends)) == (renewed, ends)
    assert found.next_renewal == found.ends


def test_a_renewal_is_told_with_its_day_and_until_when() -> None:
    told = {"duration": "P5Y", "renewal": "automatic", "renewal_period": "P5Y"}
    assert on(entered("2018-06-01"), **told).words() == (
        "5 years from 1 June 2018; renewed automatically on 1 June 2023, until 1 June 2028"
    )
    assert on(entered("2018"), **told).words() == (
        "5 years from 2018; renewed automatically: 2023, until 2028"
    )
    assert on(entered("2014-09-01"), duration="P5Y", renewal="automatic").renewed_words() == (
        "renewed automatically on 1 September 2019, for a period not recorded"
    )


def test_renewals_from_the_end_of_a_month_do_not_drift() -> None:
    found = on(expiry="2024-01-31", renewal="automatic", renewal_period="P1M")
    assert (str(found.renewed), str(found.ends)) == ("2024-10-31", "2024-11-30")
    march = on(expiry="2024-01-31", renewal="automatic", renewal_period="P1M", day=date(2024, 3, 9))
    assert str(march.ends) == "2024-03-31"


def test_automatic_renewal_for_an_unknown_period_has_no_next_end() -> None:
    found = on(entered("2014-09-01"), duration="P5Y", renewal="automatic")
    assert (str(found.renewed), found.ends) == ("2019-09-01", None)


def test_extensions_and_renewals_carry_the_end_on_once_they_have_happened() -> None:
    longer = EventFact(2, "extension", "2024-11-01", until="2030")
    renewal = EventFact(3, "renewal", "2025-01-01")
    terms = {"duration": "P5Y", "renewal": "by-consent", "renewal_period": "P2Y"}
    events = entered("2020-09-01"), longer, renewal
    assert str(on(*events, day=date(2024, 10, 31), **terms).ends) == "2025-09-01"
    assert str(on(*events, **terms).ends) == "2030"
    assert str(on(*events, day=date(2025, 1, 1), **terms).ends) == "2032"
    one = EventFact(2, "extension", "2024-11-01", until="2030", party="IN")
    assert str(on(entered("2020-09-01"), one, **terms).ends) == "2025-09-01"


def test_an_expiry_date_knows_of_the_renewals_before_it() -> None:
    before, after = EventFact(2, "renewal", "2023-01-01"), EventFact(2, "renewal", "2024-06-01")
    stated = {"expiry": "2024-01-31", "renewal_period": "P2Y"}
    assert str(on(before, **stated).ends) == "2024-01-31"
    assert str(on(after, **stated).ends) == "2026-01-31"
    assert on(after, expiry="2024-01-31").ends is None


def test_an_agreement_that_enters_into_force_again_begins_a_new_term() -> None:
    first, again = entered("2000-01-01"), EventFact(2, "entry-into-force", "2010-01-01")
    # The first term had run out, or something else had ended it.
    assert str(on(first, again, day=date(2009, 12, 31), duration="P5Y").ends) == "2005-01-01"
    assert str(on(first, again, day=date(2010, 1, 1), duration="P5Y").ends) == "2015-01-01"
    ended = EventFact(3, "termination", "2003-01-01")
    assert str(on(first, ended, again, day=DAY, duration="P20Y").ends) == "2030-01-01"
    assert str(on(first, again, day=DAY, duration="P20Y").ends) == "2020-01-01"
    # What was said of the first term says nothing of the next.
    longer = EventFact(4, "extension", "2003-01-01", until="2008-12-31")
    assert str(on(first, longer, again, day=DAY, duration="P5Y").ends) == "2015-01-01"
    assert on(first, again, expiry="2005-01-01").ends is None
    always = on(first, again, duration="P5Y", day=DAY, renewal="automatic", renewal_period="P5Y")
    assert str(always.ends) == "2025-01-01"


def test_an_end_that_is_open_on_a_side_is_told_as_such() -> None:
    assert on(expiry="2019/..").words() == "ends: 2019 or later"
    assert on(expiry="../2019").words() == "ends: 2019 or earlier"
    assert on(expiry="XXXX").words() == "ends on a day that is unknown"
    assert str(on(entered("2020"), expiry="XXXX", duration="P5Y").ends) == "2025"
    assert on(EventFact(2, "renewal", "2024", until="2030")).words() == ""
    assert on(EventFact(2, "renewal", "2023", until="../2030")).words() == (
        "renewed until: 2030 or earlier; ends: 2030 or earlier"
    )


def test_parties_one_by_one_leave_open_from_when_the_duration_runs() -> None:
    one = EventFact(1, "entry-into-force", "2015-01-01", party="IN")
    other = EventFact(2, "entry-into-force", party="US")
    facts = Facts((one, other), (PartyFact("IN"), PartyFact("US")), TermFacts("P5Y"))
    assert term(facts, DAY).words() == "5 years from an entry into force of unknown day"
