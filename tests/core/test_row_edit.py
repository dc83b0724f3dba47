"""One row added or corrected by itself, and what is kept of it in the record's draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.drafts import store as draft_store
from defcat.drafts.draft import Draft
from defcat.drafts.row_edit import RowEdit
from defcat.errors import NotFound
from tests.core.making import make


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def an_agreement(catalogue: Catalogue) -> tuple[int, int]:
    """An agreement with a signature, and the row of that."""
    with catalogue.change("Begin") as change:
        agreement = change.add("agreement", title="Agreement", type="agreement")
        row = change.add_part("event", agreement, type="signature", date="2024-08-22")
        change.add_part("party", agreement, role="party", country="IN")
    return agreement, row


def draft_of(catalogue: Catalogue, record: int) -> Draft:
    with catalogue.read() as connection:
        return Draft.read(connection, record)


def read(catalogue: Catalogue, record: int) -> Dossier:
    with catalogue.read() as connection:
        return load(connection, record)


def through_the_file(catalogue: Catalogue, draft: Draft) -> Draft:
    """The draft as it comes back from where drafts are kept."""
    with catalogue.change("Keep a draft") as change:
        kept_id = draft_store.keep(change.connection, draft, "2024-11-18T12:00:00+00:00")
    with catalogue.read() as connection:
        return next(k.draft for k in draft_store.kept(connection) if k.id == kept_id)


def test_a_row_is_added_with_its_source_and_nothing_else_changes(catalogue: Catalogue) -> None:
    agreement, _ = an_agreement(catalogue)
    with catalogue.change("A source") as change:
        treaty = change.add("source", title="Treaty text", type="treaty-text")
    edit = RowEdit.add(draft_of(catalogue, agreement), "event", type="entry-into-force")
    edit.row.put("date", "2024-09-01")
    edit.citation.put("other_id", treaty)
    edit.citation.put("locator", "art. 9")
    edit.draft.put("title", "Typed in the form and not meant here")
    with catalogue.change("Add event") as change:
        edit.save(change)
    dossier = read(catalogue, agreement)
    signed, entered = dossier.parts["event"]
    assert (signed["type"], entered["type"], entered["date"]) == (
        "signature",
        "entry-into-force",
        "2024-09-01",
    )
    [citation] = dossier.citations("event", entered.id)
    assert (citation["other_id"], citation["locator"]) == (treaty, "art. 9")
    assert len(dossier.parts["party"]) == 1


def test_a_row_is_corrected_and_its_citations_stay(catalogue: Catalogue) -> None:
    agreement, signed = an_agreement(catalogue)
    with catalogue.change("Cite") as change:
        source = change.add("source", title="Article", type="article")
        change.add_part("citation", agreement, other_id=source, about="event", row=signed)
    edit = RowEdit.correct(draft_of(catalogue, agreement), "event", signed)
    edit.row.put("date", "2024-08-23")
    with catalogue.change("Correct event") as change:
        edit.save(change)
    dossier = read(catalogue, agreement)
    assert [row["date"] for row in dossier.parts["event"]] == ["2024-08-23"]
    assert len(dossier.citations("event", signed)) == 1


def test_what_is_asked_for_and_left_empty_is_a_problem(catalogue: Catalogue) -> None:
    agreement, _ = an_agreement(catalogue)
    edit = RowEdit.add(draft_of(catalogue, agreement), "hand_status")
    assert [(p.part, p.field) for p in edit.problems()] == [
        ("hand_status", "status"),
        ("hand_status", "why"),
    ]


def test_a_page_without_its_source_is_a_problem(catalogue: Catalogue) -> None:
    agreement, _ = an_agreement(catalogue)
    edit = RowEdit.add(draft_of(catalogue, agreement), "event", type="signature")
    edit.citation.put("locator", "p. 3")
    assert [(p.part, p.field) for p in edit.problems()] == [("citation", "other_id")]


def test_a_row_that_is_not_there_cannot_be_corrected(catalogue: Catalogue) -> None:
    agreement, signed = an_agreement(catalogue)
    with pytest.raises(NotFound, match="no such row"):
        RowEdit.correct(draft_of(catalogue, agreement), "event", signed + 1)


def test_what_was_typed_is_taken_up_again(catalogue: Catalogue) -> None:
    agreement, _ = an_agreement(catalogue)
    first = RowEdit.add(draft_of(catalogue, agreement), "event")
    first.row.put("type", "termination")
    first.citation.put("locator", "p. 3")
    kept = draft_of(catalogue, agreement)
    first.put_in(kept)
    kept = through_the_file(catalogue, kept)
    again = RowEdit.add(draft_of(catalogue, agreement), "event")
    assert again.take_up(kept)
    assert again.row.values == {"type": "termination"}
    assert again.citation.values["locator"] == "p. 3"
    again.take_out(kept)
    assert not kept.changed()


def test_a_correction_is_taken_up_by_the_same_row_only(catalogue: Catalogue) -> None:
    agreement, signed = an_agreement(catalogue)
    first = RowEdit.correct(draft_of(catalogue, agreement), "event", signed)
    first.row.put("place", "New Delhi")
    kept = draft_of(catalogue, agreement)
    first.put_in(kept)
    kept = through_the_file(catalogue, kept)
    assert not RowEdit.add(draft_of(catalogue, agreement), "event").take_up(kept)
    again = RowEdit.correct(draft_of(catalogue, agreement), "event", signed)
    assert again.take_up(kept)
    assert again.row.values["place"] == "New Delhi"
    again.begin_anew()
    again.put_in(kept)
    assert not kept.changed()


def test_what_else_the_form_keeps_stays_there(catalogue: Catalogue) -> None:
    agreement, _ = an_agreement(catalogue)
    kept = draft_of(catalogue, agreement)
    kept.put("title", "Half a new title")
    edit = RowEdit.add(draft_of(catalogue, agreement), "event")
    edit.row.put("type", "termination")
    edit.put_in(kept)
    edit.row.put("type", "expiry")
    edit.put_in(kept)
    assert [row.values["type"] for row in kept.rows["event"]] == ["signature", "expiry"]
    edit.take_out(kept)
    assert [row.values["type"] for row in kept.rows["event"]] == ["signature"]
    assert kept.values["title"] == "Half a new title"
