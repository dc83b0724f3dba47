"""What holds of every status, whatever is on record: its reason, its days, its way through time."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
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
from defcat.rules.steps import (
    APPLIED,
    ENDED,
    LEADS_TO,
    PRESUPPOSING,
    RESTORING,
    of_act,
    of_event,
)
from defcat.rules.term import term

TYPES = sorted(vocabulary.load("event-type").terms)
DECIDING = sorted({*LEADS_TO, *CONSENT, *RESTORING})
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
            again = event.type in (*CONSENT, *RESTORING)
            assert found.code in (APPLIED if again else [LEADS_TO[event.type]])
            step = of_event(event, facts)
            assert step.happened(day)
            if step.when:
                assert step.when.show() in found.reason
            if found.since:
                assert found.since == step.when
            name = vocabulary.label("event-type", event.type).lower()
            assert name in found.reason or "signed by" in found.reason
        elif found.code == "expired":
            ends = term(facts, day).ends
            assert ends is not None
            assert ends.last < day
            assert ends.show_moment() in found.reason
        elif found.code in APPLIED:
            assert "party since" in found.reason
        elif found.code != "unknown":
            assert found.code in ("superseded", "terminated")
            assert "New MoU (A2)" in found.reason or "party until" in found.reason


@settings(max_examples=300)
@given(facts=FACTS, day=DAYS, data=st.data())
def test_an_answer_holds_between_its_days(facts: Facts, day: date, data: st.DataObject) -> None:
    found = answers(facts, day)
    assert len({(f.holds_from, f.holds_until) for f in found}) == 1
    first = max([date(2015, 1, 1), *(f.holds_from for f in found if f.holds_from)])
    until = (f.holds_until - timedelta(days=1) for f in found if f.holds_until)
    last = min([date(2040, 1, 1), *until])
    assert first <= day <= last
    other = data.draw(st.sampled_from([first, last]) | st.dates(first, last))
    assert answers(facts, other) == found


BEGINNING = ("entry-into-force", "provisional-application", *CONSENT, "renewal", "extension")


@settings(max_examples=300)
@given(facts=_facts(hands=False), day=DAYS, later=st.integers(1, 3000))
def test_what_has_ended_is_in_force_again_only_by_what_came_later(
    facts: Facts, day: date, later: int
) -> None:
    then = day + timedelta(days=later)
    begun = [e for e in facts.events if e.type in BEGINNING and of_event(e, facts).happened(then)]
    rows = [fact for fact in facts.parties if fact.start]
    before, after = status(facts, day), status(facts, then)
    if before.code in ENDED and before.event is not None and after.code not in ENDED:
        assert any(not of_event(e, facts).happened(day) for e in begun) or rows
        assert "after " in after.reason


@settings(max_examples=300)
@given(facts=FACTS, day=DAYS, event=_event, after=st.integers(1, 1000))
def test_what_comes_later_changes_nothing_on_the_day(
    facts: Facts, day: date, event: EventFact, after: int
) -> None:
    when = str(day + timedelta(days=after))
    later = replace(event, id=100, date=when, effective=when)
    more = replace(facts, events=(*facts.events, later))

    def told(of: Facts) -> list[tuple[str, str, int | None]]:
        own = [p.status for p in party_statuses(of, day) if (p.country or p.other_id) != by]
        return [(s.code, s.reason, s.event) for s in (status(of, day), *own)]

    # Of the party that joins later it is known by that, that it was not bound yet.
    by = later.party if later.type in (*CONSENT, "entry-into-force") else None
    assert told(more) == told(facts)


@settings(max_examples=300)
@given(facts=_facts(hands=False), day=DAYS)
def test_an_agreement_of_two_is_in_force_for_both_or_for_none(facts: Facts, day: date) -> None:
    rows = (PartyFact("IN"), PartyFact("US", "contracting"))
    facts = replace(facts, parties=rows)
    whole = status(facts, day).code
    if whole in (*APPLIED, *ENDED, "suspended"):
        assert {each.status.code for each in party_statuses(facts, day)} == {whole}
    else:
        for each in party_statuses(facts, day):
            assert each.status.code not in (*APPLIED, *ENDED, "suspended")


@settings(max_examples=300)
@given(facts=_facts(hands=False), day=DAYS)
def test_nothing_is_in_force_without_an_entry_into_force_that_has_happened(
    facts: Facts, day: date
) -> None:
    entered = [e for e in facts.events if e.type == "entry-into-force"]
    if not any(of_event(event, facts).happened(day) for event in entered):
        assert all(found.code != "in-force" for found in answers(facts, day))


@settings(max_examples=300)
@given(facts=_facts(hands=False), day=DAYS)
def test_nothing_done_that_presupposes_force_was_done_to_what_is_said_to_be_not_in_force(
    facts: Facts, day: date
) -> None:
    done = [e for e in facts.events if e.type in PRESUPPOSING and of_act(e, facts).happened(day)]
    begun = any(e.type in ("entry-into-force", "provisional-application") for e in facts.events)
    if done and not begun:
        assert status(facts, day).code in ("unknown", *ENDED)


@given(facts=_facts(hands=False), day=DAYS)
def test_one_out_of_many_is_out_alone(facts: Facts, day: date) -> None:
    three = tuple(PartyFact(party) for party in PARTIES)
    entered = EventFact(100, "entry-into-force", "2019-01-01")
    own = tuple(e for e in facts.events if e.party is not None and e.type in LEAVING)
    left = Facts((entered, *own), three, facts.term, names=facts.names)
    gone = {e.party for e in own if of_event(e, left).happened(day)}
    assume(status(left, day).code != "expired")
    assert (status(left, day).code == "terminated") == (len(gone) == len(three))
    found = {p.country or p.other_id: p.status.code for p in party_statuses(left, day)}
    assert {party for party, code in found.items() if code == "terminated"} == gone


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
    rows = tuple(replace(fact, start=None, end=None) for fact in facts.parties)
    events = tuple(e for e in facts.events if e.party is not None and e.type in LEAVING)
    entered = EventFact(100, "entry-into-force", "2019-01-01")
    left = Facts((entered, *events), rows, names=facts.names)
    found, members = status(left, day), set(left.members())
    gone = {e.party for e in events if of_event(e, left).happened(day)} & members
    ends = bool(gone) if len(members) == 2 else gone == members and len(members) > 2
    assert (found.code == "terminated") == ends
