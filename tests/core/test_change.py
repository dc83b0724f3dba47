"""What may be written and what is refused; all or nothing; links; the bin."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from defcat import kinds
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.dates import PartialDate
from defcat.dossier import find_id, load
from defcat.errors import DefcatError, InputError, NotFound, Refused
from defcat.model import METADATA, RECORD
from defcat.rows import sort_key
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from tests.core.making import dump, index_terms, make, ticking


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def everything(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a change can write: records, history, counters, the index."""
    with catalogue.read() as connection:
        books = [
            connection.execute(select(table)).all()
            for name, table in METADATA.tables.items()
            if name in ("entry", "entry_row", "counter", "draft", "record")
        ]
    return dump(catalogue), books, index_terms(catalogue.path)


# --- values ---------------------------------------------------------------------------------

AGREEMENT = {"title": "MoU", "type": "mou"}
BAD_VALUES: list[tuple[str, dict[str, Any], str]] = [
    ("agreement", {"type": "mou"}, "Title is missing"),
    ("agreement", AGREEMENT | {"title": "  \n"}, "Title is missing"),
    ("agreement", AGREEMENT | {"title": None}, "Title is missing"),
    ("agreement", AGREEMENT | {"title": 5}, "Title: 5 is not text"),
    ("agreement", AGREEMENT | {"title": b"MoU"}, "Title: b'MoU' is not text"),
    ("agreement", AGREEMENT | {"title": "broken \ud800"}, "Title: .* half a character"),
    ("agreement", AGREEMENT | {"type": "treatie"}, "Type: “treatie” is not in the list"),
    ("agreement", AGREEMENT | {"type": ["mou"]}, r"Type: \['mou'\] is not text"),
    ("agreement", AGREEMENT | {"expiry_date": "2024-02-30"}, "Expiry date: .*2024-02-30"),
    ("agreement", AGREEMENT | {"expiry_date": 20240230}, "Expiry date: .*20240230"),
    ("agreement", AGREEMENT | {"expiry_date": "next year"}, "Expiry date: .*next year"),
    ("agreement", AGREEMENT | {"marking": "atomal"}, "“atomal” is not a marking"),
    ("agreement", AGREEMENT | {"colour": "red"}, "agreement has no field “colour”"),
    ("agreement", AGREEMENT | {"number": 7}, "no field “number”"),
    ("official", {"title": "A", "nationality": "Atlantis"}, "Nationality: “Atlantis”"),
    ("engagement", {"title": "A", "type": "visit", "edition": "4th"}, "Edition: “4th”"),
    ("engagement", {"title": "A", "type": "visit", "edition": 2.5}, "Edition: “2.5”"),
    ("engagement", {"title": "A", "type": "visit", "edition": True}, "Edition: “True”"),
    ("engagement", {"title": "A", "type": "visit", "edition": 10**30}, "Edition: “1000"),
    ("engagement", {"title": "A", "type": "visit", "edition": float("inf")}, "Edition: “inf”"),
    ("engagement", {"title": "A", "type": "visit", "series": "Annual"}, "Series: “Annual”"),
    ("engagement", {"title": "A", "type": "visit", "series": 10**30}, "Series: “1000"),
    ("engagement", {"title": "A", "type": "visit", "series": -1}, "Series: “-1”"),
    ("treaty", {"title": "A"}, "no kind of record called “treaty”"),
]


@pytest.mark.parametrize(("kind", "values", "says"), BAD_VALUES)
def test_a_bad_value_is_refused_by_its_label_with_a_way_out(
    catalogue: Catalogue, kind: str, values: dict[str, Any], says: str
) -> None:
    before = everything(catalogue)
    with pytest.raises(InputError) as refused, catalogue.change("Add") as change:
        change.add(kind, **values)
    assert re.search(says, refused.value.what)
    assert refused.value.fix
    assert everything(catalogue) == before


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@given(
    name=st.sampled_from(sorted(kinds.KINDS) + sorted(kinds.PARTS)),
    data=st.data(),
)
def test_whatever_is_given_is_stored_or_refused(name: str, data: st.DataObject) -> None:
    described = kinds.described(name)
    field = data.draw(st.sampled_from(described.fields))
    value = data.draw(ANYTHING | st.dates() | st.lists(ANYTHING, max_size=2))
    try:
        stored = described.check({field.name: value}, whole=False)[field.name]
    except InputError as error:
        refused = error
    else:
        refused = None
    if refused:
        assert refused.what.startswith(field.label)
        assert refused.fix
        return
    assert described.check({field.name: stored}, whole=False)[field.name] == stored
    if stored is not None:
        assert field.type.show(stored)
        with closing(driver.connect(":memory:")) as connection:
            assert connection.execute("SELECT ?", (stored,)).fetchone()[0] == stored


def test_values_are_stored_in_their_one_form(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        record = change.add(
            "agreement",
            title="  An MoU ",
            type="Memorandum of understanding",
            expiry_date=date(2030, 1, 2),
            review_date=PartialDate.parse("2028~"),
            summary="",
        )
        change.add_part("party", record, role="party", country="Republic of India")
    with catalogue.read() as connection:
        dossier = load(connection, record)
    assert dossier.values["title"] == "An MoU"
    assert dossier.values["type"] == "mou"
    assert dossier.values["expiry_date"] == "2030-01-02"
    assert dossier.values["review_date"] == "2028~"
    assert dossier.values["summary"] is None
    assert dossier.parts["party"][0]["country"] == "IN"


def test_setting_says_whether_anything_changed(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        record = change.add("official", title="R. Singh", rank="General")
    with catalogue.change("Nothing") as change:
        assert not change.set("official", record, title="R. Singh", rank="General ", notes="")
    assert change.done.entry == 0
    assert change.done.records == frozenset()
    with catalogue.change("Something") as change:
        assert change.set("official", record, rank=None)
    assert change.done.records == {record}
    with catalogue.read() as connection:
        assert load(connection, record).values["rank"] is None


def test_required_fields_stay_filled(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        record = change.add("official", title="R. Singh")
    with pytest.raises(InputError, match="missing"), catalogue.change("Empty") as change:
        change.set("official", record, title=" ")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda change, a, o: change.set("official", a, title="No official"),
        lambda change, a, o: change.set("agreement", 999, title="Nobody"),
        lambda change, a, o: change.set_part("party", 999, role="party"),
        lambda change, a, o: change.remove_part("party", 999),
        lambda change, a, o: change.bin(999),
        lambda change, a, o: change.restore(999),
        lambda change, a, o: change.archive(999),
        lambda change, a, o: change.add_part("alias", 999, name="Nobody"),
        lambda change, a, o: change.add_part("signatory", a, other_id=999),
        lambda change, a, o: change.add_part("signatory", a, other_id=o, event=999),
        lambda change, a, o: change.add_part("citation", a, other_id=999),
    ],
)
def test_what_is_not_there_cannot_be_named(catalogue: Catalogue, wrong: Any) -> None:
    with catalogue.change("Add") as change:
        agreement = change.add("agreement", **AGREEMENT)
        official = change.add("official", title="R. Singh")
    before = everything(catalogue)
    with pytest.raises(NotFound) as refused, catalogue.change("Try") as change:
        wrong(change, agreement, official)
    assert refused.value.fix
    assert everything(catalogue) == before


# --- links ----------------------------------------------------------------------------------


def test_links_go_to_the_right_kinds_only(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        agreement = change.add("agreement", **AGREEMENT)
        official = change.add("official", title="R. Singh")
        visit = change.add("engagement", title="Visit", type="visit")
    wrong = [
        ("signatory", agreement, {"other_id": visit}, "Official: .* wrong kind"),
        ("participant", visit, {"other_id": agreement, "role": "host"}, "wrong kind"),
        ("participant", agreement, {"other_id": official, "role": "host"}, "cannot belong"),
        ("participant", visit, {"role": "host"}, "Participant is missing"),
        ("citation", agreement, {"other_id": official}, "Source: .* wrong kind"),
    ]
    for part, owner, values, says in wrong:
        with pytest.raises(InputError, match=says), catalogue.change("Try") as change:
            change.add_part(part, owner, **values)
    with pytest.raises(InputError, match="wrong kind"), catalogue.change("Try") as change:
        change.set("engagement", visit, series=agreement)
    assert dump(catalogue)["participant"] == []


def test_no_record_is_linked_to_itself(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one = change.add("agreement", **AGREEMENT)
        other = change.add("agreement", **AGREEMENT)
        row = change.add_part("agreement_relation", one, other_id=other, type="amends")
    with pytest.raises(Refused, match="itself"), catalogue.change("Try") as change:
        change.add_part("agreement_relation", one, other_id=one, type="amends")
    with pytest.raises(Refused, match="itself"), catalogue.change("Try") as change:
        change.set_part("agreement_relation", row, other_id=one)


def test_no_body_is_part_of_itself(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        top = change.add("organisation", title="Ministry", type="ministry")
        middle = change.add("organisation", title="Department", type="department", parent=top)
        low = change.add("organisation", title="Wing", type="department", parent=middle)
    for target in (top, middle, low):
        says = "Part of: that would lead back"
        with pytest.raises(Refused, match=says), catalogue.change("Try") as change:
            change.set("organisation", top, parent=target)
    with catalogue.change("Turn it round") as change:
        change.set("organisation", middle, parent=None)
        change.set("organisation", top, parent=low)
    assert {row["id"]: row["parent"] for row in dump(catalogue)["organisation"]} == {
        top: low,
        middle: None,
        low: middle,
    }


@pytest.mark.parametrize(
    ("part", "kind", "values", "relation"),
    [
        ("engagement_relation", "engagement", {"type": "visit"}, "part-of"),
        ("agreement_relation", "agreement", AGREEMENT, "supersedes"),
        ("agreement_relation", "agreement", AGREEMENT, "annex-to"),
    ],
)
def test_no_relation_leads_back(
    catalogue: Catalogue, part: str, kind: str, values: dict[str, str], relation: str
) -> None:
    with catalogue.change("Add") as change:
        one, two, three = (change.add(kind, **{"title": "X"} | values) for _ in range(3))
        change.add_part(part, two, other_id=one, type=relation)
        change.add_part(part, three, other_id=two, type=relation)
        with pytest.raises(Refused, match="lead back"):  # nothing of it is in the file yet
            change.add_part(part, one, other_id=three, type=relation)
    for other in (two, three):
        with pytest.raises(Refused, match="lead back"), catalogue.change("Try") as change:
            change.add_part(part, one, other_id=other, type=relation)
    other_type = "follows-up" if kind == "engagement" else "amends"
    with catalogue.change("Another relation") as change:
        row = change.add_part(part, one, other_id=three, type=other_type)
    with pytest.raises(Refused, match="lead back"), catalogue.change("Try") as change:
        change.set_part(part, row, type=relation)
    with catalogue.change("A note") as change:
        change.set_part(part, row, notes="As the text says")


def test_a_circle_that_is_there_hinders_no_other_edit(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one = change.add("organisation", title="One", type="ministry")
        other = change.add("organisation", title="Other", type="ministry", parent=one)
        change.rewrite("organisation", {one: {"parent": other}})  # as an older version let it be
    with catalogue.change("Edit") as change:
        change.set("organisation", one, parent=other, country="IN")
    with catalogue.change("Mend") as change:
        change.set("organisation", one, parent=None)
    assert [row["parent"] for row in dump(catalogue)["organisation"]] == [None, one]


def test_many_rows_are_rewritten_as_they_would_be_one_by_one(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one, other = (change.add("agreement", **AGREEMENT) for _ in range(2))
        rows = [
            change.add_part("event", one, type="signature", date=date, place="Delhi")
            for date in ("2020", "2021", "2022")
        ]
    before = dump(catalogue)
    with catalogue.change("Rewrite") as change:
        change.rewrite(
            "event",
            {
                rows[0]: {"date": "2020-02"},
                rows[1]: {"record_id": other, "place": None},
                rows[2]: {"date": "2022"},
            },
        )
    assert change.done.records == {one, other}
    assert [(r["record_id"], r["date"], r["place"]) for r in dump(catalogue)["event"]] == [
        (one, "2020-02", "Delhi"),
        (other, "2021", None),
        (one, "2022", "Delhi"),
    ]
    catalogue.undo()
    assert dump(catalogue) == before
    for values, says in (({"date": "no day"}, "Date"), ({"record_id": 999}, "no such record")):
        with pytest.raises(DefcatError, match=says), catalogue.change("Try") as change:
            change.rewrite("event", {rows[0]: values})
    with pytest.raises(NotFound, match="no such row"), catalogue.change("Try") as change:
        change.rewrite("event", {999: {"date": "2020"}})


def test_a_citation_names_a_field_or_a_row_of_its_own_record(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one = change.add("agreement", **AGREEMENT)
        other = change.add("agreement", **AGREEMENT)
        source = change.add("source", title="Gazette", type="publication")
        mine = change.add_part("event", one, type="signature", date="2020")
        theirs = change.add_part("event", other, type="signature", date="2021")
        change.add_part("citation", one, other_id=source)
        change.add_part("citation", one, other_id=source, about="title")
        change.add_part("citation", one, other_id=source, about="event", row=mine)
    for about, row in [("event", theirs), ("title", mine), (None, mine), ("colour", None)]:
        with pytest.raises(InputError) as refused, catalogue.change("Try") as change:
            change.add_part("citation", one, other_id=source, about=about, row=row)
        assert refused.value.fix
    with catalogue.change("Add") as change:
        signatory = change.add("official", title="R. Singh")
    with pytest.raises(InputError, match="not a row of this"), catalogue.change("Try") as change:
        change.add_part("signatory", one, other_id=signatory, event=theirs)
    with catalogue.read() as connection:
        dossier = load(connection, one)
    assert len(dossier.citations()) == len(dossier.citations("event", mine)) == 1


def signed(change: Change) -> tuple[int, int, int]:
    """An agreement signed by an official, the signature cited; agreement, event, signatory row."""
    agreement = change.add("agreement", **AGREEMENT)
    source = change.add("source", title="Gazette", type="publication")
    event = change.add_part("event", agreement, type="signature", date="2020-05-01")
    official = change.add("official", title="R. Singh")
    row = change.add_part("signatory", agreement, other_id=official, event=event)
    change.add_part("citation", agreement, other_id=source, about="event", row=event)
    change.add_part("citation", agreement, other_id=source, about="title")
    return agreement, event, row


def test_a_row_goes_with_its_citations_and_comes_back_with_them(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        _, event, row = signed(change)
    before = dump(catalogue)
    with catalogue.change("Remove") as change:
        change.remove_part("event", event)
    after = dump(catalogue)
    assert after["event"] == []
    assert [c["about"] for c in after["citation"]] == ["title"]
    assert [(s["id"], s["event"]) for s in after["signatory"]] == [(row, None)]
    catalogue.undo()
    assert dump(catalogue) == before
    catalogue.redo()
    assert dump(catalogue) == after


def test_what_was_added_and_changed_in_one_change_is_taken_back_in_one(
    catalogue: Catalogue,
) -> None:
    empty = dump(catalogue)
    with catalogue.change("All at once") as change:
        agreement, event, row = signed(change)
        change.set("agreement", agreement, title="Renamed", notes="more")
        change.set_part("event", event, date="2021")
        change.set_part("signatory", row, event=None)
        change.remove_part("event", event)
        change.bin(agreement)
        change.restore(agreement)
    full = dump(catalogue)
    catalogue.undo()
    assert dump(catalogue) == empty
    assert index_terms(catalogue.path) == []
    catalogue.redo()
    assert dump(catalogue) == full


# --- all or nothing -------------------------------------------------------------------------


class PowerCut(Exception):
    pass


def test_an_exception_leaves_no_trace(catalogue: Catalogue) -> None:
    with catalogue.change("Before") as change:
        agreement, event, _ = signed(change)
    before = everything(catalogue)

    def half_a_change() -> None:
        with catalogue.change("Half") as change:
            change.set("agreement", agreement, title="Other")
            change.remove_part("event", event)
            for number in range(5_000):  # more than are kept back
                change.add("topic", title=f"Topic {number}", type="sector")
            raise PowerCut

    with pytest.raises(PowerCut):
        half_a_change()
    assert everything(catalogue) == before
    with catalogue.change("After") as change:
        change.add("topic", title="Drones", type="sector")
    with catalogue.read() as connection:
        assert find_id(connection, "T1")


def test_one_bad_row_can_be_left_out_by_who_writes(catalogue: Catalogue) -> None:
    with catalogue.change("Import") as change:
        for title in ("A", "", "C"):
            try:
                change.add("topic", title=title, type="sector")
            except DefcatError:
                continue
    assert [(r["title"], r["number"]) for r in dump(catalogue)["record"]] == [("A", 1), ("C", 2)]


def test_a_ceiling_is_kept(tmp_path: Path) -> None:
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    levels = ("unclassified", "restricted", "secret")
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute("INSERT INTO setting VALUES ('ceiling', 'restricted')")
    with Catalogue.open(path) as catalogue:
        for level in levels[:2]:
            with catalogue.change("Add") as change:
                record = change.add("topic", title=level, type="sector", marking=level)
        for write in (
            lambda c: c.add("topic", title="Above", type="sector", marking="secret"),
            lambda c: c.set("topic", record, marking="secret"),
        ):
            with pytest.raises(Refused, match=r"above .* ceiling") as refused:
                attempt(catalogue, write)
            assert refused.value.fix
        assert [r["marking"] for r in dump(catalogue)["record"]] == list(levels[:2])


def attempt(catalogue: Catalogue, write: Any) -> None:
    with catalogue.change("Try") as change:
        write(change)


# --- references, dates, signatures ----------------------------------------------------------


def test_no_reference_is_given_twice(catalogue: Catalogue) -> None:
    refs = []
    for _ in range(4):
        with catalogue.change("Add") as change:
            change.add("topic", title="Drones", type="sector")
        with catalogue.read() as connection:
            refs += [row.ref for row in rows(connection, all_ids(catalogue)).values()]
        catalogue.undo()
    assert refs == ["T1", "T2", "T3", "T4"]


def all_ids(catalogue: Catalogue) -> list[int]:
    with catalogue.read() as connection:
        return run.find(connection, parse(""))


def test_dates_sort_by_their_first_day_and_unknown_ones_as_none() -> None:
    keys = [sort_key(edtf, 7) for edtf in (None, "XXXX", "../2004", "/2004")]
    assert set(keys) == {7}
    dated = ["0987", "1947-08-15", "1947-08-16/1950", "197X", "1971", "2024-08", "2024-08-23"]
    in_order = [sort_key(edtf, 1) for edtf in dated]
    assert in_order == sorted(set(in_order))
    assert sort_key("2024", 2**32 - 1) < sort_key("2024-01-02", 1)
    assert sort_key("9999-12-31", 2**32 - 1) < 2**63


def test_a_date_that_only_loses_its_day_keeps_its_columns_right(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        record = change.add("engagement", title="Visit", type="visit", date="2024-01-01")
    with catalogue.change("Less is known") as change:
        change.set("engagement", record, date="2024")
    (row,) = dump(catalogue)["record"]
    assert (row["date"], row["date_first"], row["date_last"]) == (
        *("2024", "2024-01-01", "2024-12-31"),
    )


def test_who_made_and_who_changed_a_record(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    now = ticking()
    with make(tmp_path, user="asha", now=now) as catalogue, catalogue.change("Add") as change:
        record = change.add("official", title="R. Singh")
        other = change.add("official", title="B. Obama")
    with Catalogue.open(path, user="ravi", now=now) as catalogue:
        with catalogue.change("Post") as change:
            change.add_part("tenure", record, post="Minister of Defence")
        with catalogue.read() as connection:
            dossier, untouched = load(connection, record), load(connection, other)
        assert dossier.made == untouched.made == untouched.changed
        assert dossier.made[1] == "asha"
        assert dossier.changed[1] == "ravi"
        assert dossier.changed[0] > dossier.made[0]
        made = dump(catalogue)
        catalogue.undo()
        catalogue.undo()
        catalogue.redo()
        catalogue.redo()
        assert dump(catalogue) == made  # by asha, at the time she did


# --- the bin --------------------------------------------------------------------------------


def test_the_bin(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one = change.add("topic", title="Drones", type="sector")
        other = change.add("topic", title="Engines", type="sector")
    before = dump(catalogue)
    with catalogue.change("Bin") as change:
        change.bin(one)
    with catalogue.change("Bin again") as change:
        change.bin(one)
    assert change.done.entry == 0
    with catalogue.read() as connection:
        assert run.binned(connection) == [one]
        assert run.find(connection, parse("")) == [other]
        assert connection.scalars(select(RECORD.c.title)).all() == ["Drones", "Engines"]
    with catalogue.change("Restore") as change:
        change.restore(one)
    assert dump(catalogue) == before


def test_a_draft_outlives_the_record_it_was_to_change(catalogue: Catalogue) -> None:
    draft = METADATA.tables["draft"]
    with catalogue.change("Add") as change:
        record = change.add("topic", title="Drones", type="sector")
    with catalogue.change("Draft") as change:
        row = {"kind": "topic", "record_id": record, "at": "2024", "content": {"title": "Dro"}}
        change.connection.execute(insert(draft).values(row))
    catalogue.undo()
    with catalogue.read() as connection:
        (kept,) = connection.execute(select(draft)).all()
    assert (kept.record_id, kept.content) == (None, {"title": "Dro"})
