"""The status of an agreement on a day, and the reason given for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.rules.status import EventFact, status

DAY = date(2024, 11, 18)


def event(
    type: str,
    when: str | None = None,
    effective: str | None = None,
    *,
    one: bool = False,
    id: int = 1,
) -> EventFact:
    return EventFact(id, type, when, effective, not one)


SIGNED = event("signature", "2024-08-22")
IN_FORCE = event("entry-into-force", "2024-09-01", id=2)


def on(*events: EventFact, expiry: str | None = None, day: date = DAY) -> tuple[str, str]:
    found = status(events, expiry, day)
    return found.code, found.reason


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], ("unknown", "no event on record says")),
        (
            [SIGNED],
            (
                "signed-not-in-force",
                "signature: 22 August 2024; no entry into force is recorded",
            ),
        ),
        ([SIGNED, IN_FORCE], ("in-force", "entry into force: 1 September 2024")),
        ([IN_FORCE, SIGNED], ("in-force", "entry into force: 1 September 2024")),
        ([event("negotiation", "2023")], ("in-negotiation", "negotiation: 2023")),
        ([event("initialling", "2023-05")], ("in-negotiation", "initialling: May 2023")),
        # The text is fixed: it is no longer negotiated, and nobody has signed it yet.
        (
            [event("negotiation", "2013"), event("adoption", "2013-06-27")],
            (
                "unknown",
                "adoption: 27 June 2013; neither signature nor entry into force is recorded",
            ),
        ),
        ([event("adoption", "2023-05-01"), SIGNED], ("signed-not-in-force", None)),
        ([event("adoption", "2024-09-02"), IN_FORCE], ("in-force", None)),
        (
            [event("exchange-of-notes", "2023-05-01")],
            (
                "signed-not-in-force",
                "exchange of notes: 1 May 2023; no entry into force is recorded",
            ),
        ),
        (
            [SIGNED, event("provisional-application", "2024-08-22")],
            ("provisionally-applied", "provisional application: 22 August 2024"),
        ),
        (
            [SIGNED, IN_FORCE, event("suspension", "2024-10-01")],
            ("suspended", "suspension: 1 October 2024"),
        ),
        (
            [IN_FORCE, event("resumption", "2024-10-05"), event("suspension", "2024-10-01")],
            ("in-force", "resumption: 5 October 2024"),
        ),
        (
            [IN_FORCE, event("suspension", "2024-10-05"), event("resumption", "2024-10-05")],
            ("in-force", "resumption: 5 October 2024"),
        ),
        ([IN_FORCE, event("termination", "2024-10")], ("terminated", "termination: October 2024")),
        ([SIGNED, event("termination", "2024-10")], ("terminated", "termination: October 2024")),
        ([IN_FORCE, event("supersession", "2024")], ("in-force", None)),
        (
            [IN_FORCE, event("supersession", "2024-10-01")],
            ("superseded", "supersession: 1 October 2024"),
        ),
        ([IN_FORCE, event("expiry", "2024-10-01")], ("expired", "expiry: 1 October 2024")),
        (
            [event("termination", "2012"), event("supersession", "2010"), IN_FORCE],
            ("superseded", "supersession: 2010"),
        ),
        # What one party does, and what changes nothing, decides nothing.
        ([event("entry-into-force", "2020", one=True)], ("unknown", "no event on record says")),
        ([IN_FORCE, event("termination", "2024-10-01", one=True)], ("in-force", None)),
        ([event("ratification", "2020"), event("registration", "2021")], ("unknown", None)),
        ([SIGNED, event("ratification", "2024-09-01")], ("signed-not-in-force", None)),
        ([SIGNED, IN_FORCE, event("amendment", "2024-10-01")], ("in-force", None)),
        # A day nobody wrote down is still a fact.
        (
            [event("entry-into-force")],
            ("in-force", "entry into force, on a day not recorded"),
        ),
        (
            [event("entry-into-force", "XXXX")],
            ("in-force", "entry into force, on a day not recorded"),
        ),
        (
            [event("signature")],
            (
                "signed-not-in-force",
                "signature, on a day not recorded; no entry into force is recorded",
            ),
        ),
    ],
)
def test_status_and_reason(events: list[EventFact], expected: tuple[str, str | None]) -> None:
    code, reason = on(*events)
    assert (code, reason if expected[1] else None) == expected


def test_what_takes_effect_later_counts_from_then() -> None:
    leaving = event("termination", "2024-05-01", effective="2025-05-01")
    assert on(IN_FORCE, leaving)[0] == "in-force"
    assert on(IN_FORCE, leaving, day=date(2025, 5, 1)) == ("terminated", "termination: 1 May 2025")
    assert on(IN_FORCE, day=date(2024, 8, 31)) == ("unknown", "no event on record says")
    assert on(IN_FORCE, day=date(2024, 9, 1))[0] == "in-force"


def test_a_period_still_running_is_not_certain() -> None:
    this_year = event("entry-into-force", "2024", id=2)
    code, reason = on(SIGNED, this_year)
    assert code == "signed-not-in-force"
    assert reason.endswith("; entry into force: 2024, exact day not known")
    assert on(this_year) == ("unknown", "entry into force: 2024, exact day not known")
    assert on(this_year, day=date(2024, 12, 31)) == ("in-force", "entry into force: 2024")
    assert on(this_year, day=date(2023, 12, 31)) == ("unknown", "no event on record says")
    assert on(event("entry-into-force", "2019-05-31/..")) == (
        *("unknown", "entry into force: since 31 May 2019, exact day not known"),
    )
    assert on(event("entry-into-force", "../2004")) == ("in-force", "entry into force: until 2004")


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [
        (None, ("in-force", "entry into force: 1 September 2024")),
        ("2024-11-18", ("in-force", "entry into force: 1 September 2024")),
        ("2024", ("in-force", "entry into force: 1 September 2024")),
        ("XXXX", ("in-force", "entry into force: 1 September 2024")),
        ("2024-11-17", ("expired", "expired: 17 November 2024, by its term")),
        ("2023", ("expired", "expired: 2023, by its term")),
    ],
)
def test_the_end_of_its_term(expiry: str | None, expected: tuple[str, str]) -> None:
    assert on(SIGNED, IN_FORCE, expiry=expiry) == expected


def test_a_term_ends_only_what_was_in_force() -> None:
    assert on(SIGNED, expiry="2023")[0] == "signed-not-in-force"
    assert on(expiry="2023")[0] == "unknown"
    assert on(IN_FORCE, event("suspension", "2024-10-01"), expiry="2024-11-01")[0] == "expired"
    assert on(IN_FORCE, event("termination", "2024-10-01"), expiry="2024-11-01")[0] == "terminated"


TYPES = sorted(vocabulary.load("event-type").terms)
_days = st.dates(date(2020, 1, 1), date(2028, 12, 31)).map(str)
_dates = st.none() | _days | _days.map(lambda d: d[:7]) | _days.map(lambda d: d[:4])
_dates |= st.sampled_from(["XXXX", "../2023", "2023/..", "2023/2025", "202X", "2024-11~"])
_events = st.builds(
    EventFact, st.integers(1, 99), st.sampled_from(TYPES), _dates, _dates, st.booleans()
)

MAKES_IT_SO = {
    "in-negotiation": {"negotiation", "initialling"},
    "signed-not-in-force": {"signature", "exchange-of-notes"},
    "provisionally-applied": {"provisional-application"},
    "in-force": {"entry-into-force", "resumption"},
    "suspended": {"suspension"},
    "terminated": {"termination"},
    "superseded": {"supersession"},
    "expired": {"expiry"},
}


def certain(fact: EventFact) -> bool:
    when = fact.effective or fact.date
    return when in (None, "XXXX") or PartialDate.parse(when).last <= DAY


@given(events=st.lists(_events, max_size=8, unique_by=lambda e: e.id), expiry=_dates)
def test_the_status_never_contradicts_its_reason(
    events: list[EventFact], expiry: str | None
) -> None:
    found = status(events, expiry, DAY)
    assert found.code in vocabulary.load("agreement-status").terms
    assert found.reason
    deciding = next((e for e in events if e.id == found.event), None)
    if found.code == "unknown":
        # A suspension alone does not say of what; an adoption only that negotiation is over.
        telling = set().union(*MAKES_IT_SO.values()) - {"suspension"}
        settled = {e.type for e in events if e.for_all and certain(e)}
        if "adoption" in settled:
            telling -= MAKES_IT_SO["in-negotiation"]
            assert deciding is not None
            assert deciding.type == "adoption"
        assert not settled & telling
    elif deciding is None:
        assert found.code == "expired"
        assert found.reason.endswith("by its term")
        assert expiry is not None
        assert PartialDate.parse(expiry).last < DAY
    else:
        assert deciding.type in MAKES_IT_SO[found.code]
        assert deciding.for_all
        assert certain(deciding)
        label = vocabulary.label("event-type", deciding.type).lower()
        assert found.reason.startswith(label)
        when = deciding.effective or deciding.date
        if when and when != "XXXX":
            assert PartialDate.parse(when).show() in found.reason


@given(events=st.lists(_events, max_size=6), expiry=_dates)
def test_without_evidence_nothing_is_in_force(events: list[EventFact], expiry: str | None) -> None:
    brought_in = {"entry-into-force", "resumption", "provisional-application"}
    without = [e for e in events if e.type not in brought_in or not e.for_all]
    found = status(without, expiry, DAY)
    assert found.code not in ("in-force", "provisionally-applied", "suspended")


@given(
    events=st.lists(_events, max_size=6, unique_by=lambda e: (e.type, e.effective or e.date)),
    expiry=_dates,
    data=st.data(),
)
def test_the_order_of_recording_does_not_matter(
    events: list[EventFact], expiry: str | None, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(events))

    one, other = status(events, expiry, DAY), status(shuffled, expiry, DAY)
    if one != other:  # only where two events are of the same day, or of none
        days = [e.effective or e.date for e in events if e.for_all]
        spans = [PartialDate.parse(d).last if d and d != "XXXX" else None for d in days]
        assert len(set(spans)) < len(spans)


def test_days_go_by_and_it_never_comes_back_from_the_dead() -> None:
    events = [SIGNED, IN_FORCE, event("termination", "2025-01-01")]
    codes = [status(events, None, date(2024, 8, 1) + timedelta(days=n)).code for n in range(300)]
    assert list(dict.fromkeys(codes)) == [
        "unknown",
        "signed-not-in-force",
        "in-force",
        "terminated",
    ]
