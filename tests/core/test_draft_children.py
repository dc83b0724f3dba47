"""What is entered in the form of another record: made, changed and taken out with it, as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.drafts.draft import Draft, NewRecord
from defcat.drafts.store import from_json, to_json
from defcat.errors import InputError
from tests.core.making import dump


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.create(tmp_path / "desk.defcat") as made:
        yield made


def dossier(catalogue: Catalogue, record_id: int) -> Dossier:
    with catalogue.read() as connection:
        return load(connection, record_id)


def read(catalogue: Catalogue, record_id: int) -> Draft:
    with catalogue.read() as connection:
        return Draft.read(connection, record_id)


def visit() -> Draft:
    """A visit with a meeting and a wreath-laying in it, and a promise made there."""
    draft = Draft.new("engagement", title="Visit to Washington", type="official-visit")
    for name, value in (
        ("date", "2024-08-22/2024-08-26"),
        ("city", "Washington"),
        ("country", "US"),
        ("state", "held"),
        ("marking", "restricted"),
    ):
        draft.put(name, value)
    meeting = draft.add_row("contains", type="bilateral-meeting")
    meeting.put("title", "Meeting with the Secretary of Defense")
    meeting.put("date", "2024-08-23")
    wreath = draft.add_row("contains", type="bilateral-meeting")
    wreath.put("title", "Wreath at Arlington")
    wreath.put("type", "wreath-laying")
    wreath.put("city", "Arlington")
    promise = draft.add_row("promises", state="open")
    promise.put("title", "Send the list of spare parts")
    promise.put("owner_side", "US")
    promise.put("owner", NewRecord("organisation", "Department of Defense"))
    promise.put("date", "2024-12")
    return draft


def save(catalogue: Catalogue, draft: Draft) -> int:
    with catalogue.change("Save") as change:
        return draft.save(change)


def contained(found: Dossier) -> list[int]:
    rows = found.backlinks["engagement_relation"]
    return sorted(row.record_id for row in rows if row["type"] == "part-of")


def test_a_visit_with_what_it_contains_is_one_change(catalogue: Catalogue) -> None:
    empty = dump(catalogue)
    draft = visit()
    saved = dossier(catalogue, save(catalogue, draft))
    meeting, wreath = (dossier(catalogue, found) for found in contained(saved))
    assert (meeting.stub.title, meeting.stub.date) == (
        "Meeting with the Secretary of Defense",
        "2024-08-23",
    )
    assert (wreath.values["type"], wreath.values["city"]) == ("wreath-laying", "Arlington")
    [(field, promised)] = saved.named_by
    promise = dossier(catalogue, promised)
    assert (field, promise.stub.kind, promise.values["state"]) == (
        "engagement",
        "commitment",
        "open",
    )
    assert promise.title(promise.values["owner"]) == "Department of Defense"
    assert set(draft.made.values()) == {meeting.id, wreath.id, promise.id}
    catalogue.undo()
    assert dump(catalogue) == empty


def test_a_new_child_takes_from_its_owner_what_nobody_gave_it(catalogue: Catalogue) -> None:
    saved = dossier(catalogue, save(catalogue, visit()))
    meeting, wreath = (dossier(catalogue, found) for found in contained(saved))
    assert wreath.stub.date == "2024-08-22/2024-08-26"
    assert (meeting.values["city"], meeting.values["country"]) == ("Washington", "US")
    assert {meeting.values["state"], wreath.values["state"]} == {"held"}
    promise = dossier(catalogue, saved.named_by[0][1])
    assert {meeting.stub.marking, wreath.stub.marking, promise.stub.marking} == {"restricted"}
    assert promise.stub.date == "2024-12"


def test_a_child_is_edited_in_the_form_of_its_owner(catalogue: Catalogue) -> None:
    record = save(catalogue, visit())
    draft = read(catalogue, record)
    assert not draft.changed()
    assert [row.values["title"] for row in draft.rows["contains"]] == [
        "Wreath at Arlington",
        "Meeting with the Secretary of Defense",
    ]
    draft.rows["contains"][1].put("venue", "Pentagon")
    draft.rows["promises"][0].put("state", "done")
    assert draft.changed()
    save(catalogue, draft)
    saved = dossier(catalogue, record)
    assert "Pentagon" in [dossier(catalogue, c).values["venue"] for c in contained(saved)]
    assert dossier(catalogue, saved.named_by[0][1]).values["state"] == "done"
    with catalogue.change("Nothing") as change:
        read(catalogue, record).save(change)
    assert change.done.entry == 0


def test_what_is_taken_out_stays_if_it_was_only_linked_and_else_goes_in_the_bin(
    catalogue: Catalogue,
) -> None:
    record = save(catalogue, visit())
    before = dump(catalogue)
    draft = read(catalogue, record)
    promise = draft.rows["promises"][0].id
    wreath = draft.rows["contains"][0].id
    removed = draft.remove_row("contains", wreath)
    draft.put_back(removed)
    assert not draft.changed()
    draft.remove_row("contains", wreath)
    draft.remove_row("promises", promise)
    save(catalogue, draft)
    saved = dossier(catalogue, record)
    assert wreath not in contained(saved)
    assert not dossier(catalogue, wreath).stub.binned
    assert dossier(catalogue, promise).stub.binned
    assert read(catalogue, record).rows["promises"] == []
    catalogue.undo()
    assert dump(catalogue) == before


def test_a_follow_up_is_not_contained(catalogue: Catalogue) -> None:
    record = save(catalogue, visit())
    with catalogue.change("Follow up") as change:
        later = change.add("engagement", title="Talks", type="staff-talks")
        change.add_part("engagement_relation", later, type="follows-up", other_id=record)
    assert later not in [row.id for row in read(catalogue, record).rows["contains"]]


def test_what_is_wrong_in_a_child_is_told_with_the_rest(catalogue: Catalogue) -> None:
    draft = visit()
    meeting, promise = draft.rows["contains"][0], draft.rows["promises"][0]
    meeting.put("date", "last fryday")
    promise.put("title", None)
    assert {(p.part, p.row, p.field) for p in draft.problems()} == {
        ("contains", meeting.id, "date"),
        ("promises", promise.id, "title"),
    }
    with catalogue.change("Save") as change, pytest.raises(InputError):
        draft.save(change)
    assert change.done.entry == 0


def test_a_row_that_nobody_filled_in_makes_no_child(catalogue: Catalogue) -> None:
    draft = Draft.new("engagement", title="Talks", type="staff-talks")
    draft.add_row("contains", type="bilateral-meeting")
    draft.add_row("promises", state="open")
    assert draft.problems() == []
    saved = dossier(catalogue, save(catalogue, draft))
    assert saved.named_by == []
    assert contained(saved) == []


def test_a_kept_draft_carries_its_children_and_goes_on_with_them_as_they_are_now(
    catalogue: Catalogue,
) -> None:
    assert from_json(to_json(visit())) == visit()
    record = save(catalogue, visit())
    draft = read(catalogue, record)
    wreath, meeting = draft.rows["contains"]
    meeting.put("venue", "Pentagon")
    draft.add_row("contains", type="roundtable").put("title", "Roundtable with industry")
    draft.remove_row("contains", wreath.id)
    kept = from_json(to_json(draft))
    with catalogue.change("Meanwhile") as change:
        change.set("engagement", meeting.id, mode="in-person", city="Arlington, Virginia")
    assert save(catalogue, kept.rebased(read(catalogue, record))) == record
    found = [dossier(catalogue, child) for child in contained(dossier(catalogue, record))]
    assert [each.stub.title for each in found] == [
        "Meeting with the Secretary of Defense",
        "Roundtable with industry",
    ]
    values = found[0].values
    assert (values["venue"], values["mode"], values["city"]) == (
        "Pentagon",
        "in-person",
        "Arlington, Virginia",
    )


def test_a_draft_of_a_link_leaves_the_children_alone(catalogue: Catalogue) -> None:
    record = save(catalogue, visit())
    draft = Draft.of(dossier(catalogue, record))
    draft.put("venue", "Several")
    save(catalogue, draft)
    assert len(contained(dossier(catalogue, record))) == 2
