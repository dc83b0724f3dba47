"""What holds of every status, whatever is on record: its reason, its days, its way through time."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from defcat import vocabulary
from defcat.rules.facts import (
    CONSENT,
    LEAVING,
    EventFact,
    Facts,
    HandFact,
    PartyFact,
    Successor,
    TermFacts,
)
from defcat.rules.parties import party_statuses
from defcat.rules.status import Status, by_hand, status
from defcat.rules.steps import ENDED, LEADS_TO, of_event
from defcat.rules.term import term

TYPES = sorted(vocabulary.load("event-type").terms)
DECIDING = sorted({*LEADS_TO, *CONSENT, "extension", "renewal"})
PARTIES = ("IN", "US", 7)

_plain = st.dates(date(2020, 1, 1), date(2028, 12, 31)).map(str)
_parts = _plain | _plain.map(lambda d: d[:7]) | _plain.map(lambda d: d[:4])
_odd = st.sampled_from(["XXXX", "../2023", "2023/..", "2023/2025", "202X", "2024-11~"])
_dates = st.none() | _parts | _odd
_party = st.none() | st.sampled_from(PARTIES)
_period = st.none() | st.sampled_from(["P1Y", "P6M", "P90D", "P1M", "P2Y6M", "indefinite"])
_event = st.builds(
    EventFact,
    st.integers(1, 99),
    st.sampled_from(DECIDING) | st.sampled_from(TYPES),
    _dates,
    _dates,
    _dates,
    _party,
)
_term = st.builds(
    TermFacts,
    _period,
    st.sampled_from([None, "none", "automatic", "by-consent"]),
    _period,
    _period,
    st.none(),
    _dates,
)
_member = st.builds(
    PartyFact,
    st.sampled_from(PARTIES),
    st.sampled_from(["party", "contracting", "signatory"]),
    _dates,
    _dates,
)
_later = st.builds(
    Successor,
    st.sampled_from(["supersedes", "terminates"]),
    st.just("New MoU (A2)"),
    _dates,
    st.none() | st.sampled_from(["IN", "US"]),
)
_hand = st.builds(
    HandFact,
    st.integers(1, 9),
    st.sampled_from(sorted(vocabulary.load("agreement-status").terms)),
    st.just("as the minister said"),
    st.just("2024-01-01"),
    _dates,
    _dates,
    st.none() | st.just("IN"),
)


def _facts(hands: bool = True) -> st.SearchStrategy[Facts]:
    rows = st.lists(_hand, max_size=2 if hands else 0, unique_by=lambda hand: hand.id)
    return st.builds(
        Facts,
        st.lists(_event, max_size=7, unique_by=lambda event: event.id).map(tuple),
        st.lists(_member, max_size=4).map(tuple),
        _term,
        st.lists(_later, max_size=2).map(tuple),
        rows.map(tuple),
        st.just({7: "NATO"}),
    )


FACTS = _facts()
DAYS = st.dates(date(2019, 6, 1), date(2031, 12, 31))


def answers(facts: Facts, day: date) -> list[Status]:
    """The status for all, then for each party."""
    return [status(facts, day), *(each.status for each in party_statuses(facts, day))]


@settings(max_examples=300)
@given(facts=FACTS, day=DAYS)
def test_the_status_never_contradicts_its_reason(facts: Facts, day: date) -> None:
    for found in answers(facts, day):
        assert found.code in vocabulary.load("agreement-status").terms
        assert found.reason
        assert "{" not in found.reason
        event = next((e for e in facts.events if e.id == found.event), None)
        assert (event is None) == (found.event is None)
        if found.by_hand:
            assert any(
                by_hand(facts.hands, party, day) in facts.hands for party in (None, *PARTIES)
            )
            assert "as the minister said" in found.reason
        elif event is not None and found.code != "unknown":
            leads_to = "in-force" if event.type in CONSENT else LEADS_TO[event.type]
            assert leads_to == found.code
            if event.type in LEADS_TO:
                step = of_event(event, facts)
                assert step.happened(day)
                when = step.when
            else:
                when = event.when
                assert when is None or when.last <= day
            if when:
                assert when.show() in found.reason
            name = vocabulary.label("event-type", event.type).lower()
            assert name in found.reason or "signed by" in found.reason
        elif found.code == "expired":
            ends = term(facts, day).ends
            assert ends is not None
            assert ends.last < day
            assert ends.show() in found.reason
        elif found.code != "unknown":
            assert found.code in ("superseded", "terminated")
            assert "New MoU (A2)" in found.reason or "party until" in found.reason


@settings(max_examples=300)
@given(facts=FACTS, day=DAYS, data=st.data())
def test_an_answer_holds_between_its_days(facts: Facts, day: date, data: st.DataObject) -> None:
    found = answers(facts, day)
    first = max([date(2015, 1, 1), *(f.since for f in found if f.since)])
    last = min([date(2040, 1, 1), *(f.until - timedelta(days=1) for f in found if f.until)])
    assert first <= day <= last
    other = data.draw(st.sampled_from([first, last]) | st.dates(first, last))
    assert answers(facts, other) == found


@settings(max_examples=300)
@given(facts=_facts(hands=False), day=DAYS, later=st.integers(1, 3000))
def test_what_has_ended_by_an_event_is_never_in_force_again(
    facts: Facts, day: date, later: int
) -> None:
    then = answers(facts, day + timedelta(days=later))
    for before, after in zip(answers(facts, day), then, strict=True):
        if before.code in ENDED and before.event is not None:
            assert after.code in ENDED


@given(facts=FACTS, day=DAYS, later=st.integers(0, 3000))
def test_no_past_event_is_lost_as_days_go_by(facts: Facts, day: date, later: int) -> None:
    steps = [of_event(event, facts) for event in facts.events if event.type in LEADS_TO]
    by_then = {s.event for s in steps if s.happened(day)}
    assert by_then <= {s.event for s in steps if s.happened(day + timedelta(days=later))}


@given(facts=_facts(hands=False), day=DAYS)
def test_without_evidence_nothing_is_in_force(facts: Facts, day: date) -> None:
    brought_in = ("entry-into-force", "resumption", "provisional-application")
    events = tuple(event for event in facts.events if event.type not in brought_in)
    without = Facts(events, facts.parties, facts.term, facts.successors, (), facts.names)
    for found in answers(without, day):
        assert found.code not in ("in-force", "provisionally-applied")


@given(facts=_facts(hands=False), day=DAYS)
def test_only_the_agreement_of_two_ends_by_one(facts: Facts, day: date) -> None:
    events = tuple(e for e in facts.events if e.party is not None and e.type in LEAVING)
    entered = EventFact(100, "entry-into-force", "2019-01-01")
    left = Facts((entered, *events), facts.parties, names=facts.names)
    found = status(left, day)
    gone = {e.party for e in events if of_event(e, left).happened(day)} & set(left.members())
    assert (found.code == "terminated") == (len(left.members()) == 2 and bool(gone))
