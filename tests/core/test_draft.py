"""A draft: what differs is written, nothing typed is lost, and everything wrong is told at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.drafts.draft import Draft, NewRecord, status_of
from defcat.drafts.store import forget, from_json, keep, kept, to_json
from defcat.errors import InputError
from defcat.rules.tenure import posts_on


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.create(tmp_path / "desk.defcat") as made:
        yield made


def dossier(catalogue: Catalogue, record_id: int) -> Dossier:
    with catalogue.read() as connection:
        return load(connection, record_id)


def agreement() -> Draft:
    draft = Draft.new("agreement", title="Security of Supply Arrangement", type="arrangement")
    draft.add_row("party", role="party").put("country", "IN")
    draft.add_row("party", role="party").put("country", "US")
    signed = draft.add_row("event", type="signature")
    signed.put("date", "2024-08-22")
    signatory = draft.add_row("signatory")
    signatory.put("other_id", NewRecord("official", "Vic Ramdass"))
    signatory.put("event", signed.id)
    citation = draft.add_row("citation", about="event", row=signed.id)
    citation.put("other_id", NewRecord("source", "Press release of 23 August 2024"))
    citation.put("locator", "p. 2")
    return draft


def save(catalogue: Catalogue, draft: Draft) -> int:
    with catalogue.change("Save") as change:
        return draft.save(change)


def test_a_whole_agreement_is_one_change_with_what_was_made_on_the_spot(
    catalogue: Catalogue,
) -> None:
    saved = dossier(catalogue, save(catalogue, agreement()))
    event = saved.parts["event"][0]
    signatory = saved.parts["signatory"][0]
    citation = saved.parts["citation"][0]
    assert [row["country"] for row in saved.parts["party"]] == ["IN", "US"]
    assert saved.title(signatory["other_id"]) == "Vic Ramdass"
    assert signatory["event"] == event.id
    assert (citation["about"], citation["row"], citation["locator"]) == ("event", event.id, "p. 2")
    source = dossier(catalogue, int(citation["other_id"] or 0))
    assert source.values["type"] == "press-release"
    catalogue.undo()
    with catalogue.read() as connection, pytest.raises(Exception, match="no such record"):
        load(connection, saved.id)


def test_one_new_person_named_twice_is_made_once(catalogue: Catalogue) -> None:
    draft = Draft.new("engagement", title="Talks", type="staff-talks")
    draft.add_row("participant", role="principal").put("other_id", NewRecord("official", "A. Rao"))
    draft.add_row("participant", role="member").put("other_id", NewRecord("official", "a rao"))
    saved = dossier(catalogue, save(catalogue, draft))
    first, second = saved.parts["participant"]
    assert first["other_id"] == second["other_id"]


def test_an_edit_writes_only_what_differs(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    draft = Draft.of(dossier(catalogue, record))
    assert not draft.changed()
    draft.put("summary", "Priority deliveries.")
    draft.rows["event"][0].put("place", "Washington, DC")
    draft.remove_row("party", draft.rows["party"][1].id)
    assert draft.changed()
    save(catalogue, draft)
    with catalogue.read() as connection:
        from defcat.history import entries

        steps = entries(connection)[0].steps
    assert {(step.what, frozenset(step.after or ())) for step in steps} == {
        ("agreement", frozenset({"summary"})),
        ("event", frozenset({"place"})),
        ("party", frozenset()),
    }


def test_saving_an_untouched_draft_changes_nothing(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    with catalogue.change("Edit") as change:
        Draft.of(dossier(catalogue, record)).save(change)
    assert change.done.entry == 0


def test_everything_wrong_is_told_at_once(catalogue: Catalogue) -> None:
    draft = Draft.new("agreement")
    draft.put("expiry_date", "31 February 2030")
    draft.add_row("party", role="party").put("notes", "who?")
    event = draft.add_row("event", type="signature")
    event.put("date", "last fryday")
    reference = draft.add_row("reference")
    reference.put("register", "unts")
    found = {(p.part, p.row, p.field): p.error.what for p in draft.problems()}
    assert set(found) == {
        ("", 0, "title"),
        ("", 0, "type"),
        ("", 0, "expiry_date"),
        ("party", -1, "country"),
        ("event", event.id, "date"),
        ("reference", reference.id, "number"),
    }
    assert found["event", event.id, "date"] == "“last fryday” can't be read as a date."
    with catalogue.change("Save") as change, pytest.raises(InputError, match="Title is missing"):
        draft.save(change)
    assert change.done.entry == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [("edition", "second"), ("country", "Narnia"), ("series", "2+2"), ("date", "32 May 2024")],
)
def test_what_nobody_can_read_is_a_problem_and_stays_as_typed(field: str, typed: str) -> None:
    draft = Draft.new("engagement", title="Talks", type="staff-talks")
    draft.put(field, typed)
    assert [problem.field for problem in draft.problems()] == [field]
    assert from_json(to_json(draft)).values[field] == typed


def test_rows_that_nobody_filled_in_are_left_out(catalogue: Catalogue) -> None:
    draft = Draft.new("agreement", title="Roadmap", type="roadmap")
    draft.add_row("party", starter=True, role="party")
    draft.add_row("event", starter=True, type="signature")
    draft.add_row("signatory")
    assert not draft.changed()
    saved = dossier(catalogue, save(catalogue, draft))
    assert not any(saved.parts.values())


def test_a_row_that_was_asked_for_counts_without_a_date(catalogue: Catalogue) -> None:
    draft = Draft.new("agreement", title="Roadmap", type="roadmap")
    draft.add_row("event", type="signature")
    assert status_of(draft, date(2026, 1, 1)).code == "signed-not-in-force"
    saved = dossier(catalogue, save(catalogue, draft))
    assert [row["type"] for row in saved.parts["event"]] == ["signature"]


def test_a_removed_row_takes_its_citations_along_and_can_be_put_back(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    draft = Draft.of(dossier(catalogue, record))
    before = to_json(draft)
    removed = draft.remove_row("event", draft.rows["event"][0].id)
    assert draft.rows["citation"] == []
    assert "event" not in draft.rows["signatory"][0].values
    draft.put_back(removed)
    assert to_json(draft) == before
    draft.remove_row("event", draft.rows["event"][0].id)
    save(catalogue, draft)
    saved = dossier(catalogue, record)
    assert saved.parts["event"] == saved.parts["citation"] == []
    assert saved.parts["signatory"][0]["event"] is None


def test_a_citation_moved_from_a_removed_row_survives(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    draft = Draft.of(dossier(catalogue, record))
    citation = draft.rows["citation"][0]
    citation.put("about", None)
    citation.put("row", None)
    draft.remove_row("event", draft.rows["event"][0].id)
    save(catalogue, draft)
    assert [row["about"] for row in dossier(catalogue, record).parts["citation"]] == [None]


def test_the_status_follows_what_is_entered() -> None:
    draft = Draft.new("agreement", title="Roadmap", type="roadmap")
    day = date(2026, 6, 1)
    assert status_of(draft, day).code == "unknown"
    event = draft.add_row("event", type="signature")
    event.put("date", "2024-08-22")
    assert status_of(draft, day).reason.startswith("signature: 22 August 2024")
    event.put("type", "entry-into-force")
    assert status_of(draft, day).code == "in-force"
    draft.put("expiry_date", "2025")
    assert status_of(draft, day).code == "expired"
    event.put("date", "the day before")
    assert status_of(draft, day).code == "unknown"


def test_the_status_knows_what_other_records_say(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    with catalogue.change("Supersede") as change:
        body = change.add("organisation", title="European Union", type="other")
        later = change.add("agreement", title="New", type="mou")
        change.add_part("event", later, type="entry-into-force", date="2025-01-01")
        change.add_part("agreement_relation", later, type="supersedes", other_id=record)
        change.add_part("party", record, role="party", other_id=body)
    day = date(2026, 6, 1)
    with catalogue.read() as connection:
        draft = Draft.read(connection, record)
    assert status_of(draft, day).reason == "superseded by New (A2), in force: 1 January 2025"
    assert status_of(draft, date(2024, 12, 1)).code == "signed-not-in-force"
    new = Draft.new("agreement", title="MoU", type="mou")
    signed = new.add_row("event", type="signature", date="2024-01-01")
    signed.put("other_id", NewRecord("organisation", "ASEAN"))
    assert status_of(new, day).reason.startswith("signed by ASEAN so far: 1 January 2024")
    new.put("duration", "for ever and a day")  # nobody can read it yet
    assert status_of(new, day).code == "signed-not-in-force"
    signed.put("other_id", "ASE")
    assert status_of(new, day).code == "unknown"


def test_a_draft_is_kept_without_a_trace_in_the_history(catalogue: Catalogue) -> None:
    draft = agreement()
    with catalogue.change("Keep a draft") as change:
        number = keep(change.connection, draft, "2026-01-01T10:00:00+00:00")
    assert change.done.entry == 0
    draft.put("title", "Another title")
    with catalogue.change("Keep a draft") as change:
        assert keep(change.connection, draft, "2026-01-01T10:05:00+00:00", number) == number
    with catalogue.read() as connection:
        found = kept(connection)
    assert [(k.id, k.at, k.draft) for k in found] == [(number, "2026-01-01T10:05:00+00:00", draft)]
    with catalogue.change("Forget a draft") as change:
        forget(change.connection, number)
    with catalogue.read() as connection:
        assert kept(connection) == []


def test_an_old_draft_is_taken_up_on_the_record_as_it_is_now(catalogue: Catalogue) -> None:
    record = save(catalogue, agreement())
    draft = Draft.of(dossier(catalogue, record))
    india, america = draft.rows["party"]
    draft.put("summary", "Priority deliveries.")
    america.put("notes", "through the Department of Defense")
    draft.remove_row("event", draft.rows["event"][0].id)
    draft.add_row("reference", register="other").put("number", "7")
    with catalogue.change("Meanwhile") as change:
        change.set("agreement", record, duration="five years")
        change.add_part("party", record, role="party", country="GB")
        change.remove_part("party", india.id)
        change.remove_part("party", america.id)
    now = draft.rebased(Draft.of(dossier(catalogue, record)))
    assert (now.values["summary"], now.values["duration"]) == ("Priority deliveries.", "P5Y")
    assert save(catalogue, now) == record
    saved = dossier(catalogue, record)
    parties = [(row["country"], row["notes"]) for row in saved.parts["party"]]
    assert parties == [("GB", None), ("US", "through the Department of Defense")]
    assert saved.parts["event"] == []
    assert [row["number"] for row in saved.parts["reference"]] == ["7"]


def test_posts_held_on_a_day_are_only_those_beyond_doubt(catalogue: Catalogue) -> None:
    with catalogue.change("Import") as change:
        man = change.add("official", title="Rajnath Singh")
        change.add_part("tenure", man, post="Home Minister", start="2014-05-26", end="2019-05-30")
        change.add_part("tenure", man, post="Minister of Defence", start="2019-05-31")
        change.add_part("tenure", man, post="Party president", start="2019", end="2020")

    def posts(day: str) -> str:
        with catalogue.read() as connection:
            return posts_on(connection, [man], PartialDate.parse(day)).get(man, "")

    assert posts("2024-08-22") == "Minister of Defence"
    assert posts("2019-05-30") == "Home Minister"
    assert posts("2019-05") == ""
    assert posts("2019-12-31") == "Party president, Minister of Defence"
    assert posts("2013-01-01") == ""
