"""Changing many records at once: what changes, what is refused, and taking it back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from defcat import bulk
from defcat.bulk import AddTopic, Archive, Bin, Edit, Preview, RemoveTopic, Restore, SetField
from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.errors import InputError, Interrupted, NotFound, Refused
from defcat.history import entries
from defcat.model import ENTRY
from defcat.search import run
from defcat.search.query import Query, Word
from tests.core.making import dump, make


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as catalogue:
        yield catalogue


def visits(catalogue: Catalogue, n: int, **values: Any) -> list[int]:
    with catalogue.change("Visits") as change:
        return [
            change.add(
                "engagement", title=f"Visit {k}", type="official-visit", date="2024-03", **values
            )
            for k in range(n)
        ]


def add(catalogue: Catalogue, kind: str, title: str, **values: Any) -> int:
    with catalogue.change("Add") as change:
        return change.add(kind, title=title, **values)


def preview(catalogue: Catalogue, ids: list[int], edit: Edit) -> Preview:
    with catalogue.read() as connection:
        ceiling = catalogue.settings.get("ceiling")
        return bulk.preview(connection, ids, edit, catalogue.scheme, ceiling)


def do(catalogue: Catalogue, ids: list[int], edit: Edit) -> int:
    with catalogue.change("Many") as change:
        return bulk.apply(change, ids, edit)


def values(catalogue: Catalogue, ids: list[int], name: str) -> list[Any]:
    with catalogue.read() as connection:
        return [load(connection, i).values[name] for i in ids]


def found(catalogue: Catalogue, *words: str) -> list[int]:
    with catalogue.read() as connection:
        return sorted(run.find(connection, Query(tuple(map(Word, words)))))


def test_a_field_of_many_records_changes_and_one_undo_takes_all_back(desk: Catalogue) -> None:
    ids = visits(desk, 3, mode="in-person")
    with desk.change("One") as change:
        change.set("engagement", ids[0], mode="by-video")
    before = dump(desk)
    edit = SetField("mode", "by-video")
    assert preview(desk, ids, edit) == Preview(3, 2)
    assert do(desk, ids, edit) == 2
    assert values(desk, ids, "mode") == ["by-video"] * 3
    desk.undo()
    assert dump(desk) == before
    desk.redo()
    assert values(desk, ids, "mode") == ["by-video"] * 3


def test_each_record_has_its_own_line_in_the_history(desk: Catalogue) -> None:
    ids = visits(desk, 2, mode="in-person")
    do(desk, ids, SetField("mode", "by-phone"))
    with desk.read() as connection:
        for record_id in ids:
            last = entries(connection, record_id)[0]
            assert [(s.before, s.after) for s in last.steps] == [
                ({"mode": "in-person"}, {"mode": "by-phone"})
            ]


def test_records_that_are_so_already_are_left_alone(desk: Catalogue) -> None:
    ids = visits(desk, 2, mode="in-person")
    with desk.change("Nothing") as change:
        assert bulk.apply(change, ids, SetField("mode", "in-person")) == 0
    assert change.done.entry == 0
    assert preview(desk, ids, SetField("mode", "in-person")).same == 2


def test_a_field_is_emptied_where_it_is_not_required(desk: Catalogue) -> None:
    ids = visits(desk, 2, city="Delhi")
    assert do(desk, ids, SetField("city", None)) == 2
    assert values(desk, ids, "city") == [None, None]
    assert found(desk, "delhi") == []
    with pytest.raises(InputError, match="Type is missing"):
        preview(desk, ids, SetField("type", None))


def test_the_marking_of_records_of_several_kinds_changes_together(desk: Catalogue) -> None:
    ids = [*visits(desk, 2), add(desk, "topic", "Logistics", type="sector")]
    assert do(desk, ids, SetField("marking", "secret")) == 3
    assert values(desk, ids, "marking") == ["secret"] * 3


def test_a_marking_above_the_ceiling_is_refused_before_anything_is_written(desk: Catalogue) -> None:
    ids = visits(desk, 2)
    desk.settings["ceiling"] = "restricted"
    edit = SetField("marking", "secret")
    with pytest.raises(Refused, match="above this catalogue's ceiling"):
        preview(desk, ids, edit)
    with pytest.raises(Refused, match="above this catalogue's ceiling"):
        do(desk, ids, edit)
    assert set(values(desk, ids, "marking")) == {"unclassified"}


def test_the_date_of_many_records_changes_their_place_in_the_list(desk: Catalogue) -> None:
    old = add(desk, "engagement", "Visit of old", type="official-visit", date="2025")
    ids = visits(desk, 2)
    do(desk, ids, SetField("date", "2026-01"))
    with desk.read() as connection:
        assert run.find(connection, Query((Word("visit"),))) == [*reversed(ids), old]


def test_a_link_of_the_wrong_kind_is_refused(desk: Catalogue) -> None:
    ids = visits(desk, 2)
    wrong = add(desk, "topic", "Logistics", type="sector")
    with pytest.raises(InputError, match="Series: the record is of the wrong kind"):
        preview(desk, ids, SetField("series", wrong))


def test_a_link_that_would_lead_back_is_refused(desk: Catalogue) -> None:
    top = add(desk, "organisation", "Ministry", type="ministry")
    below = add(desk, "organisation", "Navy", type="ministry", parent=top)
    edit = SetField("parent", below)
    with pytest.raises(Refused, match="lead back"):
        preview(desk, [top], edit)
    with pytest.raises(Refused, match="lead back"):
        do(desk, [top, below], edit)
    assert values(desk, [top, below], "parent") == [None, top]


def test_a_topic_is_added_where_it_is_not_and_removed_where_it_is(desk: Catalogue) -> None:
    topic = add(desk, "topic", "Logistics", type="sector")
    ids = visits(desk, 3)
    with desk.change("One") as change:
        change.add_part("subject", ids[0], other_id=topic)
    assert preview(desk, ids, AddTopic(topic)) == Preview(3, 2)
    assert do(desk, ids, AddTopic(topic)) == 2
    assert set(ids) <= set(found(desk, "logistics"))
    assert preview(desk, ids[:2], RemoveTopic(topic)) == Preview(2, 2)
    before = dump(desk)
    assert do(desk, ids[:2], RemoveTopic(topic)) == 2
    assert ids[0] not in found(desk, "logistics")
    assert ids[2] in found(desk, "logistics")
    desk.undo()
    assert dump(desk) == before


def test_what_is_cited_for_a_row_goes_with_it_and_comes_back_with_it(desk: Catalogue) -> None:
    topic = add(desk, "topic", "Logistics", type="sector")
    source = add(desk, "source", "Readout", type="press-release")
    ids = visits(desk, 2)
    with desk.change("Cited") as change:
        row = change.add_part("subject", ids[0], other_id=topic)
        change.add_part("citation", ids[0], other_id=source, about="subject", row=row)
        change.add_part("subject", ids[1], other_id=topic)
    before = dump(desk)
    do(desk, ids, RemoveTopic(topic))
    with desk.read() as connection:
        assert load(connection, ids[0]).parts["citation"] == []
    desk.undo()
    assert dump(desk) == before


def test_only_a_topic_is_a_topic_and_not_of_itself(desk: Catalogue) -> None:
    topic = add(desk, "topic", "Logistics", type="sector")
    ids = visits(desk, 2)
    with pytest.raises(InputError, match="no topic"):
        preview(desk, ids, AddTopic(ids[0]))
    with pytest.raises(Refused, match="among the records"):
        preview(desk, [*ids, topic], AddTopic(topic))


def test_many_records_are_put_aside_and_taken_back(desk: Catalogue) -> None:
    ids = visits(desk, 3)
    do(desk, ids[:1], Archive(True))
    assert preview(desk, ids, Archive(True)) == Preview(3, 2)
    assert do(desk, ids, Archive(True)) == 2
    assert do(desk, ids, Archive(False)) == 3


def test_many_records_go_to_the_bin_and_come_back(desk: Catalogue) -> None:
    ids = visits(desk, 3)
    before = dump(desk)
    do(desk, ids[:1], Bin())
    assert preview(desk, ids, Bin()) == Preview(3, 2)
    assert do(desk, ids, Bin()) == 2
    assert found(desk, "visit") == []
    with desk.read() as connection:
        assert sorted(run.binned(connection)) == ids
    assert do(desk, ids, Restore()) == 3
    assert found(desk, "visit") == ids
    assert dump(desk) == before


def test_whoever_stops_it_finds_everything_as_it_was(desk: Catalogue) -> None:
    ids = visits(desk, 2_500, mode="in-person")
    before = dump(desk)
    told = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2_000:
            raise Interrupted("Stopped.")

    with pytest.raises(Interrupted), desk.change("Many") as change:
        bulk.apply(change, ids, SetField("mode", "by-phone"), tell)
    assert told == [(1_000, 2_500), (2_000, 2_500)]
    assert dump(desk) == before
    with desk.read() as connection:
        assert connection.scalar(select(ENTRY.c.label).order_by(ENTRY.c.id.desc())) == "Visits"


def test_a_change_is_stopped_while_sqlite_works(desk: Catalogue) -> None:
    ids = visits(desk, 2_000, mode="in-person")
    before = dump(desk)
    looks = []

    def stop() -> bool:
        looks.append(1)
        return len(looks) > 20

    def stopped() -> None:
        with desk.change("Many", stop) as change:
            bulk.apply(change, ids, SetField("mode", "by-phone"))

    with pytest.raises(Interrupted, match="Nothing was changed"):
        stopped()
    assert len(looks) == 21, "it is not asked again once it has said so"
    assert dump(desk) == before
    assert do(desk, ids, SetField("mode", "by-phone")) == 2_000, "and it can be done again"


def test_what_is_stopped_last_of_all_is_not_written_either(desk: Catalogue) -> None:
    [one] = visits(desk, 1, mode="in-person")
    wanted = []

    def stopped() -> None:
        with desk.change("One", lambda: bool(wanted)) as change:
            bulk.apply(change, [one], SetField("mode", "by-phone"))
            wanted.append(True)

    with pytest.raises(Interrupted):
        stopped()
    assert values(desk, [one], "mode") == ["in-person"]


def test_only_what_all_kinds_share_can_be_chosen() -> None:
    agreement = [field.name for field in bulk.choosable(["agreement"])]
    assert {"type", "binding", "level", "duration", "marking"} <= set(agreement)
    assert not {"title", "summary", "notes"} & set(agreement)
    both = {field.name: field for field in bulk.choosable(["agreement", "engagement"])}
    assert "type" not in both, "each kind has types of its own"
    assert set(both) == {"url", "marking"}
    dated = {f.name: f for f in bulk.choosable(["engagement", "commitment"])}
    assert dated["date"].label == "Date / Due"
    assert dated["marking"].required is False


def test_a_record_that_is_not_there_is_no_record(desk: Catalogue) -> None:
    [one] = visits(desk, 1)
    for edit in (SetField("mode", "by-phone"), Archive(True), Bin()):
        with pytest.raises(NotFound):
            preview(desk, [one, 999], edit)
        with pytest.raises(NotFound):
            do(desk, [one, 999], edit)


def test_the_history_says_what_was_done_and_to_how_many() -> None:
    assert bulk.said(SetField("mode", "by-phone"), 1_234, "Mode") == "Change Mode of 1,234 records"
    assert bulk.said(SetField("city", None), 1, "City") == "Empty City of 1 record"
    assert bulk.said(AddTopic(3), 2) == "Add a topic to 2 records"
