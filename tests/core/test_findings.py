"""What each rule notices, and what it leaves alone because the dates leave doubt."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.rules import findings
from defcat.rules.disagreement import prefer
from defcat.rules.findings.broken import is_address
from defcat.rules.findings.office_words import agree
from tests.core.making import make
from tests.core.noticing import agreement, noticed, person, said, visit


@pytest.mark.parametrize(
    ("signed", "force", "found"),
    [
        ("2020-06-01", "2020-05-31", True),
        ("2020-06-01", "2020-06-01", False),
        ("2020-06", "2020-05", True),
        ("2020-06", "2020", False),  # in force after June, for all that is known
        ("2020", "2020-05-31", False),
        ("2020-06-01~", "2020-05-31", False),
        (None, "2020-05-31", False),
    ],
)
def test_in_force_before_it_was_signed(
    catalogue: Catalogue, signed: str | None, force: str, found: bool
) -> None:
    with catalogue.change("x") as change:
        agreement(change, ("signature", signed), ("entry-into-force", force))
    assert bool(said(catalogue, "force-before-signature")) == found


def test_the_first_of_several_signatures_counts(catalogue: Catalogue) -> None:
    signings = (("signature", "2020-01-01"), ("signature", "2021-01-01"))
    with catalogue.change("x") as change:
        agreement(change, *signings, ("entry-into-force", "2020-06-01"))
        agreement(change, *signings, ("entry-into-force", "2019-06-01"))
    (one,) = noticed(catalogue, "force-before-signature")
    assert one.record.ref == "A2"
    assert one.finding.says == "Entry into force on 1 June 2019 is before the signature on" + (
        " 1 January 2020."
    )
    assert one.finding.key == "2019-06-01<2020-01-01"


def test_an_agreement_that_applies_to_the_past_is_in_order(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        made = agreement(change, ("signature", "2020-06-01"))
        change.add_part(
            "event", made, type="entry-into-force", date="2020-06-01", effective="2020-01-01"
        )
    assert said(catalogue, "force-before-signature") == []


def test_what_ended_before_it_began(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "A B", ("Adviser", "2020-05", "2020-04"), born="1990", died="1989")
        person(change, "C D", ("Adviser", "2020-05", "2020"), born="1990", died="1990")
        change.add("organisation", title="Forum", type="forum", founded="2001", dissolved="2000")
        late = agreement(change, ("entry-into-force", "2020"), expiry_date="2019-12-31")
        change.add_part("event", late, type="extension", date="2022-01-01", until="2021-06-30")
        change.add_part("party", late, role="party", country="IN", start="2020", end="2019")
        born = visit(change, "2024-05-01")
        change.add(
            "commitment", title="Share a plan", state="done", engagement=born, closed="2024-04-30"
        )
        change.add(
            "commitment",
            title="Share it early",
            state="done",
            engagement=born,
            promised="2024-04-01",
            closed="2024-04-30",
        )
    assert [(f.record.ref, f.finding.about) for f in noticed(catalogue, "end-before-start")] == [
        ("C1", "closed"),
        *(("A1", about) for about in ("event", "expiry_date", "party")),
        ("G1", "dissolved"),
        ("O1", "died"),
        ("O1", "tenure"),
    ]


def test_before_it_existed_and_after_it_was_no_more(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        young = person(change, "A B", born="2000")
        dead = person(change, "C D", ("Minister of Defence", "1999", "2010"), died="2005-03-01")
        forum = change.add("organisation", title="Forum", type="forum", founded="2010-06")
        visit(change, "1999-12-31", (young, None))
        visit(change, "2018-01-01", (young, None), title="Of age, for all that is known")
        visit(change, "2010-05-31", (forum, None))
        visit(change, "2010-06-01", (forum, None), title="In the month it was founded")
        signed = agreement(change, ("signature", "2006-01-01"))
        change.add_part("signatory", signed, other_id=dead)
        change.add_part("party", signed, role="party", country="SUHH")
        before = agreement(change, ("signature", "1990-01-01"))
        change.add_part("party", before, role="party", country="SUHH")
    found = noticed(catalogue, "before-it-existed")
    assert [(f.record.ref, f.finding.about, f.other and f.other.ref) for f in found] == [
        ("A1", "party", None),
        ("A1", "signatory", "O2"),
        ("E3", "participant", "G1"),
        ("E1", "participant", "O1"),
        ("O2", "tenure", None),
    ]
    assert found[3].finding.says == ("A B did not exist then: 31 December 1999, before 2000.")


@pytest.mark.parametrize(
    ("born", "day", "says"),
    [
        ("1901-03-27", "1916-05-05", "A B would have been 15 on 5 May 1916, born 27 March 1901."),
        ("1901", "1916-05", "A B would have been at most 15: May 1916, born 1901."),
        (
            "1901-03-27",
            "1919-03-26",
            "A B would have been 17 on 26 March 1919, born 27 March 1901.",
        ),
        ("1901-03-27", "1919-03-27", None),
        ("1901-03", "1919-03", None),
        ("1901~", "1916-05-05", None),
        ("../1901", "1916-05-05", None),
        ("1901", "1916/..", None),
    ],
)
def test_who_was_too_young_is_another_of_that_name(
    catalogue: Catalogue, born: str, day: str, says: str | None
) -> None:
    with catalogue.change("x") as change:
        young = person(change, "A B", ("Minister of Defence", day, None), born=born)
        visit(change, day, (young, None))
        signed = agreement(change, ("signature", day))
        change.add_part("signatory", signed, other_id=young)
    found = [f.finding for f in noticed(catalogue, "before-it-existed")]
    assert [f.about for f in found] == (["signatory", "participant", "tenure"] if says else [])
    if says:
        assert found[1].says == f"Too young: {says}"
        assert found[2].says == f"Too young: {says}".replace(
            "A B", "Holder of “Minister of Defence”"
        )


def test_two_holders_of_one_post(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "George Fernandes", ("Minister of Defence", "1998-03-19", "2001-03-16"))
        person(change, "Jaswant Singh", ("Defence Minister", "2000-01-02", "2001-10-15"))
        person(change, "A. K. Antony", ("Minister of Defence", "2001-10-15", "2014-05-26"))
    (one,) = noticed(catalogue, "post-overlap")
    assert (one.record.title, one.other and one.other.title) == (
        "Jaswant Singh",
        "George Fernandes",
    )
    assert "from 2 January 2000 to 16 March 2001" in one.finding.says
    assert one.finding.scope == "defence minister" == one.finding.key.partition(":")[0]


def test_holders_at_once_are_told_with_the_dates_as_recorded(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "A B", ("Minister of Defence", "1998", "2004"))
        person(change, "C D", ("Defence Minister", "2002", "2010-05-01"))
        person(change, "E F", ("Minister of Defence", "2009", None))
        person(change, "G H", ("Minister of Defence", "2015", None))
    assert sorted(said(catalogue, "post-overlap")) == [
        "Defence Minister, India: A B and C D are both on record for at least 366 days: C D from"
        " 2002, A B until 2004.",
        "Minister of Defence, India: C D and E F are both on record for at least 121 days: E F from"
        " 2009, C D until 1 May 2010.",
        "Minister of Defence, India: E F and G H are both on record since 2015.",
    ]


def test_a_post_is_told_with_the_body_that_it_is_of(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        forum = change.add("organisation", title="Forum", type="forum")
        for name, post, start in (
            ("A B", "Chair", 2000),
            ("C D", "Chair", 2001),
            ("E F", "Head of the Forum", 2000),
            ("G H", "Head of the Forum", 2001),
        ):
            who = change.add("official", title=name)
            days = {"start": f"{start}-01-01", "end": f"{start + 1}-02-01"}
            change.add_part("tenure", who, post=post, other_id=forum, **days)

    def told() -> list[str]:
        return sorted(text.partition(":")[0] for text in said(catalogue, "post-overlap"))

    assert told() == ["Chair, Forum", "Head of the Forum"]
    with catalogue.change("x") as change:
        change.set("organisation", forum, title="Council")
    assert told() == ["Chair, Council", "Head of the Forum, Council"]


def test_an_acting_holder_may_stand_beside_the_holder(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "A B", ("Minister of Defence", "1998", "2004-06-01"))
        person(change, "C D", ("Acting Minister of Defence", "2003-01-01", "2003-06-01"))
        beside = person(change, "E F")
        change.add_part(
            "tenure",
            beside,
            post="Minister of Defence",
            country="IN",
            start="2002-01-01",
            end="2002-06-01",
            began="acting",
        )
    assert said(catalogue, "post-overlap") == []


def test_only_days_that_both_surely_covered_overlap(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "A B", ("Minister of Defence", "1998", "2004"))
        person(change, "C D", ("Minister of Defence", "2004", "2010"))
        person(change, "E F", ("Minister of Defence", "2009~", "2012"))
    assert said(catalogue, "post-overlap") == []


def test_a_post_of_many_has_no_overlaps_and_no_gaps(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for year in range(2000, 2010):
            name = f"Member {'ABCDEFGHIJ'[year - 2000]}"
            person(change, name, ("Member of the Board", f"{year}-01-01", f"{year + 4}-01-01"))
    assert said(catalogue, "post-overlap") == []
    assert said(catalogue, "post-gap") == []


def test_the_same_post_of_another_country_is_another_post(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "A B", ("Minister of Defence", "2000", "2010"))
        other = change.add("official", title="C D")
        change.add_part(
            "tenure", other, post="Minister of Defence", country="FR", start="2000", end="2010"
        )
    assert said(catalogue, "post-overlap") == []


def holders(*turns: tuple[str, str | None]) -> list[tuple[str, str, str | None]]:
    return [("Minister of Defence", start, end) for start, end in turns]


def test_nobody_held_the_post(catalogue: Catalogue) -> None:
    first, second, third, last = holders(
        ("2000-01-01", "2004-05-22"),
        ("2004-05-22", "2008"),
        ("2010-06-01", "2014-05-26"),
        ("2014-05-27", None),  # the next day: a change of day, and no gap
    )
    with catalogue.change("x") as change:
        person(change, "A B", first)
        person(change, "C D", second)
        person(change, "E F", third)
        person(change, "G H", last)
    (one,) = noticed(catalogue, "post-gap")
    assert one.finding.says == (
        "Minister of Defence, India: nobody is on record for at least 516 days between C D, until"
        " 2008, and E F, from 1 June 2010."
    )
    with catalogue.change("x") as change:
        person(change, "I J", ("Acting Minister of Defence", "2009", "2010"))
    assert said(catalogue, "post-gap") == []


def test_scattered_records_of_a_post_have_no_gaps(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for name, year in (("A B", 1950), ("C D", 1980), ("E F", 2010)):
            person(change, name, ("Minister of Defence", f"{year}-01-01", f"{year + 1}-01-01"))
    assert said(catalogue, "post-gap") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Secretary of Defense", "US Secretary of Defense", True),
        ("Minister of Defence", "Defense Minister", True),
        ("Minister for External Affairs", "Foreign Minister", True),
        ("Prime Minister", "Premier", True),
        ("President", "Vice President", False),
        ("Minister", "Prime Minister", False),
        ("Minister of Defence", "Minister of State for Defence", False),
        ("Minister of Defence", "Minister of Finance", False),
    ],
)
def test_which_offices_are_one(one: str, other: str, same: bool) -> None:
    assert agree(one, other) == agree(other, one) == same


def test_an_office_that_was_not_held_that_day(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        modi = person(change, "Narendra Modi", ("Prime Minister", "2014-05-26", None))
        met = "Met with President Narendra Modi. Saw former President Narendra Modi."
        visit(change, "2016-08-29/2016-09-01", record=met)
        visit(change, "2016-09-05", (modi, "President of India"), title="Call")
        visit(change, "2016-09-06", (modi, "Indian Prime Minister"), title="Another call")
        visit(change, "2014", (modi, "President of India"), title="On no certain day")
        signed = agreement(change, ("signature", "2017-01-01"))
        change.add_part("signatory", signed, other_id=modi, office="Minister of Defence")
    found = noticed(catalogue, "office-not-held")
    assert [(f.record.ref, f.finding.about) for f in found] == [
        ("A1", "signatory"),
        ("E2", "participant"),
        ("E1", "record"),
    ]
    assert {f.other and f.other.title for f in found} == {"Narendra Modi"}
    assert found[2].finding.says == (
        "Narendra Modi is shown as President; the post on record for"
        " 29 August – 1 September 2016 is Prime Minister."
    )
    with catalogue.change("x") as change:
        change.add_part("tenure", modi, post="Defence Minister", country="IN", start="2014-05-26")
    assert noticed(catalogue, "office-not-held")[1].finding.says == (
        "Narendra Modi is shown as President; the posts on record for"
        " 29 August – 1 September 2016 are Prime Minister, Defence Minister."
    )


def test_two_persons_of_one_name_are_not_told_by_it(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "Ranil Perera", ("Prime Minister", "2014-05-26", None))
        person(change, "Ranil Perera", ("Defence Secretary", "2014-05-26", None))
        visit(change, "2016-08-29", record="Met with President Ranil Perera.")
    assert said(catalogue, "office-not-held") == []


def test_who_held_no_leading_office_is_not_corrected(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        member = person(change, "A B", ("Member of Parliament", "2010", "2020"))
        visit(change, "2016-08-29", (member, "Minister of Defence"))
    assert said(catalogue, "office-not-held") == []


def pairs(catalogue: Catalogue, rule: str) -> set[tuple[str, str]]:
    """The references that the open findings of a rule put together."""
    return {(f.record.ref, f.other.ref) for f in noticed(catalogue, rule) if f.other}


def test_the_same_engagement_twice(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        one, other = person(change, "A B"), person(change, "C D")
        first = visit(change, "2021-03-22/2021-03-24", (one, None), city="New Delhi")
        again = visit(change, "2021-03-22/2021-03-25", (one, None))
        visit(change, "2021-03-22", (other, None))
        visit(change, "2021-03-22", (one, None), city="Mumbai")
        visit(change, "2021-03-23", (one, None))
        visit(change, "2021-03", (one, None))
        within = visit(change, "2021-03-22", (one, None), city="New Delhi")
        for whole in (first, again):
            change.add_part("engagement_relation", within, type="part-of", other_id=whole)
    assert pairs(catalogue, "same-engagement-twice") == {("E4", "E2"), ("E2", "E1")}


def test_what_agrees_of_an_engagement_recorded_twice(catalogue: Catalogue) -> None:
    def twins(change: Change, *two: dict[str, str], day: str, then: str | None = None) -> None:
        who = person(change, f"Guest {'ABCDEFGH'[int(day[8:]) - 1]}")
        for date, values in zip((day, then or day), two, strict=True):
            made.append(visit(change, date, (who, None), **values))

    made: list[int] = []
    apart = {"record": "Attended the summit in Pittsburgh."}, {"record": "Met in New York City."}
    with catalogue.change("x") as change:
        twins(change, *apart, day="2021-01-01")
        twins(change, {"city": "Pittsburgh"}, {"city": "New York"}, day="2021-01-02")
        city = {"city": "New Delhi"}
        twins(change, apart[0] | city, apart[1] | city, day="2021-01-03")
        within = {"city": "Tel Aviv"}, {"city": "Tel Aviv, Jerusalem"}
        twins(change, *within, day="2021-01-04")
        twins(change, {}, apart[0], day="2021-01-05", then="2021-01-05/2021-01-07")
        written = {"record": "Met the minister."}
        twins(change, written | {"city": "Delhi"}, written | {"city": "Agra"}, day="2021-01-06")
    found = {f.record.ref: f.finding.says for f in noticed(catalogue, "same-engagement-twice")}
    assert found == {
        "E6": "Like “Visit to India”: the same date, 3 January 2021; the same city, New Delhi;"
        " the same main people.",
        "E8": "Like “Visit to India”: the same date, 4 January 2021; the same country, India;"
        " the cities Tel Aviv, Jerusalem and Tel Aviv; the same main people.",
        "E10": "Like “Visit to India”: both begin on 5 January 2021; the same country, India;"
        " the same main people.",
        "E12": "Like “Visit to India”: the same date, 6 January 2021; the same country, India;"
        " the cities Agra and Delhi; the same main people; the same record of discussion.",
    }
    with catalogue.change("x") as change:
        change.set("engagement", made[1], record=None)
    assert pairs(catalogue, "same-engagement-twice") >= {("E2", "E1")}


def test_persons_that_are_probably_one(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "Rajnath Singh", born="1951-07-10")
        person(change, "Singh, Rajnath", born="1951")
        person(change, "राजनाथ सिंह")
        person(change, "Rajnath Singh", born="1980")
        change.add("official", title="Rajnath Singh", nationality="FR")
    # The one born in 1980 may be the one whose birth nobody recorded, the Frenchman is nobody else.
    found = pairs(catalogue, "likely-duplicate")
    assert found == {("O2", "O1"), ("O3", "O2"), ("O3", "O1"), ("O4", "O3")}


def test_agreements_and_organisations_that_are_probably_one(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for title, date, countries in (
            ("Exchange of Notes on Sugar", "1951-11-28", ("GB", "CU")),
            ("Exchange of notes, on sugar", "1951-11-28", ("CU", "GB")),
            ("Exchange of Notes on Sugar", "1951-11-28", ("GB", "IN")),
            ("Exchange of Notes on Sugar", "1951-11", ("GB", "CU")),
        ):
            made = agreement(change, ("signature", date), title=title)
            for country in countries:
                change.add_part("party", made, role="party", country=country)
        for of in ("IN", "IN", "FR", None):
            name = "Ministry of Defence"
            change.add("organisation", title=name, type="ministry", country=of)
    found = pairs(catalogue, "likely-duplicate")
    assert found == {("A2", "A1"), ("G2", "G1"), ("G4", "G1"), ("G4", "G2"), ("G4", "G3")}


def test_one_name_in_two_spellings_or_with_an_honorific(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        person(change, "Rajnath Singh")
        person(change, "Shri Rajnath Singh")
        person(change, "H.E. Dr. Anita Rao")
        person(change, "Rao, Anita")
        person(change, "Hon Wei")  # an honorific alone before one word is told by that word
        person(change, "Dr")
        for title, country in (
            ("Ministry of Defence", "IN"),
            ("Ministry of Defense", None),
            ("Ministry of Defense", "US"),
        ):
            change.add("organisation", title=title, type="ministry", country=country)
        for title in ("Defence Cooperation Programme", "Defense Cooperation Program"):
            agreement(change, ("signature", "2020-01-01"), title=title)
        for title in ("Organisation of the centre", "Organization of the Center"):
            visit(change, "2020-05-05", title=title)
    pairs = [
        (f.record.ref, f.other.ref if f.other else "")
        for f in noticed(catalogue, "likely-duplicate")
    ]
    assert sorted(pairs) == [("A2", "A1"), ("G2", "G1"), ("G3", "G2"), ("O2", "O1"), ("O4", "O3")]
    twice = noticed(catalogue, "same-engagement-twice")
    assert [(f.record.ref, f.other and f.other.ref) for f in twice] == [("E2", "E1")]


@pytest.mark.parametrize(
    ("kind", "title", "other"),
    [
        ("official", "Rajnath Singh", "Shri Singh Rajnath"),
        ("official", "राजनाथ सिंह", "Rajnath Singh"),
        ("official", "Rajnath सिंह", "Mr Rajnath Singh"),
        ("organisation", "Ministry of Defence", "Ministry of Defense"),
        ("organisation", "Organization for Programmes", "Organisation for programs"),
        ("agreement", "Defence " * 12 + "programme", "Defense " * 12 + "program"),
        ("agreement", "Programme " * 20 + "end", "Program " * 20 + "end"),
    ],
)
def test_the_other_of_two_is_found_from_the_one_that_is_new(
    catalogue: Catalogue, kind: str, title: str, other: str
) -> None:
    types = {"organisation": "ministry", "agreement": "treaty"}
    values = {"type": types[kind]} if kind in types else {}
    with catalogue.change("x") as change:
        change.add(kind, title=title.strip(), **values)
    catalogue.notice()
    with catalogue.change("x") as change:
        change.add(kind, title=other.strip(), **values)
    assert len(said(catalogue, "likely-duplicate")) == 1


def test_many_of_one_name_are_told_of_the_nearest_only(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for _ in range(60):
            change.add("official", title="To be confirmed")
    assert len(noticed(catalogue, "likely-duplicate")) == 3 * 60 - 6


def test_parties_and_events_that_do_not_match(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        many = agreement(change)
        for country in ("IN", "FR", "GB"):
            change.add_part("party", many, role="party", country=country)
        for country in ("IN", "FR", "US"):
            change.add_part("event", many, type="ratification", country=country)
        two = agreement(change, ("signature", "2020"), title="Of two")
        for country in ("IN", "FR"):
            change.add_part("party", two, role="party", country=country)
        change.add_part("event", two, type="ratification", country="IN")
    assert sorted(said(catalogue, "party-without-event")) == [
        "Ratification of United States, which is no party.",
        "United Kingdom is a party, without an event.",
    ]


@pytest.mark.parametrize("together", ["signature", "exchange-of-notes", "entry-into-force"])
def test_who_consented_together_needs_no_event_of_its_own(
    catalogue: Catalogue, together: str
) -> None:
    with catalogue.change("x") as change:
        many = agreement(change, (together, "1990-01-01"))
        for country in ("IN", "US", "FR"):
            change.add_part("party", many, role="party", country=country)
        change.add_part("event", many, type="accession", country="FR", date="2001-01-01")
    assert said(catalogue, "party-without-event") == []
    with catalogue.change("x") as change:
        change.remove_part("event", 1)
    assert len(said(catalogue, "party-without-event")) == 2


def test_superseded_by_nothing_until_the_later_one_is_there(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        old = agreement(change, ("supersession", "2020"))
        by_hand = agreement(change, title="By hand")
        change.add_part("hand_status", by_hand, status="superseded", why="says the ministry")
    refs = [f.record.ref for f in noticed(catalogue, "superseded-by-nothing")]
    assert refs == ["A2", "A1"]
    with catalogue.change("x") as change:
        new = agreement(change, title="New")
        change.add_part("agreement_relation", new, type="supersedes", other_id=old)
    assert [f.record.ref for f in noticed(catalogue, "superseded-by-nothing")] == ["A2"]
    with catalogue.change("x") as change:
        change.bin(new)
    refs = [f.record.ref for f in noticed(catalogue, "superseded-by-nothing")]
    assert refs == ["A2", "A1"]


def test_deadlines_that_are_not_known_to_the_day(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        agreement(change, expiry_date="2030-06", review_date="2029-01-01")
        agreement(change, ("termination", "2020-01-01"), expiry_date="2030")
        for due, state in (("2027", "open"), ("2027-02-03", "open"), ("2027", "done")):
            change.add("commitment", title=f"Due {due}, {state}", state=state, date=due)
        change.add("commitment", title="About then", state="in-progress", date="2027-02-03~")
    assert [f.finding.key for f in noticed(catalogue, "deadline-from-partial-date")] == [
        "date:2027-02-03~",
        "date:2027",
        "expiry_date:2030-06",
    ]


def test_no_deadline_of_what_is_over(tmp_path: Path) -> None:
    day = datetime(1989, 6, 1, 12, tzinfo=UTC)
    rule = "deadline-from-partial-date"
    with make(tmp_path, now=lambda: day) as catalogue:
        with catalogue.change("x") as change:
            agreement(change, ("entry-into-force", "1980-01-01"), expiry_date="1990")
        told = ["Expiry date: 1990 is not known to the day."]
        # and a clock that is put back is followed
        for year, expected in ((1989, told), (1991, []), (1989, told)):
            day = day.replace(year=year)
            catalogue.advance()
            with catalogue.read() as connection:
                for found in (findings.everything(connection), findings.of_record(connection, 1)):
                    assert [f.finding.says for f in found if f.finding.rule == rule] == expected
            assert said(catalogue, rule) == expected
            with catalogue.read() as connection:
                assert findings.counts(connection).get(rule, 0) == len(expected)
                assert len(findings.rows_listed(connection, rule)) == len(expected)


def test_facts_that_no_source_supports(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        source = change.add("source", title="Text", type="treaty-text")
        bare = agreement(change, ("signature", "2024-08-22"), binding="no")
        for country in ("IN", "US"):
            change.add_part("party", bare, role="party", country=country)
        change.add_part("citation", bare, other_id=source, about="binding")
        whole = agreement(change, ("signature", "2024-08-22"), title="Cited as a whole")
        change.add_part("citation", whole, other_id=source)
        change.add("topic", title="Topic", type="programme")
    bare_ones = noticed(catalogue, "no-source")
    assert [f.record.ref for f in bare_ones] == ["A1"]
    assert "facts without a source: India, United States, Signature 22 August 2024" in (
        bare_ones[0].finding.says
    )
    with catalogue.change("x") as change:
        change.bin(source)
    refs = [f.record.ref for f in noticed(catalogue, "no-source")]
    assert {"A1", "A2"} <= set(refs)
    assert not {"T1", "D1"} & set(refs)


def test_sources_that_disagree(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        sources = [change.add("source", title=f"Paper {n}", type="press-release") for n in range(3)]
        made = agreement(change, ("signature", "2024-08-22"), binding="no")
        stated = ("22 August 2024", "23 August 2024", "22 August 2024")
        for source, states in zip(sources, stated, strict=True):
            change.add_part("citation", made, other_id=source, about="event", row=1, states=states)
    (one,) = noticed(catalogue, "sources-disagree")
    assert (one.finding.about, one.finding.row) == ("event", 1)
    assert one.finding.says == (
        "Signature, 22 August 2024: sources state “22 August 2024”; “23 August 2024”."
    )
    with catalogue.change("x") as change:
        prefer(change, 2)
    (one,) = noticed(catalogue, "sources-disagree")
    assert one.finding.says == (
        "Signature, 22 August 2024: sources state “23 August 2024” (preferred); “22 August 2024”."
    )


def test_a_preferred_statement_of_another_value_than_the_record_holds(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        papers = [change.add("source", title=f"Paper {n}", type="press-release") for n in range(2)]
        made = agreement(change, duration="P5Y")
        about = {"about": "duration"}
        change.add_part("citation", made, other_id=papers[0], states="five years", **about)
        ten = change.add_part("citation", made, other_id=papers[1], states="ten years", **about)
        prefer(change, ten)
    (one,) = noticed(catalogue, "sources-disagree")
    assert one.finding.says == (
        "Duration: the record says 5 years, the preferred source says ten years."
    )
    assert one.finding.fix == "Take it over, or prefer another statement."
    with catalogue.change("Take it over") as change:
        change.set("agreement", made, duration="P10Y")
    (one,) = noticed(catalogue, "sources-disagree")
    assert one.finding.says == "Duration: sources state “ten years” (preferred); “five years”."


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("https://www.mod.gov.in/page?x=1#a", True),
        ("http://192.168.0.1:8080/", True),
        ("https://रक्षा.भारत/", True),
        ("www.mod.gov.in", False),
        ("https://", False),
        ("https://mod gov.in", False),
        ("C:\\papers\\text.pdf", False),
        ("http://[::1", False),
        ("mailto:desk@mod.gov.in", False),
    ],
)
def test_what_can_be_the_address_of_a_page(text: str, fits: bool) -> None:
    assert is_address(text) == fits


def test_links_that_lead_nowhere(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        source = change.add("source", title="Text", type="treaty-text", url="see the shelf")
        series = change.add("series", title="Dialogue")
        made = agreement(change, url="https://treaties.un.org/a")
        change.add_part("citation", made, other_id=source, locator="p. 2")
        change.add_part("attachment", made, name="text.pdf", sha256="0" * 64)
        visit(change, "2020-01-01", series=series)
    assert len(said(catalogue, "broken-link")) == 2
    with catalogue.change("x") as change:
        change.bin(source)
        change.bin(series)
    assert said(catalogue, "broken-link") == [
        "Series: “Dialogue” is in the bin.",
        "The content of the attachment “text.pdf” is not in the catalogue.",
        "Sources: “Text” is in the bin.",
    ]


def test_who_left_is_not_said(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for countries in (("IN", "US"), ("IN", "US", "FR")):
            made = agreement(change, ("entry-into-force", "1990"), ("withdrawal", "1995-01-01"))
            for country in countries:
                change.add_part("party", made, role="party", country=country)
    (one,) = noticed(catalogue, "party-without-event")
    assert (one.record.ref, one.finding.about) == ("A2", "event")
    assert one.finding.says == "Withdrawal of 1 January 1995, without its party."
    assert one.finding.fix == "Say which party withdrew."
    with catalogue.change("x") as change:
        change.set_part("event", one.finding.row or 0, country="FR")
    assert said(catalogue, "party-without-event") == []


def test_links_that_lead_back(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        bodies = [change.add("organisation", title=t, type="ministry") for t in "ABCD"]
        links = dict(zip(bodies, bodies[1:] + bodies[:1], strict=True))
        # as an older version let it be
        change.rewrite("organisation", {body: {"parent": up} for body, up in links.items()})
        one, other, third = (visit(change, "2020-05-05", title=title) for title in "XYZ")
        row = change.add_part("engagement_relation", one, type="part-of", other_id=other)
        change.add_part("engagement_relation", third, type="part-of", other_id=one)
        back = change.add_part("engagement_relation", other, type="follows-up", other_id=one)
        change.rewrite("engagement_relation", {back: {"type": "part-of"}})
    expected = {
        "“Part of” leads back to where it began: “A”, “B”, “C”, “D”.": {"G1", "G2", "G3", "G4"},
        "“part of” leads back to where it began: “X”, “Y”.": {"E1", "E2"},
    }

    def told() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in noticed(catalogue, "cyclic-link"):
            found.setdefault(each.finding.says, set()).add(each.record.ref)
        return found

    assert told() == expected
    with catalogue.change("x") as change:
        change.set("organisation", bodies[2], parent=None)
        change.remove_part("engagement_relation", row)
    assert told() == {}
    catalogue.undo()
    assert told() == expected
    with catalogue.change("x") as change:
        change.bin(bodies[1])
        change.bin(other)
    assert told() == {}
    catalogue.undo()
    with catalogue.change("x") as change:
        change.set("organisation", bodies[3], title="E")
    assert {"“A”, “B”, “C”, “E”" in says for says in told()} == {True, False}
