"""Which facts have a source, on which sources disagree, and what goes with a source."""

from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.drafts.draft import Draft
from defcat.drafts.support import Support, Supports
from defcat.errors import NotFound
from defcat.rules.disagreement import disagreements, disputed, prefer
from defcat.rules.support import (
    facts,
    losses,
    on_its_side,
    replace_sources,
    supporting,
    unsourced,
)
from tests.core.making import dump


class Desk:
    """A catalogue with an agreement between India and France, and three sources."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        with catalogue.change("Begin") as change:
            self.article, self.release, self.book = (
                change.add("source", title=title, type="publication")
                for title in ("Article", "Release", "Book")
            )
            self.pact = change.add(
                "agreement", title="Pact", type="mou", binding="no", notes="Ours."
            )
            self.signed = change.add_part("event", self.pact, type="signature", date="2024-08-22")
            self.india = change.add_part("party", self.pact, role="party", country="IN")
            self.france = change.add_part("party", self.pact, role="party", country="FR")
            change.add_part("alias", self.pact, name="The Pact")

    def cite(
        self, source: int, about: str | None = None, row: int | None = None, **more: Any
    ) -> int:
        with self.catalogue.change("Cite") as change:
            return change.add_part(
                "citation", self.pact, other_id=source, about=about, row=row, **more
            )

    def dossier(self, record_id: int | None = None) -> Dossier:
        with self.catalogue.read() as connection:
            return load(connection, record_id or self.pact)

    def bare(self) -> list[str]:
        """The facts of the agreement that no source supports, by both ways of asking."""
        with self.catalogue.read() as connection:
            told = unsourced(connection, [self.pact, self.article])
        one_by_one = [fact for fact in facts(self.dossier()) if not fact.supported]
        assert len(one_by_one) == sum(_counted(words) for words in told.get(self.pact, []))
        assert self.article not in told  # a source wants none
        return told.get(self.pact, [])

    def told(self) -> list[tuple[str, list[str]]]:
        """On what sources disagree, by both ways of asking."""
        with self.catalogue.read() as connection:
            in_bulk = disputed(connection, [self.pact, self.article])
        found = disagreements(self.dossier())
        assert in_bulk == ({self.pact: found} if found else {})
        return [(each.words, [c.text("states") for c in each.citations]) for each in found]

    def preferred(self, *citations: int) -> list[object]:
        by_id = {row.id: row["preferred"] for row in self.dossier().parts["citation"]}
        return [by_id[citation] for citation in citations]


def _counted(words: str) -> int:
    return int(words[words.index("(") + 1 : -1]) if words.endswith(")") else 1


@pytest.fixture
def desk(catalogue: Catalogue) -> Desk:
    return Desk(catalogue)


# --- facts --------------------------------------------------------------------------------------


def test_every_fact_wants_a_source_and_what_the_desk_adds_does_not(desk: Desk) -> None:
    assert [(f.words, f.supported) for f in facts(desk.dossier())] == [
        ("Binding", False),
        ("Party, India", False),
        ("Party, France", False),
        ("Signature, 22 August 2024", False),
    ]
    assert desk.bare() == ["Binding", "Parties (2)", "Events"]


def test_a_fact_that_is_cited_has_a_source(desk: Desk) -> None:
    desk.cite(desk.article, "binding")
    desk.cite(desk.article, "party", desk.india)
    assert desk.bare() == ["Parties", "Events"]


def test_a_source_of_the_whole_record_supports_all_of_it(desk: Desk) -> None:
    desk.cite(desk.article)
    assert desk.bare() == []


def test_a_rejected_statement_supports_nothing(desk: Desk) -> None:
    desk.cite(desk.article, "binding", states="It binds.", preferred=False)
    assert "Binding" in desk.bare()


def test_a_source_in_the_bin_supports_nothing(desk: Desk) -> None:
    desk.cite(desk.article)
    with desk.catalogue.change("Bin") as change:
        change.bin(desk.article)
    assert len(desk.bare()) == 3


def test_of_a_promise_the_words_themselves_want_a_source(desk: Desk) -> None:
    with desk.catalogue.change("Promise") as change:
        promise = change.add("commitment", title="Two ships", state="open")
    with desk.catalogue.read() as connection:
        assert unsourced(connection, [promise]) == {promise: ["What was promised"]}


# --- disagreement -------------------------------------------------------------------------------


def test_dates_without_a_day_in_common_disagree_by_themselves(desk: Desk) -> None:
    desk.cite(desk.article, "event", desk.signed, states="23 August 2024")
    desk.cite(desk.release, "event", desk.signed, states="22 August 2024", preferred=True)
    fact, stated = desk.told()[0]
    assert fact == "Signature, 22 August 2024"
    assert stated == ["22 August 2024", "23 August 2024"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22 August 2024", "2024-08-22"),
        ("22 August 2024", "August 2024"),
        ("signed", " Signed. "),
    ],
)
def test_other_words_for_the_same_are_no_disagreement(desk: Desk, one: str, other: str) -> None:
    desk.cite(desk.article, "event", desk.signed, states=one)
    desk.cite(desk.release, "event", desk.signed, states=other)
    assert desk.told() == []


def test_the_month_of_a_day_that_is_preferred_is_no_disagreement(desk: Desk) -> None:
    desk.cite(desk.article, "event", desk.signed, states="August 2024", preferred=False)
    desk.cite(desk.release, "event", desk.signed, states="22 August 2024", preferred=True)
    assert desk.told() == []


def test_a_rejected_date_stands_against_the_record_only_as_long_as_it_differs(desk: Desk) -> None:
    desk.cite(desk.article, "expiry_date", states="May 2030", preferred=False)
    for date, said in (("2031", ["May 2030"]), ("2030-05-31", None), ("2030", None)):
        with desk.catalogue.change("Correct") as change:
            change.set("agreement", desk.pact, expiry_date=date)
        assert desk.told() == ([("Expiry date", said)] if said else [])


def test_what_nobody_chose_between_disagrees_until_somebody_does(desk: Desk) -> None:
    one = desk.cite(desk.article, "event", desk.signed, states="Signed by both ministers.")
    desk.cite(desk.release, "event", desk.signed, states="Signed by their deputies.")
    stated = ["Signed by both ministers.", "Signed by their deputies."]
    assert desk.told() == [("Signature, 22 August 2024", stated)]
    with desk.catalogue.change("The other one supports it, too") as change:
        change.set_part("citation", one, preferred=True)
    assert desk.told() == []


def test_of_the_whole_record_each_source_says_something_else(desk: Desk) -> None:
    desk.cite(desk.article, states="Names the pact.")
    desk.cite(desk.release, states="Describes it.")
    assert desk.told() == []


def test_a_rejected_statement_disagrees_with_what_is_on_record(desk: Desk) -> None:
    desk.cite(desk.article, "binding", states="It binds.", preferred=False)
    assert desk.told() == [("Binding", ["It binds."])]
    [found] = disagreements(desk.dossier())
    assert (found.held, found.believed) == ("Not binding", False)


def test_a_rejected_statement_of_what_is_on_record_is_no_disagreement(desk: Desk) -> None:
    desk.cite(desk.article, "binding", states="not  Binding", preferred=False)
    assert desk.told() == []


def test_preferring_one_statement_rejects_the_others(desk: Desk) -> None:
    one = desk.cite(desk.article, "binding", states="It binds.", preferred=True)
    two = desk.cite(desk.release, "binding", states="It does not.")
    same = desk.cite(desk.book, "binding", states="it does  NOT", preferred=False)
    silent = desk.cite(desk.book, "binding")
    elsewhere = desk.cite(desk.article, "party", desk.india, states="India.", preferred=True)
    with desk.catalogue.change("Prefer") as change:
        assert prefer(change, two)
    assert desk.preferred(one, two, same, silent) == [False, True, None, None]
    assert desk.preferred(elsewhere) == [True]
    assert desk.told() == [("Binding", ["It does not.", "It binds."])]
    before = dump(desk.catalogue)
    with desk.catalogue.change("Again") as change:
        assert not prefer(change, two)
    assert dump(desk.catalogue) == before


@pytest.mark.parametrize(
    ("field", "value", "states", "contradicts"),
    [
        ("duration", "P5Y", "Ten years.", True),
        ("duration", "P5Y", "five (5) years", False),
        ("duration", "P2Y", "24 months", False),
        ("duration", "P5Y", "a long while", False),
        ("expiry_date", "2030-05", "1 June 2030", True),
        ("expiry_date", "2030-05", "3 May 2030", False),
        ("expiry_date", "2030-05-03", "04/05/2030", False),  # also 5 April
        ("expiry_date", "2030-05-03", "when the work is done", False),
        ("binding", "no", "binding", True),
        ("binding", "no", "It does not bind.", False),
        ("title", "Pact", "Another pact", False),
    ],
)
def test_only_what_can_be_read_contradicts_the_record(
    desk: Desk, field: str, value: str, states: str, contradicts: bool
) -> None:
    with desk.catalogue.change("Correct") as change:
        change.set("agreement", desk.pact, **{field: value})
    desk.cite(desk.article, field, states=states, preferred=True)
    assert [stated for _, stated in desk.told()] == ([[states]] if contradicts else [])
    assert [found.contrary for found in disagreements(desk.dossier())] == [True] * contradicts
    if field == "binding":
        assert ("Binding" in desk.bare()) is contradicts


def test_what_is_rejected_for_another_value_supports_the_one_on_record(desk: Desk) -> None:
    with desk.catalogue.change("Correct") as change:
        change.set("agreement", desk.pact, duration="P5Y")
    five = desk.cite(desk.article, "duration", states="five years")
    ten = desk.cite(desk.release, "duration", states="ten years")
    with desk.catalogue.change("Prefer") as change:
        prefer(change, ten)
    assert "Duration" not in desk.bare()
    assert [row.id for row in supporting(desk.dossier(), "duration")] == [five]
    assert [row.id for row in on_its_side(desk.dossier(), "duration")] == [five]
    draft = Draft.of(desk.dossier())
    assert Supports(draft).of("duration") == Support(2, bare=False, disputed=True)
    draft.put("duration", "P10Y")
    assert Supports(draft).of("duration") == Support(2, bare=False, disputed=True)  # five years
    draft.put("duration", "some")  # not readable yet
    assert not Supports(draft).of("duration").bare
    with desk.catalogue.read() as connection:
        gone, other = losses(connection, [desk.article]), losses(connection, [desk.release])
    assert [(loss.words, loss.only) for loss in gone.listed] == [("Duration", True)]
    assert [(loss.words, loss.only) for loss in other.listed] == [("Duration", False)]
    with desk.catalogue.change("Take it over") as change:
        change.set("agreement", desk.pact, duration="P10Y")
    assert [row.id for row in supporting(desk.dossier(), "duration")] == [ten]
    with desk.catalogue.read() as connection:
        assert losses(connection, [desk.article]).unsupported == 0
        assert losses(connection, [desk.release]).unsupported == 1


def test_a_citation_that_is_gone_cannot_be_preferred(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.catalogue.change("Prefer") as change:
        prefer(change, 999)


# --- when a source goes -------------------------------------------------------------------------


def test_what_loses_its_only_source_comes_first(desk: Desk) -> None:
    desk.cite(desk.article, "binding")
    desk.cite(desk.book, "binding")
    desk.cite(desk.article, "event", desk.signed, states="22 August 2024")
    with desk.catalogue.read() as connection:
        found = losses(connection, [desk.article])
    assert [(loss.record.title, loss.words, loss.only) for loss in found.listed] == [
        ("Pact", "Events: Signature, 22 August 2024", True),
        ("Pact", "Binding", False),
    ]
    assert (found.unsupported, found.records, found.kept) == (1, 1, 1)


def test_sources_that_go_together_do_not_replace_each_other(desk: Desk) -> None:
    desk.cite(desk.article, "binding")
    desk.cite(desk.book, "binding")
    with desk.catalogue.read() as connection:
        found = losses(connection, [desk.article, desk.book])
    assert (found.unsupported, found.kept) == (1, 0)


def test_a_source_of_the_whole_record_takes_the_place_of_one_of_a_fact(desk: Desk) -> None:
    desk.cite(desk.article, "binding")
    desk.cite(desk.book)
    with desk.catalogue.read() as connection:
        assert losses(connection, [desk.article]).unsupported == 0
        assert [loss.words for loss in losses(connection, [desk.book]).listed] == ["Whole record"]


def test_what_is_in_the_bin_loses_nothing(desk: Desk) -> None:
    desk.cite(desk.article, "binding")
    with desk.catalogue.change("Bin") as change:
        change.bin(desk.pact)
    with desk.catalogue.read() as connection:
        assert losses(connection, [desk.article]).listed == []


def test_more_losses_than_can_be_read_are_counted(desk: Desk) -> None:
    with desk.catalogue.change("Many") as change:
        for n in range(520):
            topic = change.add("topic", title=f"Topic {n}", type="policy-theme")
            change.add_part("citation", topic, other_id=desk.article)
    with desk.catalogue.read() as connection:
        found = losses(connection, [desk.article])
    assert (len(found.listed), found.unsupported, found.records) == (500, 520, 520)


def test_another_source_takes_the_place_of_one(desk: Desk) -> None:
    desk.cite(desk.article, "binding", states="It does not.")
    with desk.catalogue.change("In its own right") as change:
        change.add_part("citation", desk.book, other_id=desk.article)
    with desk.catalogue.change("Replace") as change:
        assert replace_sources(change, [desk.article], desk.book) == 1
    [citation] = desk.dossier().citations("binding")
    assert (citation["other_id"], citation["states"]) == (desk.book, "It does not.")
    with desk.catalogue.read() as connection:
        assert losses(connection, [desk.article]).records == 1  # a source cannot support itself
