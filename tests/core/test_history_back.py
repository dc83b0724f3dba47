"""Taking back any change of the history, a field, a row or a record, whatever came after it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defcat import history, journal
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.errors import NotFound, Refused
from defcat.kinds import KINDS, PARTS
from defcat.taking_back import restore_field, restore_record, restore_row
from tests.core.making import dump, index_terms, make, ticking
from tests.core.operations import Operation, operations

Rows = dict[tuple[str, int], dict[str, Any]]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path, now=ticking()) as made:
        yield made


def write(catalogue: Catalogue, label: str, do: Callable[[Change], Any], by: str = "") -> Any:
    """Do something as one change; what it answers."""
    user, catalogue.user = catalogue.user, by or catalogue.user
    with catalogue.change(label) as change:
        done = do(change)
    catalogue.user = user
    return done


def last(catalogue: Catalogue) -> int:
    """The number of the last entry."""
    with catalogue.read() as connection:
        return journal.listed(connection, journal.Wanted(), 1)[0].id


def entry(catalogue: Catalogue, label: str) -> int:
    """The number of the last entry with that label."""
    with catalogue.read() as connection:
        lines = journal.listed(connection, journal.Wanted(), 1000)
    return next(line.id for line in lines if line.label == label)


def undone(catalogue: Catalogue) -> dict[str, bool]:
    """Which entries are taken back, by label."""
    with catalogue.read() as connection:
        lines = journal.listed(connection, journal.Wanted(), 1000)
    return {line.label: line.undone_by is not None for line in lines}


def value(catalogue: Catalogue, what: str, row: int, name: str) -> Any:
    return next(r for r in dump(catalogue)[what] if r["id"] == row)[name]


def agreement(catalogue: Catalogue, title: str = "MoU") -> int:
    made = write(catalogue, f"Add {title}", lambda c: c.add("agreement", title=title, type="mou"))
    return int(made)


# --- a whole entry ----------------------------------------------------------------------------


def test_an_old_change_is_taken_back_and_what_came_after_it_stays(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    write(catalogue, "Correct", lambda c: c.set("agreement", a, title="MoA"), by="ravi")
    write(catalogue, "Note", lambda c: c.set("agreement", a, notes="seen"))
    changed = catalogue.take_back(entry(catalogue, "Correct"))
    assert (changed.label, changed.records) == ("Take back: Correct", {a})
    assert value(catalogue, "record", a, "title") == "MoU"
    assert value(catalogue, "record", a, "notes") == "seen"
    assert undone(catalogue) == {
        "Add MoU": False,
        "Correct": True,
        "Note": False,
        "Take back: Correct": False,
    }


def test_what_was_taken_back_comes_and_goes_with_undo_and_redo(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    write(catalogue, "Correct", lambda c: c.set("agreement", a, title="MoA"))
    write(catalogue, "Note", lambda c: c.set("agreement", a, notes="seen"))
    before = dump(catalogue)
    catalogue.take_back(entry(catalogue, "Correct"))
    back = dump(catalogue)
    assert catalogue.undo().label == "Undo: Take back: Correct"
    assert dump(catalogue) == before
    assert not undone(catalogue)["Correct"]
    catalogue.redo()
    assert dump(catalogue) == back
    assert undone(catalogue)["Correct"]
    for label in ("Take back: Correct", "Note", "Correct", "Add MoU"):  # each in turn
        assert catalogue.undo().label == f"Undo: {label}"
    assert dump(catalogue)["record"] == []
    for _ in range(4):
        catalogue.redo()
    assert dump(catalogue) == back


def test_what_was_taken_back_can_be_taken_back_itself(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    write(catalogue, "Correct", lambda c: c.set("agreement", a, title="MoA"))
    write(catalogue, "Note", lambda c: c.set("agreement", a, notes="seen"))
    catalogue.take_back(entry(catalogue, "Correct"))
    with pytest.raises(Refused, match="taken back already: “Take back: Correct” by asha"):
        catalogue.take_back(entry(catalogue, "Correct"))
    changed = catalogue.take_back(entry(catalogue, "Take back: Correct"))
    assert changed.label == "Take back: Take back: Correct"
    assert value(catalogue, "record", a, "title") == "MoA"
    assert not undone(catalogue)["Correct"]
    catalogue.undo()
    assert undone(catalogue)["Correct"]
    assert value(catalogue, "record", a, "title") == "MoU"


def test_an_undo_in_turn_can_be_taken_back_out_of_turn(catalogue: Catalogue) -> None:
    agreement(catalogue, "A")
    a = agreement(catalogue, "B")
    made = value(catalogue, "record", a, "created_by")
    catalogue.user = "ravi"
    catalogue.undo()
    agreement(catalogue, "C")
    catalogue.take_back(entry(catalogue, "Undo: Add B"))
    assert [row["title"] for row in dump(catalogue)["record"]] == ["A", "B", "C"]
    assert value(catalogue, "record", a, "created_by") == made == "asha"
    assert not undone(catalogue)["Add B"]
    catalogue.undo()
    assert [row["title"] for row in dump(catalogue)["record"]] == ["A", "C"]
    assert undone(catalogue)["Add B"]


def test_the_same_field_changed_later_refuses_and_says_by_whom_and_when(
    catalogue: Catalogue,
) -> None:
    a = agreement(catalogue)
    write(catalogue, "Correct", lambda c: c.set("agreement", a, title="MoA"))
    write(catalogue, "Correct again", lambda c: c.set("agreement", a, title="Pact"), by="ravi")
    before = dump(catalogue)
    with pytest.raises(Refused) as refused:
        catalogue.take_back(entry(catalogue, "Correct"))
    assert refused.value.what == (
        "It was changed again since: Pact (A1), Title, “Correct again” by ravi on"
        " 18 November 2024, 12:04."
    )
    assert "first" in refused.value.fix
    assert dump(catalogue) == before
    catalogue.take_back(entry(catalogue, "Correct again"))
    catalogue.take_back(entry(catalogue, "Correct"))
    assert value(catalogue, "record", a, "title") == "MoU"


def test_what_others_stand_on_does_not_vanish(catalogue: Catalogue) -> None:
    body = write(
        catalogue, "Add body", lambda c: c.add("organisation", title="MoD", type="ministry")
    )
    person = write(catalogue, "Add person", lambda c: c.add("official", title="R. Singh"))
    write(
        catalogue,
        "Add post",
        lambda c: c.add_part("tenure", person, post="Minister", other_id=body),
        by="ravi",
    )
    for added in ("Add body", "Add person"):
        with pytest.raises(Refused, match=r"R\. Singh .*“Add post” by ravi on"):
            catalogue.take_back(entry(catalogue, added))
    catalogue.take_back(entry(catalogue, "Add post"))
    catalogue.take_back(entry(catalogue, "Add body"))
    assert [row["title"] for row in dump(catalogue)["record"]] == ["R. Singh"]


def test_a_later_correction_of_what_was_added_refuses_its_vanishing(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    write(catalogue, "Note", lambda c: c.set("agreement", a, notes="seen"), by="ravi")
    with pytest.raises(Refused, match="Notes, “Note” by ravi"):
        catalogue.take_back(entry(catalogue, "Add MoU"))


def test_a_row_that_others_name_does_not_vanish(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    event = write(catalogue, "Sign", lambda c: c.add_part("event", a, type="signature"))

    def cite(change: Change) -> None:
        source = change.add("source", title="Gazette", type="website")
        change.add_part("citation", a, other_id=source, about="event", row=event)

    write(catalogue, "Cite", cite)
    with pytest.raises(Refused, match=r"Something stands on it: MoU .*Sources, “Cite” by asha"):
        catalogue.take_back(entry(catalogue, "Sign"))


def test_what_a_row_needs_must_be_there(catalogue: Catalogue) -> None:
    body = write(catalogue, "Body", lambda c: c.add("organisation", title="MoD", type="ministry"))
    army = write(catalogue, "Army", lambda c: c.add("organisation", title="Army", type="ministry"))
    write(catalogue, "Join", lambda c: c.set("organisation", army, parent=body))
    write(catalogue, "Leave", lambda c: c.set("organisation", army, parent=None), by="ravi")
    catalogue.take_back(entry(catalogue, "Body"))
    with pytest.raises(Refused, match=r"no longer there: .*Part of.*“Take back: Body” by asha"):
        catalogue.take_back(entry(catalogue, "Leave"))


def test_a_circle_is_refused(catalogue: Catalogue) -> None:
    a = write(catalogue, "A", lambda c: c.add("organisation", title="A", type="ministry"))
    b = write(catalogue, "B", lambda c: c.add("organisation", title="B", type="ministry"))
    write(catalogue, "A in B", lambda c: c.set("organisation", a, parent=b))
    write(catalogue, "A out", lambda c: c.set("organisation", a, parent=None))
    write(catalogue, "B in A", lambda c: c.set("organisation", b, parent=a))
    before = dump(catalogue)
    with pytest.raises(Refused, match="lead back"):
        catalogue.take_back(entry(catalogue, "A out"))
    assert dump(catalogue) == before


def test_a_marking_above_the_ceiling_does_not_come_back(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    write(catalogue, "Raise", lambda c: c.set("agreement", a, marking="secret"))
    write(catalogue, "Lower", lambda c: c.set("agreement", a, marking="restricted"))
    catalogue.settings["ceiling"] = "confidential"
    with pytest.raises(Refused, match="ceiling"):
        catalogue.take_back(entry(catalogue, "Lower"))


def test_what_is_not_there_to_be_taken_back(catalogue: Catalogue, tmp_path: Path) -> None:
    a = agreement(catalogue)
    with pytest.raises(NotFound, match="number 99"):
        catalogue.take_back(99)
    write(catalogue, "Note", lambda c: c.set("agreement", a, notes="x"))
    with catalogue.change("Begin") as change:
        change.set("agreement", a, notes="y")
        change.flush()
        history.begin(change.connection)
    with pytest.raises(Refused, match="began with"):
        catalogue.take_back(1)
    catalogue.close()
    with (
        Catalogue.open(catalogue.path, write=False) as reading,
        pytest.raises(Refused, match="reading only"),
    ):
        reading.take_back(2)


def test_a_merge_is_taken_back_after_other_work(catalogue: Catalogue) -> None:
    from defcat.merge import merge

    keep, gone = agreement(catalogue, "MoU"), agreement(catalogue, "MoU 2")
    write(catalogue, "Sign", lambda c: c.add_part("event", gone, type="signature", date="2019"))
    before = dump(catalogue)
    write(catalogue, "Merge", lambda c: merge(c, keep, gone, scheme=catalogue.scheme))
    write(catalogue, "Other", lambda c: c.add("topic", title="T", type="sector"))
    merged = entry(catalogue, "Merge")
    with pytest.raises(Refused, match="gone to another record"), catalogue.change("x") as change:
        restore_record(change, merged, keep)
    catalogue.take_back(merged)
    after = dump(catalogue)
    for name in ("agreement", "event"):
        assert after[name] == before[name]
    assert value(catalogue, "record", gone, "merged_into") is None


def test_an_import_is_taken_back_and_comes_again_whatever_the_batches(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defcat.rows.BATCH", 7)
    monkeypatch.setattr("defcat.footing.BATCH", 5)
    empty = dump(catalogue)
    with catalogue.change("Import") as change:
        official = change.add("official", title="Barack Obama", nationality="US")
        for number in range(40):
            visit = change.add("engagement", title=f"Visit {number}", type="visit", date="2015")
            change.add_part("participant", visit, other_id=official, role="principal")
            change.add_part("alias", visit, name=f"V{number}")
    full = dump(catalogue)
    write(catalogue, "Other", lambda c: c.add("topic", title="T", type="sector"))
    after = dump(catalogue)
    catalogue.take_back(1)
    assert [row["title"] for row in dump(catalogue)["record"]] == ["T"]
    catalogue.undo()
    assert dump(catalogue) == after
    catalogue.undo()
    assert dump(catalogue) == full
    catalogue.undo()
    assert dump(catalogue) == empty


# --- a field, a row, a record -----------------------------------------------------------------


def test_a_field_becomes_what_it_was_whatever_came_since(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    for title in ("MoA", "Pact", "Treaty"):
        write(catalogue, title, lambda c, t=title: c.set("agreement", a, title=t, notes=t))
    at = entry(catalogue, "Pact")
    label = write(catalogue, "Back", lambda c: restore_field(c, at, "agreement", a, "title"))
    assert label == "Restore Title of A1"
    assert value(catalogue, "record", a, "title") == "MoA"
    assert value(catalogue, "record", a, "notes") == "Treaty"
    with (
        pytest.raises(Refused, match="as it was"),
        catalogue.change("Again") as change,
    ):
        restore_field(change, at, "agreement", a, "title")
    with pytest.raises(Refused, match="not there before"), catalogue.change("Again") as change:
        restore_field(change, entry(catalogue, "Add MoU"), "agreement", a, "title")
    catalogue.undo()
    assert value(catalogue, "record", a, "title") == "Treaty"


def test_a_row_comes_back_goes_and_becomes_what_it_was(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    event = write(
        catalogue, "Sign", lambda c: c.add_part("event", a, type="signature", date="2019")
    )
    write(catalogue, "Date", lambda c: c.set_part("event", event, date="2020"))
    write(catalogue, "Remove", lambda c: c.remove_part("event", event))
    note = lambda c: c.set("agreement", a, notes="x")  # noqa: E731 - a step like the others
    write(catalogue, "Note", note)
    removed = entry(catalogue, "Remove")
    label = write(catalogue, "Back", lambda c: restore_row(c, removed, "event", event))
    assert label == "Restore a row of “Events” of A1"
    assert value(catalogue, "event", event, "date") == "2020"
    dated = entry(catalogue, "Date")
    write(catalogue, "Earlier", lambda c: restore_row(c, dated, "event", event))
    assert value(catalogue, "event", event, "date") == "2019"
    signed = entry(catalogue, "Sign")
    write(catalogue, "Gone", lambda c: restore_row(c, signed, "event", event))
    assert dump(catalogue)["event"] == []
    assert value(catalogue, "record", a, "notes") == "x"
    catalogue.undo()
    assert value(catalogue, "event", event, "date") == "2019"


def test_a_record_becomes_what_it_was_also_from_the_bin(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    event = write(catalogue, "Sign", lambda c: c.add_part("event", a, type="signature"))
    then = dump(catalogue)
    write(catalogue, "Retitle", lambda c: c.set("agreement", a, title="Pact"))
    write(catalogue, "Remove", lambda c: c.remove_part("event", event))
    write(catalogue, "Add", lambda c: c.add_part("alias", a, name="The pact"))
    write(catalogue, "Bin", lambda c: c.bin(a))
    now = dump(catalogue)
    at = entry(catalogue, "Retitle")
    label = write(catalogue, "Back", lambda c: restore_record(c, at, a))
    assert label.startswith("Restore A1 as it was before “Retitle” by asha on 18 November 2024")
    assert dump(catalogue) == then
    catalogue.rebuild_index()
    catalogue.undo()
    assert dump(catalogue) == now
    write(catalogue, "After", lambda c: restore_record(c, at, a, after=True))
    assert value(catalogue, "record", a, "title") == "Pact"
    assert value(catalogue, "record", a, "binned_at") is None
    assert len(dump(catalogue)["event"]) == 1
    with pytest.raises(Refused, match="not there before “Add MoU”"):
        write(catalogue, "No", lambda c: restore_record(c, entry(catalogue, "Add MoU"), a))


def test_a_record_that_was_taken_away_comes_back_with_who_made_it(catalogue: Catalogue) -> None:
    a = agreement(catalogue)
    catalogue.user = "ravi"
    catalogue.undo()
    agreement(catalogue, "Other")
    made = entry(catalogue, "Add MoU")
    write(catalogue, "Back", lambda c: restore_record(c, made, a, after=True))
    assert value(catalogue, "record", a, "created_by") == "asha"
    assert value(catalogue, "record", a, "number") == 1


# --- any change after any others ----------------------------------------------------------------


def described_rows(catalogue: Catalogue) -> Rows:
    """All rows by table and number, only with what is written and not computed."""
    tables = dump(catalogue)
    found: Rows = {}
    for name in (*KINDS, *PARTS):
        shape = KINDS.get(name) or PARTS[name]
        for row in tables[name]:
            kept = {n: row[n] for n in (*shape.by_name, "record_id") if n in row}
            found[name, row["id"]] = kept
    shared = ("kind", "number", "title", "marking", "notes", "archived", "binned_at")
    for row in tables["record"]:
        found["record", row["id"]] = {n: row[n] for n in shared}
    return found


def without(before: Rows, after: Rows, now: Rows) -> Rows:
    """`now` without what led from `before` to `after`."""
    wanted = {key: dict(row) for key, row in now.items()}
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if key not in before:
            wanted.pop(key, None)
        elif key not in after:
            wanted[key] = before[key]
        else:
            changed = {n: old for n, old in before[key].items() if after[key][n] != old}
            wanted.setdefault(key, {}).update(changed)
    return wanted


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with make(tmp_path_factory.mktemp("template")) as made:
        return made.path


@settings(max_examples=80, deadline=None)
@given(
    changes=st.lists(st.lists(operations, min_size=1, max_size=4), min_size=2, max_size=7),
    steps=st.lists(st.integers(0, 20), min_size=1, max_size=3),
)
def test_an_old_change_goes_alone_or_not_at_all(
    template: Path, changes: list[list[Operation]], steps: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        with Catalogue.open(path, user="asha", now=ticking()) as catalogue:
            rows = [described_rows(catalogue)]
            made: tuple[list[int], list[int]] = ([], [])
            for several in changes:
                with catalogue.change("Change") as change:
                    for operation in several:
                        operation(change, *made)
                if change.done.entry:
                    rows.append(described_rows(catalogue))
            for step in steps if len(rows) > 1 else ():
                target = 1 + step % (len(rows) - 1)  # also one that took another one back
                before = dump(catalogue), index_terms(path)
                now = described_rows(catalogue)
                try:
                    catalogue.take_back(target)
                except Refused:
                    assert (dump(catalogue), index_terms(path)) == before
                    continue
                back = described_rows(catalogue)
                assert back == without(rows[target - 1], rows[target], now)
                after = dump(catalogue), index_terms(path)
                catalogue.rebuild_index()
                assert index_terms(path) == after[1]
                catalogue.undo()
                assert (dump(catalogue), index_terms(path)) == before
                catalogue.redo()
                assert (dump(catalogue), index_terms(path)) == after
                rows += [back, now, back]
