"""The status of an agreement on a day, and the reason given for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from defcat.rules.facts import (
    EventFact,
    Facts,
    HandFact,
    PartyFact,
    PartyId,
    Successor,
    TermFacts,
)
from defcat.rules.parties import party_statuses
from defcat.rules.status import status

DAY = date(2024, 11, 18)


def event(
    type: str,
    when: str | None = None,
    effective: str | None = None,
    *,
    until: str | None = None,
    by: PartyId | None = None,
    id: int = 1,
) -> EventFact:
    return EventFact(id, type, when, effective, until, by)


SIGNED = event("signature", "2024-08-22")
IN_FORCE = event("entry-into-force", "2024-09-01", id=2)
FIRST = event("entry-into-force", "1980-01-01", id=2)
NO_TERM = TermFacts()
TWO = (PartyFact("IN"), PartyFact("US"))
THREE = (*TWO, PartyFact("FR"))
FOUR = (*TWO, PartyFact("JP", "contracting"), PartyFact(7))


def on(
    *events: EventFact,
    parties: tuple[PartyFact, ...] = (),
    term: TermFacts = NO_TERM,
    later: tuple[Successor, ...] = (),
    hands: tuple[HandFact, ...] = (),
    day: date = DAY,
) -> tuple[str, str]:
    found = status(Facts(events, parties, term, later, hands, {7: "NATO"}), day)
    return found.code, found.reason


def each(
    *events: EventFact, parties: tuple[PartyFact, ...] = FOUR, day: date = DAY
) -> dict[PartyId | None, tuple[str, str]]:
    found = party_statuses(Facts(events, parties, names={7: "NATO"}), day)
    return {p.country or p.other_id: (p.status.code, p.status.reason) for p in found}


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
        (
            [IN_FORCE, event("termination", "2024-10")],
            (
                "terminated",
                "termination: October 2024; terminated on or before 31 October 2024, "
                "exact day not known",
            ),
        ),
        ([SIGNED, event("termination", "2024-10")], ("terminated", None)),
        ([IN_FORCE, event("supersession", "2024")], ("in-force", None)),
        (
            [IN_FORCE, event("supersession", "2024-10-01")],
            ("superseded", "supersession: 1 October 2024"),
        ),
        ([IN_FORCE, event("expiry", "2024-10-01")], ("expired", "expiry: 1 October 2024")),
        (
            [event("termination", "2012"), event("supersession", "2010"), FIRST],
            (
                "superseded",
                "supersession: 2010; superseded on or before 31 December 2010, exact day not known",
            ),
        ),
        # What one party does, and what changes nothing, decides nothing.
        ([event("entry-into-force", "2020", by="IN")], ("unknown", "no event on record says")),
        ([IN_FORCE, event("termination", "2024-10-01", by="IN")], ("in-force", None)),
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
    assert on(this_year, day=date(2023, 12, 31)) == ("unknown", "no event on record says")
    assert on(event("entry-into-force", "2019-05-31/"))[0] == "unknown"


def test_what_is_so_since_a_day_happened_then() -> None:
    since = event("entry-into-force", "2019-05-31/..")
    assert on(since) == ("in-force", "entry into force: since 31 May 2019")
    assert on(since, day=date(2019, 5, 30))[0] == "unknown"
    year = event("entry-into-force", "2019/..")
    assert on(year, day=date(2019, 6, 1)) == (
        *("unknown", "entry into force: since 2019, exact day not known"),
    )
    assert on(year, day=date(2019, 12, 31)) == (
        "in-force",
        "entry into force: since 2019; in force on or before 31 December 2019, exact day not known",
    )
    assert on(event("negotiation", "2019/.."))[0] == "in-negotiation"


def test_a_partial_date_counts_from_its_last_day_and_says_so() -> None:
    entered = event("entry-into-force", "1976")
    says = "entry into force: 1976; in force on or before 31 December 1976, exact day not known"
    assert on(entered, day=date(1980, 1, 1)) == ("in-force", says)
    assert on(entered, day=date(1976, 12, 31)) == ("in-force", says)
    assert on(entered, day=date(1976, 6, 1)) == (
        *("unknown", "entry into force: 1976, exact day not known"),
    )
    assert on(event("entry-into-force", "../2004")) == (
        "in-force",
        "entry into force: until 2004; in force on or before 31 December 2004, exact day not known",
    )


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [
        (None, ("in-force", "entry into force: 1 September 2024")),
        ("2024-11-18", ("in-force", "entry into force: 1 September 2024")),
        (
            "2024",
            (
                "in-force",
                "entry into force: 1 September 2024; its term ends: 2024, exact day not known",
            ),
        ),
        ("XXXX", ("in-force", "entry into force: 1 September 2024")),
        ("2024-11-17", ("expired", "expired: 17 November 2024, by its term")),
        ("2023", ("expired", "expired: 2023, by its term")),
        ("../2023", ("expired", "expired: 2023 or earlier, by its term")),
        (
            "2019/..",
            (
                "in-force",
                "entry into force: 1 September 2024; "
                "its term ends: 2019 or later, exact day not known",
            ),
        ),
    ],
)
def test_the_end_of_its_term(expiry: str | None, expected: tuple[str, str]) -> None:
    assert on(SIGNED, IN_FORCE, term=TermFacts(expiry=expiry)) == expected


def test_a_term_ends_only_what_was_in_force() -> None:
    over = TermFacts(expiry="2024-11-01")
    assert on(SIGNED, term=over)[0] == "signed-not-in-force"
    assert on(term=over)[0] == "unknown"
    assert on(IN_FORCE, event("suspension", "2024-10-01"), term=over)[0] == "expired"


def test_what_ended_it_first_decides() -> None:
    ended = event("termination", "2024-10-01")
    assert on(IN_FORCE, ended, term=TermFacts(expiry="2024-11-01"))[0] == "terminated"
    assert on(IN_FORCE, ended, term=TermFacts(expiry="2024-09-15"))[0] == "expired"


def test_a_duration_runs_out_unless_it_is_renewed() -> None:
    entered = event("entry-into-force", "2014-09-01")
    five = TermFacts("P5Y")
    assert on(entered, term=five, day=date(2019, 9, 1))[0] == "in-force"
    assert on(entered, term=five, day=date(2019, 9, 2)) == (
        *("expired", "expired: 1 September 2019, by its term (5 years from 1 September 2014)"),
    )
    code, reason = on(entered, term=TermFacts("P5Y", "by-consent"))
    assert code == "expired"
    assert reason.endswith("renewal is by consent, and none is recorded")
    renewed = event("renewal", "2019-08-01", until="2029-09-01", id=3)
    assert on(entered, renewed, term=TermFacts("P5Y", "by-consent"))[0] == "in-force"
    assert on(entered, term=TermFacts("indefinite"))[0] == "in-force"
    again = TermFacts("P5Y", "automatic", "P5Y")
    assert on(entered, term=again) == (
        "in-force",
        "entry into force: 1 September 2014; "
        "renewed automatically on 1 September 2024, until 1 September 2029",
    )
    left = event("denunciation", "2024-10-01", by="IN", id=4)
    assert on(entered, left, parties=TWO, term=again)[0] == "terminated"


def test_a_suspension_and_a_provisional_application_are_over_in_time() -> None:
    paused = event("suspension", "2024-10-01", until="2024-10", id=3)
    assert on(IN_FORCE, paused, day=date(2024, 10, 5)) == (
        *(
            "suspended",
            "suspension: 1 October 2024; suspension until: October 2024, exact day not known",
        ),
    )
    assert on(IN_FORCE, paused) == (
        "in-force",
        "entry into force: 1 September 2024; suspension until: October 2024, which is over",
    )
    applied = event("provisional-application", "2024-08-22", until="2024-10-31", id=3)
    assert on(SIGNED, applied, day=date(2024, 10, 31))[0] == "provisionally-applied"
    code, reason = on(SIGNED, applied)
    assert code == "signed-not-in-force"
    assert reason.endswith("provisional application until: 31 October 2024, which is over")


@pytest.mark.parametrize(
    ("leaving", "notice", "expected"),
    [
        (
            event("denunciation", "2024-05-01", "2024-11-01", by="IN"),
            "P1Y",
            "denunciation by India: 1 November 2024",
        ),
        (
            event("denunciation", "2024-05-01", by="IN"),
            "P6M",
            "denunciation by India: 1 November 2024, with notice of 6 months from 1 May 2024",
        ),
        (
            event("withdrawal", "2024-10-01", by="US"),
            None,
            "withdrawal by United States: 1 October 2024, the day of notice",
        ),
        (event("withdrawal", by="US"), "P6M", "withdrawal by United States, on a day not recorded"),
    ],
)
def test_one_of_two_ends_an_agreement(
    leaving: EventFact, notice: str | None, expected: str
) -> None:
    term = TermFacts(notice_period=notice)
    assert on(IN_FORCE, leaving, parties=TWO, term=term) == ("terminated", expected)
    assert on(IN_FORCE, leaving, parties=FOUR, term=term)[0] == "in-force"
    assert on(IN_FORCE, leaving, term=term)[0] == "in-force"


def test_notice_still_running_ends_nothing_yet() -> None:
    leaving = event("denunciation", "2024-05", by="IN")
    term = TermFacts(notice_period="P6M")
    code, reason = on(IN_FORCE, leaving, parties=TWO, term=term)
    assert code == "in-force"
    assert reason.endswith(
        "denunciation by India: November 2024, with notice of 6 months from May 2024, "
        "exact day not known"
    )
    assert on(IN_FORCE, leaving, parties=TWO, term=term, day=date(2024, 11, 30))[0] == "terminated"
    assert on(IN_FORCE, leaving, parties=TWO, term=term, day=date(2024, 10, 31))[0] == "in-force"


def test_a_denunciation_of_many_without_its_party_leaves_open_whose_it_is() -> None:
    leaving = event("withdrawal", "2024-10-01")
    assert on(IN_FORCE, leaving, parties=FOUR) == (
        "in-force",
        "entry into force: 1 September 2024; "
        "a withdrawal of 1 October 2024 is recorded without its party",
    )
    assert on(IN_FORCE, leaving, parties=FOUR, day=date(2024, 9, 30)) == (
        "in-force",
        "entry into force: 1 September 2024",
    )
    assert on(IN_FORCE, leaving, parties=TWO)[0] == "terminated"
    undated = event("denunciation", id=3)
    _, reason = on(IN_FORCE, undated, parties=FOUR)
    assert reason.endswith("; a denunciation is recorded without its day and its party")
    for code, reason in each(IN_FORCE, leaving).values():
        assert code == "in-force"
        assert "a withdrawal of 1 October 2024 is recorded without its party" in reason


OLD = event("signature", "1895-11-27")
DENOUNCED = event("denunciation", "1907-10-29", "1908-11-01", by="US", id=2)


def test_what_was_denounced_had_been_in_force() -> None:
    def then(*day: int) -> tuple[str, str]:
        return on(OLD, DENOUNCED, parties=TWO, day=date(*day))

    signed = "signature: 27 November 1895; "
    lacking = "no entry into force is recorded"
    assert then(1907, 10, 28) == ("signed-not-in-force", signed + lacking)
    done = "denunciation by United States: 29 October 1907 presupposes that it was in force; "
    assert then(1907, 10, 29) == then(1907, 12, 1) == ("unknown", signed + done + lacking)
    assert then(1908, 10, 31)[0] == "unknown"
    assert then(1908, 11, 1)[0] == "terminated"
    parties = each(OLD, DENOUNCED, parties=TWO, day=date(1907, 12, 1))
    assert {code for code, _ in parties.values()} == {"unknown"}


def test_a_denunciation_of_which_the_day_is_not_known_presupposes_nothing_yet() -> None:
    denounced = event("denunciation", "1907", "1908-11-01", id=2)
    code, reason = on(OLD, denounced, day=date(1907, 6, 1))
    assert code == "signed-not-in-force"
    assert reason.endswith("; denunciation: 1907, exact day not known")
    assert on(OLD, denounced, day=date(1907, 12, 31))[0] == "unknown"


@pytest.mark.parametrize("type", ["suspension", "amendment", "extension", "renewal"])
def test_what_is_done_to_a_treaty_in_force_shows_that_it_was(type: str) -> None:
    act = event(type, "1907-10-29", id=2)
    assert on(OLD, act)[0] == "unknown"
    assert on(act)[0] == "unknown"
    assert on(event("negotiation", "1890"), act)[0] == "unknown"
    assert on(OLD, act, FIRST, day=date(1979, 12, 31))[0] == "unknown"
    assert on(OLD, act, event("entry-into-force", "1896", id=3))[0] in ("in-force", "suspended")
    applied = event("provisional-application", "1896", until="1950", id=3)
    assert on(OLD, applied, act)[0] != "unknown"  # its provisional application explains it


def test_one_of_many_that_leaves_shows_that_it_was_in_force() -> None:
    for_one = event("entry-into-force", "1896-01-01", by="US", id=3)
    leaving, day = event("withdrawal", "1907-10-29", "1909-01-01", by="US", id=2), date(1908, 1, 1)
    assert on(OLD, leaving, parties=FOUR, day=day)[0] == "unknown"
    assert {code for code, _ in each(OLD, leaving, day=day).values()} == {"unknown"}
    # For the one that left it was in force on a day on record; of the others nothing follows.
    assert on(OLD, for_one, leaving, parties=FOUR, day=day)[0] == "signed-not-in-force"
    unnamed = event("withdrawal", "1907-10-29", id=2)
    assert on(OLD, unnamed, parties=FOUR, day=day) == (
        "unknown",
        "signature: 27 November 1895; withdrawal: 29 October 1907 presupposes that it was in "
        "force; no entry into force is recorded; "
        "a withdrawal of 29 October 1907 is recorded without its party",
    )


def test_who_has_not_consented_is_not_known_to_be_bound_by_what_others_did() -> None:
    ratified = event("ratification", "1896-01-01", by="IN", id=4)
    signed = [event("signature", "1895", by=by, id=10 + i) for i, by in enumerate(("IN", "US"))]
    leaving, day = event("withdrawal", "1907-10-29", "1909-01-01", by="IN", id=2), date(1908, 1, 1)
    found = each(*signed, ratified, leaving, day=day)
    assert found["IN"][0] == "unknown"
    assert found["US"][0] == "signed-not-in-force"
    own = replace(leaving, party="US")
    assert each(*signed, ratified, own, day=day)["US"][0] == "unknown"


def test_a_later_agreement_takes_its_place_from_its_own_entry_into_force() -> None:
    later = (Successor("supersedes", "New MoU (A12)", "2024-10-01"),)
    says = "superseded by New MoU (A12), in force: 1 October 2024"
    assert on(IN_FORCE, later=later) == ("superseded", says)
    assert on(IN_FORCE, later=later, day=date(2024, 9, 30))[0] == "in-force"
    ends = (Successor("terminates", "New MoU (A12)", None),)
    assert on(IN_FORCE, later=ends) == (
        *("terminated", "terminated by New MoU (A12), in force on a day not recorded"),
    )
    for_india = (Successor("supersedes", "New MoU (A12)", "2024-10-01", "IN"),)
    assert on(IN_FORCE, later=for_india, parties=TWO)[0] == "superseded"
    assert on(IN_FORCE, later=for_india, parties=FOUR)[0] == "in-force"
    this_year = (Successor("supersedes", "New MoU (A12)", "2024"),)
    code, reason = on(IN_FORCE, later=this_year)
    assert (code, reason.count("exact day not known")) == ("in-force", 1)


def test_signatures_of_the_parties_one_by_one() -> None:
    india = event("signature", "2024-08-22", by="IN")
    america = event("signature", "2024-09-01", by="US", id=2)
    assert on(india, parties=TWO) == (
        "signed-not-in-force",
        "signed by India so far: 22 August 2024; no entry into force is recorded",
    )
    assert on(india, america, parties=TWO) == (
        "signed-not-in-force",
        "signature by all parties: 1 September 2024; no entry into force is recorded",
    )
    entered = [event("entry-into-force", "2024-10-01", by=by, id=3) for by in ("IN", "US")]
    assert on(*entered[:1], parties=TWO)[0] == "unknown"
    assert on(*entered, parties=TWO) == (
        *("in-force", "entry into force for all parties: 1 October 2024"),
    )


def test_a_status_set_by_hand_goes_first_and_says_what_the_events_say() -> None:
    hand = HandFact(1, "in-force", "note verbale 12", "2024-10-05", "2024-10", "2025-01")
    by_hand = (
        "in-force",
        "set by hand on 5 October 2024: note verbale 12; "
        "by its events: signed, not in force "
        "(signature: 22 August 2024; no entry into force is recorded)",
    )
    assert on(SIGNED, hands=(hand,)) == by_hand
    assert on(SIGNED, hands=(hand,), day=date(2025, 1, 31)) == by_hand
    assert on(SIGNED, hands=(hand,), day=date(2025, 2, 1))[0] == "signed-not-in-force"
    assert on(SIGNED, hands=(hand,), day=date(2024, 10, 30))[0] == "signed-not-in-force"
    always = HandFact(2, "terminated", "lost", party="IN")
    assert on(SIGNED, hands=(always,))[0] == "signed-not-in-force"


def test_each_party_of_many_on_its_own() -> None:
    found = each(
        IN_FORCE,
        event("ratification", "2024-08-25", by="IN", id=3),
        event("signature", "2024-08-22", by="US", id=4),
        event("accession", "2024-10-01", by="JP", id=5),
    )
    assert found == {
        "IN": ("in-force", "entry into force: 1 September 2024"),
        "US": (
            "signed-not-in-force",
            "signature by United States: 22 August 2024; no entry into force is recorded; "
            "others have consented to be bound; its own consent is not recorded",
        ),
        "JP": ("in-force", "accession by Japan: 1 October 2024"),
        7: (
            "in-force",
            "entry into force: 1 September 2024; by the agreement's own entry into force; "
            "no consent of its own is recorded",
        ),
    }


def test_a_party_that_left_is_no_longer_bound() -> None:
    gone = event("withdrawal", "2024-10-01", by=7, id=3)
    found = each(IN_FORCE, gone)
    assert found[7] == ("terminated", "withdrawal by NATO: 1 October 2024, the day of notice")
    assert {found[p][0] for p in ("IN", "US", "JP")} == {"in-force"}
    assert each(IN_FORCE, gone, day=date(2024, 9, 30))[7][0] == "in-force"
    until = (*TWO, PartyFact("JP", end="2024-10-31"))
    assert each(IN_FORCE, parties=until)["JP"] == ("terminated", "party until: 31 October 2024")


def test_a_party_with_a_day_of_its_own_is_bound_from_that_day() -> None:
    joined = event("entry-into-force", "2025-01-01", by="JP", id=3)
    assert each(IN_FORCE, joined)["JP"][0] == "unknown"
    assert each(IN_FORCE, joined, day=date(2025, 1, 1))["JP"] == (
        *("in-force", "entry into force for Japan: 1 January 2025"),
    )
    assert each(event("signature", "2024-08-22", by="IN"))["US"] == (
        "unknown",
        "signed by India so far: 22 August 2024; no signature of its own is recorded",
    )


def test_named_parties_are_superseded_and_set_by_hand_alone() -> None:
    facts = Facts(
        (IN_FORCE,),
        FOUR,
        successors=(Successor("supersedes", "New MoU (A12)", "2024-10-01", "JP"),),
        hands=(HandFact(1, "suspended", "arrears", "2024-10-05", party="US"),),
        names={7: "NATO"},
    )
    found = {p.country or p.other_id: p.status for p in party_statuses(facts, DAY)}
    assert {party: each.code for party, each in found.items()} == {
        "IN": "in-force",
        "US": "suspended",
        "JP": "superseded",
        7: "in-force",
    }
    assert found["US"].by_hand
    assert status(facts, DAY).code == "in-force"


def through(facts: Facts, *years: int) -> list[str]:
    """The status on 1 June of each year."""
    return [status(facts, date(year, 6, 1)).code for year in years]


def of_party(party: PartyId, facts: Facts, *years: int) -> list[str]:
    """The status of a party on 1 June of each year."""
    found = []
    for year in years:
        parties = party_statuses(facts, date(year, 6, 1))
        found += [p.status.code for p in parties if party in (p.country, p.other_id)]
    return found


def test_what_enters_into_force_again_is_in_force_again() -> None:
    ended, again = event("termination", "1990-01-01", id=3), event("entry-into-force", "2000-01-01")
    assert through(Facts((FIRST, ended, again), TWO), 1985, 1995, 2005) == [
        "in-force",
        "terminated",
        "in-force",
    ]
    assert on(FIRST, ended, again) == (
        *("in-force", "entry into force: 1 January 2000; after termination: 1 January 1990"),
    )
    # Nobody knows which of the two came first, so that nothing is known to have begun again.
    perhaps = event("entry-into-force", "1990", id=4)
    assert on(FIRST, ended, perhaps) == (
        *("terminated", "termination: 1 January 1990; entry into force: 1990, exact day not known"),
    )
    assert on(FIRST, event("termination", id=3), again)[0] == "terminated"
    # What was suspended before it ended is not suspended when it is in force again.
    assert on(FIRST, event("suspension", "1985-01-01"), ended, again)[0] == "in-force"
    over = event("provisional-application", "2000-01-01", until="2005-12-31")
    assert through(Facts((FIRST, ended, over)), 2003, 2010) == [
        *("provisionally-applied", "terminated"),
    ]


def test_a_renewal_brings_back_what_had_expired() -> None:
    expired = event("expiry", "2015-01-01", id=3)
    renewal = event("renewal", "2018-01-01", until="2022-12-31", id=4)
    facts = Facts((FIRST, expired, renewal))
    assert through(facts, 2014, 2016, 2019, 2023) == ["in-force", "expired", "in-force", "expired"]
    assert on(FIRST, expired, renewal, day=date(2019, 6, 1)) == (
        "in-force",
        "renewal: 1 January 2018; after expiry: 1 January 2015; renewed until: 31 December 2022",
    )
    assert status(facts, date(2019, 6, 1)).since is not None
    assert status(facts, date(2019, 6, 1)).event == renewal.id
    assert on(SIGNED, expired, renewal)[0] == "expired"
    longer = event("extension", "2018-01-01", until="2022-12-31", id=4)
    assert on(FIRST, longer, term=TermFacts("P35Y"), day=date(2019, 6, 1)) == (
        *("in-force", "entry into force: 1 January 1980; extended until: 31 December 2022"),
    )


def test_a_resumption_gives_back_what_was_suspended() -> None:
    resumed = event("resumption", "2002-01-01", id=5)
    signed = event("signature", "2000-01-01")
    assert on(signed, resumed)[0] == "unknown"  # it had been in force, nothing says since when
    applied = event("provisional-application", "2000-01-01", id=3)
    paused = event("suspension", "2001-01-01", id=4)
    facts = Facts((signed, applied, paused, resumed), TWO)
    assert through(facts, 2000, 2001, 2002) == [
        *("provisionally-applied", "suspended", "provisionally-applied"),
    ]
    assert [p.status.reason for p in party_statuses(facts, DAY)] == [
        "resumption: 1 January 2002",
    ] * 2
    entered = event("entry-into-force", "2005-01-01", id=6)
    assert on(signed, applied, paused, resumed, entered) == (
        *("in-force", "entry into force: 1 January 2005"),
    )


def test_a_party_that_left_may_come_back() -> None:
    events = (
        FIRST,
        event("ratification", "1979-01-01", by="IN", id=3),
        event("denunciation", "1990-01-01", by="IN", id=4),
        event("accession", "2000-01-01", by="IN", id=5),
    )
    facts = Facts(events, THREE)
    assert of_party("IN", facts, 1985, 1995, 2005) == ["in-force", "terminated", "in-force"]
    assert each(*events, parties=THREE)["IN"] == (
        "in-force",
        "accession by India: 1 January 2000; "
        "after denunciation by India: 1 January 1990, the day of notice",
    )
    own = event("entry-into-force", "2000-07-01", by="IN", id=6)
    facts = Facts((*events, own), THREE)
    assert of_party("IN", facts, 1985, 1995, 2000, 2005) == [
        *("in-force", "terminated", "terminated", "in-force"),
    ]
    assert through(facts, 1985, 1995, 2005) == ["in-force"] * 3
    # It left and came back on one day, with another reservation.
    same = event("accession", "1990-01-01", by="IN", id=5)
    assert of_party("IN", Facts((*events[:3], same), THREE), 1995) == ["in-force"]


def test_one_of_two_that_comes_back_brings_the_agreement_back() -> None:
    left = event("denunciation", "1990-01-01", by="IN", id=4)
    back = event("accession", "2000-01-01", by="IN", id=5)
    facts = Facts((FIRST, left, back), TWO)
    for found in (through, lambda *a: of_party("IN", *a), lambda *a: of_party("US", *a)):
        assert found(facts, 1985, 1995, 2005) == ["in-force", "terminated", "in-force"]
    assert on(left, back, parties=TWO)[0] == "terminated"


def test_a_party_that_may_have_come_back_before_it_left_is_out() -> None:
    left = event("denunciation", "1990-05-01", by="IN", id=4)
    back = event("accession", "1990", by="IN", id=5)
    says = "denunciation by India: 1 May 1990, the day of notice; "
    perhaps = "accession by India: 1990, exact day not known"
    for day in (date(1990, 8, 1), DAY):
        assert each(FIRST, left, back, parties=THREE, day=day)["IN"] == (
            *("terminated", says + perhaps),
        )


def test_the_rows_of_a_party_say_from_when_and_until_when() -> None:
    rows = (PartyFact("IN", start="1980", end="1990"), PartyFact("IN", start="2000"))
    facts = Facts((FIRST,), (*rows, PartyFact("US"), PartyFact("FR")))
    assert of_party("IN", facts, 1985, 1995, 2005) == ["in-force", "terminated", "in-force"]
    later = Facts((FIRST,), (PartyFact("IN", start="2000-01-01"), PartyFact("US"), PartyFact("FR")))
    assert of_party("IN", later, 1985) == []
    assert of_party("IN", later, 2005) == ["in-force"]
    assert [len(later.members(date(year, 1, 1))) for year in (1985, 2005)] == [2, 3]
    this_year = Facts((FIRST,), (PartyFact("IN", start="2024"), PartyFact("US"), PartyFact("FR")))
    india = next(p.status for p in party_statuses(this_year, DAY) if p.country == "IN")
    assert (india.code, india.reason) == ("unknown", "party since: 2024, exact day not known")
    # Signatory and then party, or one row after another, is one membership.
    for first, then in (("1990", "1990"), ("1990-12-31", "1991-01-01")):
        met = (PartyFact("IN", end=first), PartyFact("IN", start=then), *THREE[1:])
        assert of_party("IN", Facts((FIRST,), met), 1985, 1991, 2005) == ["in-force"] * 3


def test_a_party_takes_the_place_of_another() -> None:
    rows = (PartyFact("SU", end="1991-12-25"), PartyFact("RU", start="1991-12-26"), PartyFact("IN"))
    facts = Facts((FIRST,), rows)
    assert through(facts, 1985, 1995) == ["in-force"] * 2
    assert of_party("SU", facts, 1985, 1995) == ["in-force", "terminated"]
    assert of_party("RU", facts, 1985, 1995) == ["in-force"]


def test_it_ends_when_the_last_party_is_out() -> None:
    left = [
        event("withdrawal", f"199{n}-01-01", by=fact.party, id=10 + n)
        for n, fact in enumerate(THREE)
    ]
    facts = Facts((FIRST, *left), THREE)
    assert through(facts, 1985, 1991, 1992) == ["in-force", "in-force", "terminated"]
    assert on(FIRST, *left, parties=THREE)[1] == (
        "withdrawal by France: 1 January 1992, the day of notice; no party is left"
    )
    back = event("accession", "1991-07-01", by="IN", id=20)
    assert through(Facts((FIRST, *left, back), THREE), 2005) == ["in-force"]
    again = event("entry-into-force", "2000-01-01", id=21)
    facts = Facts((FIRST, *left, again), THREE)
    assert through(facts, 1995, 2005) == ["terminated", "in-force"]
    assert of_party("IN", facts, 1985, 1995, 2005) == ["in-force", "terminated", "in-force"]
    each_for = [Successor("supersedes", "B (A2)", "1990-01-01", fact.party) for fact in THREE]
    assert through(Facts((FIRST,), THREE, successors=tuple(each_for)), 2005) == ["superseded"]
    assert through(Facts((FIRST,), THREE, successors=tuple(each_for[:2])), 2005) == ["in-force"]


def test_those_who_join_later_do_not_undo_what_each_of_the_first_did() -> None:
    entered = [
        event("entry-into-force", f"{year}-01-01", by=party, id=year)
        for year, party in ((1980, "IN"), (1981, "US"), (2000, "JP"))
    ]
    facts = Facts(tuple(entered), (*TWO, PartyFact("JP", start="2000-01-01")))
    assert through(facts, 1980, 1985, 2005) == ["unknown", "in-force", "in-force"]
    assert of_party("JP", facts, 1985, 2005) == ["in-force"]
    assert on(*entered[:2], parties=THREE) == (
        *("unknown", "entry into force for India, United States so far"),
    )


def test_who_consents_later_is_not_bound_yet() -> None:
    joined = event("ratification", "1995-01-01", by="IN", id=3)
    signed = event("signature", "1979-01-01", by="IN", id=4)
    assert each(FIRST, joined, parties=THREE, day=date(1985, 6, 1))["IN"] == (
        *("unknown", "not yet bound"),
    )
    assert each(FIRST, joined, signed, parties=THREE, day=date(1985, 6, 1))["IN"] == (
        "signed-not-in-force",
        "signature by India: 1 January 1979; not yet bound",
    )
    # What is suspended when it joins is suspended for it; what was resumed before is in force.
    paused, resumed = event("suspension", "1990-01-01"), event("resumption", "1992-01-01", id=6)
    facts = Facts((FIRST, joined, paused), THREE)
    assert of_party("IN", facts, 1991, 1996) == ["unknown", "suspended"]
    assert each(FIRST, joined, paused, resumed, parties=THREE)["IN"] == (
        *("in-force", "ratification by India: 1 January 1995"),
    )


def test_one_date_is_open_and_the_others_are_not() -> None:
    india = event("entry-into-force", "2019/..", by="IN", id=3)
    america = event("entry-into-force", "2015-01-01", by="US", id=4)
    assert on(india, america, parties=TWO, day=date(2016, 1, 1)) == (
        *("unknown", "entry into force for United States so far"),
    )
    assert on(india, america, parties=TWO)[0] == "in-force"
    unknown = event("entry-into-force", by="IN", id=3)
    assert on(unknown, america, parties=TWO, term=TermFacts("P1Y")) == (
        "in-force",
        "entry into force for all parties: 1 January 2015 or later, of one on a day not recorded",
    )
    assert on(unknown, america, parties=TWO, day=date(2014, 1, 1))[0] == "unknown"


def test_since_when_a_status_runs() -> None:
    def since(*events: EventFact, **given: str) -> str | None:
        found = status(Facts(events, term=TermFacts(**given)), DAY).since
        return found.text if found else None

    assert since(event("entry-into-force", "2005-12-01", "2006-01-01")) == "2006-01-01"
    assert since(event("entry-into-force", "2006")) == "2006"
    assert since(event("entry-into-force", "2006-01-01/..")) == "2006-01-01"
    assert since(event("entry-into-force")) is None
    assert since(FIRST, expiry="2019") == "2019"
    assert since() is None


def test_days_go_by_and_it_never_comes_back_from_the_dead() -> None:
    facts = Facts((SIGNED, IN_FORCE, event("termination", "2025-01-01")))
    codes = [status(facts, date(2024, 8, 1) + timedelta(days=n)).code for n in range(300)]
    assert list(dict.fromkeys(codes)) == [
        "unknown",
        "signed-not-in-force",
        "in-force",
        "terminated",
    ]
