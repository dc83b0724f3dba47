"""Merging two records of one kind: what moves, what stands there once, and taking it back."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from defcat import circles, history, merge
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.dossier import Dossier, find_id, load
from defcat.errors import DefcatError, NotFound, Refused
from defcat.exchange.importer import run_import
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.merge import MergePlan, Side
from defcat.model import RECORD, own_table, part_table
from defcat.search import run
from defcat.search.parse import parse
from tests.core.making import dump, index_terms, make, ticking
from tests.core.test_import import Desk
from tests.real_data import real_file


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path, now=ticking()) as made:
        yield made


def add(catalogue: Catalogue, kind: str, **values: Any) -> int:
    with catalogue.change("Add") as change:
        return change.add(kind, **values)


def add_part(catalogue: Catalogue, part: str, record_id: int, **values: Any) -> int:
    with catalogue.change("Add") as change:
        return change.add_part(part, record_id, **values)


def merged(
    catalogue: Catalogue, keep: int, gone: int, choices: Mapping[str, Side] | None = None
) -> Dossier:
    with catalogue.change("Merge") as change:
        merge.merge(change, keep, gone, choices, scheme=catalogue.scheme)
    return read(catalogue, keep)


def planned(catalogue: Catalogue, keep: int, gone: int) -> MergePlan:
    with catalogue.read() as connection:
        return merge.plan(connection, keep, gone, catalogue.scheme)


def read(catalogue: Catalogue, record_id: int) -> Dossier:
    with catalogue.read() as connection:
        return load(connection, record_id)


def said(dossier: Dossier, part: str) -> list[dict[str, Any]]:
    """What the rows of a part say, without blanks."""
    return [{n: v for n, v in row.values.items() if v is not None} for row in dossier.parts[part]]


# --- the fields -----------------------------------------------------------------------------


@pytest.fixture
def singhs(catalogue: Catalogue) -> tuple[int, int]:
    """One minister, recorded twice."""
    keep = add(
        catalogue, "official", title="Rajnath Singh", nationality="IN", biography="A minister."
    )
    gone = add(
        catalogue,
        "official",
        title="R. Singh",
        born="1951",
        nationality="NP",
        biography="Born in Bhabhaura.\n\nA physicist.",
    )
    return keep, gone


def test_the_kept_value_stands_and_what_it_lacks_comes_over(
    catalogue: Catalogue, singhs: tuple[int, int]
) -> None:
    dossier = merged(catalogue, *singhs)
    assert dossier.values["title"] == "Rajnath Singh"
    assert dossier.values["nationality"] == "IN"
    assert dossier.values["born"] == "1951"
    assert said(dossier, "alias") == [{"name": "R. Singh", "type": "alias"}]


def test_a_value_is_chosen_field_by_field(catalogue: Catalogue, singhs: tuple[int, int]) -> None:
    dossier = merged(catalogue, *singhs, {"title": "gone", "nationality": "gone", "born": "keep"})
    assert dossier.values["title"] == "R. Singh"
    assert dossier.values["nationality"] == "NP"
    assert dossier.values["born"] == "1951"  # the only one there is
    assert said(dossier, "alias") == [{"name": "Rajnath Singh", "type": "alias"}]


def test_a_long_text_that_was_not_chosen_goes_to_the_notes(
    catalogue: Catalogue, singhs: tuple[int, int]
) -> None:
    with catalogue.change("Notes") as change:
        change.set("official", singhs[0], notes="Prefers Hindi.")
        change.set("official", singhs[1], notes="Vegetarian.")
    dossier = merged(catalogue, *singhs)
    assert dossier.values["biography"] == "A minister."
    assert dossier.values["notes"] == (
        "Prefers Hindi.\n\n"
        "Biography of O2: Born in Bhabhaura.\n\nA physicist.\n\n"
        "Notes of O2: Vegetarian."
    )


def test_a_long_text_that_the_chosen_one_holds_is_not_repeated(catalogue: Catalogue) -> None:
    one = add(catalogue, "official", title="A", biography="A minister. Born in 1951.")
    two = add(catalogue, "official", title="A", biography="Born in 1951.")
    assert merged(catalogue, one, two).values["notes"] is None


def test_the_plan_says_what_there_is_to_choose(
    catalogue: Catalogue, singhs: tuple[int, int]
) -> None:
    before = dump(catalogue)
    pairs = {pair.field.name: pair for pair in planned(catalogue, *singhs).pairs}
    assert dump(catalogue) == before
    assert [name for name, pair in pairs.items() if pair.differs] == [
        "title",
        "nationality",
        "biography",
    ]
    assert (pairs["nationality"].keep_text, pairs["nationality"].gone_text) == ("India", "Nepal")
    assert {name for name, pair in pairs.items() if pair.default == "gone"} >= {"born"}
    assert "marking" not in pairs


def test_the_marking_is_the_higher_one_whichever_is_kept(catalogue: Catalogue) -> None:
    low = add(catalogue, "topic", title="Tejas", type="programme")
    high = add(catalogue, "topic", title="LCA", type="programme", marking="secret")
    for keep, gone in ((low, high), (high, low)):
        assert planned(catalogue, keep, gone).marking == "secret"
        assert merged(catalogue, keep, gone).values["marking"] == "secret"
        catalogue.undo()


def test_a_link_between_the_two_ends(catalogue: Catalogue) -> None:
    ministry = add(catalogue, "organisation", title="Ministry", type="ministry")
    one = add(catalogue, "organisation", title="DDP", type="ministry", parent=ministry)
    two = add(catalogue, "organisation", title="Production", type="ministry", parent=one)
    assert not any(p.differs for p in planned(catalogue, one, two).pairs if p.field.name != "title")
    assert merged(catalogue, one, two).values["parent"] == ministry
    catalogue.undo()
    assert merged(catalogue, two, one).values["parent"] == ministry


# --- rows and links -------------------------------------------------------------------------


def test_rows_move_and_equal_ones_stand_once(catalogue: Catalogue) -> None:
    ministry = add(catalogue, "organisation", title="Ministry of Defence", type="ministry")
    topic = add(catalogue, "topic", title="Tejas", type="programme")
    one, two = (add(catalogue, "official", title="Rajnath Singh") for _ in range(2))
    post = {"post": "Minister", "other_id": ministry, "start": "2019-05-31"}
    for official in (one, two):
        add_part(catalogue, "tenure", official, **post)
        add_part(catalogue, "subject", official, other_id=topic)
    earlier = add_part(catalogue, "tenure", two, post="Home Minister", start="2014", end="2019")
    add_part(catalogue, "identifier", two, scheme="wikidata", value="Q1")
    found = planned(catalogue, one, two)
    assert found.moved == {"tenure": 1, "identifier": 1}
    assert found.same == {"tenure": 1, "subject": 1}
    dossier = merged(catalogue, one, two)
    assert [row["post"] for row in dossier.parts["tenure"]] == ["Minister", "Home Minister"]
    assert dossier.parts["tenure"][1].id == earlier  # the very row
    assert len(dossier.parts["subject"]) == 1
    assert said(dossier, "identifier") == [{"scheme": "wikidata", "value": "Q1"}]
    assert dossier.computed["date"] == "2019-05-31"
    emptied = read(catalogue, two)
    assert emptied.stub.binned
    assert not any(emptied.parts.values())


def test_a_citation_of_an_equal_row_goes_to_the_row_that_stays(catalogue: Catalogue) -> None:
    one, two = (add(catalogue, "agreement", title="SOSA", type="arrangement") for _ in range(2))
    source = add(catalogue, "source", title="Press release", type="press-release")
    person = add(catalogue, "official", title="Vic Ramdas")
    stays = add_part(catalogue, "event", one, type="signature", date="2024-08-22")
    goes = add_part(catalogue, "event", two, type="signature", date="2024-08-22")
    force = add_part(catalogue, "event", two, type="entry-into-force", date="2024-08-22")
    add_part(catalogue, "signatory", two, other_id=person, event=goes)
    for row in (goes, force):
        add_part(catalogue, "citation", two, other_id=source, about="event", row=row)
    dossier = merged(catalogue, one, two)
    assert [row.id for row in dossier.parts["event"]] == [stays, force]
    assert [(row["about"], row["row"]) for row in dossier.parts["citation"]] == [
        ("event", stays),
        ("event", force),
    ]
    assert [row["event"] for row in dossier.parts["signatory"]] == [stays]
    assert dossier.computed["status"] == "in-force"


def test_signatories_of_equal_events_are_equal_too(catalogue: Catalogue) -> None:
    person = add(catalogue, "official", title="Vic Ramdas")
    agreements = [add(catalogue, "agreement", title="SOSA", type="mou") for _ in range(2)]
    for agreement in agreements:
        event = add_part(catalogue, "event", agreement, type="signature", date="2024-08-22")
        add_part(catalogue, "signatory", agreement, other_id=person, event=event)
    dossier = merged(catalogue, agreements[0], agreements[1])
    assert len(dossier.parts["signatory"]) == len(dossier.parts["event"]) == 1


def test_what_linked_to_the_other_links_to_the_kept(catalogue: Catalogue) -> None:
    one, two = (add(catalogue, "organisation", title="MoD", type="ministry") for _ in range(2))
    unit = add(catalogue, "organisation", title="DRDO", type="service", parent=two)
    person = add(catalogue, "official", title="Rajnath Singh")
    visit = add(catalogue, "engagement", title="Visit", type="visit")
    binned = add(catalogue, "engagement", title="Old visit", type="visit")
    promise = add(catalogue, "commitment", title="Deliver", state="open", owner=two)
    add_part(catalogue, "tenure", person, post="Minister", other_id=two)
    add_part(
        catalogue, "participant", visit, other_id=person, role="principal", side_organisation=two
    )
    add_part(catalogue, "participant", visit, other_id=one, role="host")
    add_part(catalogue, "participant", visit, other_id=two, role="host")  # the same once merged
    add_part(catalogue, "participant", binned, other_id=two, role="host")
    with catalogue.change("Bin") as change:
        change.bin(binned)
    found = planned(catalogue, one, two)
    assert found.linked == {"tenure": 1, "participant": 3}
    assert found.named == {("organisation", "parent"): 1, ("commitment", "owner"): 1}
    merged(catalogue, one, two)
    assert read(catalogue, unit).values["parent"] == one
    assert read(catalogue, promise).values["owner"] == one
    assert said(read(catalogue, person), "tenure") == [{"post": "Minister", "other_id": one}]
    assert said(read(catalogue, visit), "participant") == [
        {"other_id": person, "role": "principal", "side_organisation": one},
        {"other_id": one, "role": "host"},
    ]
    assert said(read(catalogue, binned), "participant") == [{"other_id": one, "role": "host"}]


def test_a_relation_between_the_two_goes_with_what_supports_it(catalogue: Catalogue) -> None:
    one, two = (add(catalogue, "agreement", title="SOSA", type="mou") for _ in range(2))
    source = add(catalogue, "source", title="Press release", type="press-release")
    for owner, other in ((one, two), (two, one)):
        row = add_part(catalogue, "agreement_relation", owner, other_id=other, type="amends")
        add_part(catalogue, "citation", owner, other_id=source, about="agreement_relation", row=row)
    dossier = merged(catalogue, one, two)
    assert dossier.parts["agreement_relation"] == []
    assert dossier.parts["citation"] == []


def test_no_body_becomes_part_of_itself(catalogue: Catalogue) -> None:
    gone = add(catalogue, "organisation", title="MoD", type="ministry")
    within = add(catalogue, "organisation", title="Production", type="department", parent=gone)
    keep = add(catalogue, "organisation", title="Ministry", type="ministry", parent=within)
    (pair,) = [pair for pair in planned(catalogue, keep, gone).pairs if pair.field.name == "parent"]
    assert (pair.keep, pair.keep_text) == (None, "")
    before = dump(catalogue)
    merged(catalogue, keep, gone)
    assert read(catalogue, keep).values["parent"] is None
    assert read(catalogue, within).values["parent"] == keep
    catalogue.undo()
    assert dump(catalogue) == before


def test_the_body_both_are_part_of_through_others_stays(catalogue: Catalogue) -> None:
    top = add(catalogue, "organisation", title="Government", type="government")
    between = add(catalogue, "organisation", title="Between", type="ministry", parent=top)
    keep = add(catalogue, "organisation", title="Staff", type="department", parent=between)
    gone = add(catalogue, "organisation", title="The staff", type="department", parent=top)
    assert merged(catalogue, keep, gone).values["parent"] == between


def test_no_visit_becomes_part_of_its_own_part(catalogue: Catalogue) -> None:
    visit, meeting, again = (
        add(catalogue, "engagement", title=title, type="visit", date="2020-01-01")
        for title in ("Visit", "Meeting", "The visit")
    )
    inner = add_part(catalogue, "engagement_relation", meeting, type="part-of", other_id=visit)
    outer = add_part(catalogue, "engagement_relation", again, type="part-of", other_id=meeting)
    source = add(catalogue, "source", title="Note", type="file-note")
    add_part(
        catalogue, "citation", meeting, other_id=source, about="engagement_relation", row=inner
    )
    assert planned(catalogue, again, visit).linked == {}
    before = dump(catalogue)
    merged(catalogue, again, visit)
    rows = dump(catalogue)["engagement_relation"]
    assert [(row["id"], row["record_id"], row["other_id"]) for row in rows] == [
        (outer, again, meeting)
    ]
    assert dump(catalogue)["citation"] == []
    catalogue.undo()
    assert dump(catalogue) == before


def test_many_links_are_written_in_few_statements(catalogue: Catalogue) -> None:
    keep = add(catalogue, "official", title="Rao")
    gone = add(catalogue, "official", title="A. Rao")
    with catalogue.change("Add") as change:
        for number in range(300):
            day = change.add("engagement", title=f"Day {number}", type="call")
            change.add_part("participant", day, other_id=gone, role="host")
            change.add("commitment", title=f"Task {number}", state="open", owner=gone)
    statements = []

    def written(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE"):
            statements.append(statement)

    with catalogue.change("Merge") as change:
        event.listen(change.connection, "before_cursor_execute", written)
        merge.merge(change, keep, gone, scheme=catalogue.scheme)
        assert len(statements) < 10
    assert len([row for row in dump(catalogue)["participant"] if row["other_id"] == keep]) == 300
    assert len([row for row in dump(catalogue)["commitment"] if row["owner"] == keep]) == 300


def test_sources_that_disagree_go_on_doing_so(catalogue: Catalogue) -> None:
    one = add(catalogue, "official", title="R. Singh", born="1951")
    two = add(catalogue, "official", title="R. Singh", born="1953-07-10")
    paper = add(catalogue, "source", title="Paper", type="article")
    book = add(catalogue, "source", title="Book", type="article")
    add_part(catalogue, "citation", one, other_id=paper, about="born", preferred=True)
    for source in (paper, book):
        add_part(catalogue, "citation", two, other_id=source, about="born", preferred=True)
    expected = [
        {"other_id": paper, "about": "born", "preferred": True},
        {"other_id": paper, "about": "born", "states": "10 July 1953", "preferred": False},
        {"other_id": book, "about": "born", "states": "10 July 1953", "preferred": False},
    ]
    assert said(merged(catalogue, one, two), "citation") == expected
    catalogue.undo()
    assert said(merged(catalogue, one, two, {"born": "gone"}), "citation") == [
        {"other_id": paper, "about": "born", "states": "1951", "preferred": False},
        {"other_id": paper, "about": "born", "preferred": True},
        {"other_id": book, "about": "born"},
    ]


def test_of_two_preferred_statements_the_kept_one_stays_so(catalogue: Catalogue) -> None:
    one, two = (add(catalogue, "official", title="R. Singh", born="1951") for _ in range(2))
    for record, page in ((one, "1"), (two, "2")):
        source = add(catalogue, "source", title=f"Paper {page}", type="article")
        add_part(
            catalogue,
            "citation",
            record,
            other_id=source,
            about="born",
            states=page,
            preferred=True,
        )
    citations = said(merged(catalogue, one, two), "citation")
    assert [(c["states"], c.get("preferred")) for c in citations] == [("1", True), ("2", None)]


def test_a_finding_that_was_dismissed_stays_so_unless_it_was_about_the_two(
    catalogue: Catalogue,
) -> None:
    one, two, third = (add(catalogue, "official", title="Singh") for _ in range(3))
    uids = [read(catalogue, record).uid for record in (one, two, third)]
    with catalogue.change("Dismiss") as change:
        for owner, key in (
            (one, f"{uids[0]}:{uids[1]}"),
            (two, f"{uids[0]}:{uids[1]}"),
            (two, f"{uids[1]}:{uids[2]}"),
            (two, "born"),
            (third, f"{uids[1]}:{uids[2]}"),
        ):
            change.add_part("dismissal", owner, rule="r", key=key, why="Namesakes.")
    catalogue.user = "ravi"
    dossier = merged(catalogue, one, two)
    dismissed = [row["key"] for row in dossier.parts["dismissal"]]
    assert dismissed == [f"{uids[0]}:{uids[2]}", "born"]
    [kept] = said(read(catalogue, third), "dismissal")
    assert (kept["key"], kept["set_by"]) == (f"{uids[0]}:{uids[2]}", "asha")


# --- found again, and the books -------------------------------------------------------------


def test_a_merged_reference_leads_to_the_record_it_is_part_of_now(catalogue: Catalogue) -> None:
    first, second, third = (add(catalogue, "official", title=f"Singh {n}") for n in "abc")
    merged(catalogue, second, first)
    merged(catalogue, third, second)
    with catalogue.read() as connection:
        assert [find_id(connection, ref) for ref in ("O1", "o2", "O3")] == [third] * 3
        for words in ("O1", '"Singh a"', '"Singh b"', '"Singh c"'):
            assert list(run.find(connection, parse(words))) == [third]
    catalogue.undo()
    with catalogue.read() as connection:
        assert [find_id(connection, ref) for ref in ("O1", "O2", "O3")] == [second, second, third]


def test_a_restored_record_has_its_reference_again(catalogue: Catalogue) -> None:
    one, two = (add(catalogue, "official", title="Singh") for _ in range(2))
    merged(catalogue, one, two)
    with catalogue.change("Restore") as change:
        change.restore(two)
    with catalogue.read() as connection:
        assert find_id(connection, "O2") == two
    assert not read(catalogue, two).stub.binned


def test_the_history_of_both_tells_of_it(catalogue: Catalogue, singhs: tuple[int, int]) -> None:
    add_part(catalogue, "contact", singhs[1], type="email", value="rs@example.org")
    merged(catalogue, *singhs)
    told = []
    for record in singhs:
        with catalogue.read() as connection:
            entry, *_ = history.entries(connection, record)
        told.append([line for step in entry.steps for line in history.describe(step)])
    move = ("Contact points: record", "R. Singh (O2)", "Rajnath Singh (O1)")
    assert move in told[0]
    assert told[1] == [move, ("Bin", "", "merged into Rajnath Singh (O1)")]


@pytest.mark.parametrize(
    ("which", "error", "says"),
    [
        ((0, 0), Refused, "itself"),
        ((0, 1), Refused, "different kinds"),
        ((0, 2), Refused, "in the bin"),
        ((2, 0), Refused, "in the bin"),
        ((0, 3), NotFound, "no such record"),
    ],
)
def test_what_cannot_be_merged(
    catalogue: Catalogue, which: tuple[int, int], error: type[DefcatError], says: str
) -> None:
    ids = [add(catalogue, kind, title="X", type="other") for kind in ("organisation", "source")]
    ids += [add(catalogue, "organisation", title="X", type="other"), 99]
    with catalogue.change("Bin") as change:
        change.bin(ids[2])
    before = dump(catalogue)
    keep, gone = (ids[at] for at in which)
    with pytest.raises(error, match=says) as raised:
        planned(catalogue, keep, gone)
    assert raised.value.fix
    with pytest.raises(error, match=says):
        merged(catalogue, keep, gone)
    assert dump(catalogue) == before


# --- what was imported ----------------------------------------------------------------------


def test_an_import_knows_both_rows_of_a_merged_record(catalogue: Catalogue, tmp_path: Path) -> None:
    desk = Desk(catalogue, tmp_path)
    rows = (
        "7,2001-05-02,2001-05-04,Nelson Mandela,South Africa,Working visit.,x\n"
        "8,2001-05-02,2001-05-04,Nelson Mandela,South Africa,Working visit to the desk.,x\n"
    )
    desk.load(rows)
    with catalogue.read() as connection:
        ids = sorted(run.find(connection, parse("kind:engagement")))
    dossier = merged(catalogue, ids[0], ids[1])
    assert len(dossier.parts["participant"]) == 1
    again = desk.load(rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    corrected = rows.replace("8,2001-05-02,2001-05-04", "8,2001-05-02,2001-05-05")
    assert desk.load(corrected).changed == 1
    again = desk.load(corrected)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


@pytest.mark.real_data
def test_a_repeated_trip_stays_merged_when_its_file_comes_again(catalogue: Catalogue) -> None:
    path = real_file("engagements/us_travels_abroad.csv")
    run_import(catalogue, path, "us-travels")
    identifier = part_table("identifier")
    table = own_table("engagement")
    described = select(RECORD.c.id, RECORD.c.title, RECORD.c.date, RECORD.c.notes, table)
    seen: dict[tuple[Any, ...], int] = {}
    pair: tuple[int, int] | None = None
    with catalogue.read() as connection:
        everything = described.join(table, table.c.id == RECORD.c.id).order_by(RECORD.c.id)
        for found in connection.execute(everything).all():
            record_id, said_of_it = found[0], tuple(found[1:4]) + tuple(found[5:])
            if said_of_it in seen:
                pair = seen[said_of_it], record_id
                break
            seen[said_of_it] = record_id
    assert pair is not None, "the file repeats trips under other numbers"
    merged(catalogue, *pair)
    with catalogue.read() as connection:
        keys = select(identifier.c.value).where(identifier.c.record_id == pair[0])
        assert len(set(connection.scalars(keys))) == 2
    again = run_import(catalogue, path, "us-travels")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4271)


# --- any two records ------------------------------------------------------------------------

Operation = Callable[[Change, dict[str, list[int]]], None]
_at = st.integers(0, 3)
_titles = st.sampled_from(["SOSA", "Security of Supply", "राजनाथ सिंह", "São Tomé"])
_days = st.sampled_from([None, "2024-08-22", "2024", "2019~"])
_texts = st.sampled_from([None, "One.", "Two.\n\nThree."])
_VALUES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "agreement": {"summary": _texts, "expiry_date": _days, "notes": _texts},
    "official": {"biography": _texts, "born": _days, "notes": _texts},
    "engagement": {"date": _days, "record": _texts, "city": _titles},
    "organisation": {"founded": _days, "notes": _texts},
    "source": {"date": _days, "text": _texts},
}
_TYPES = {
    "agreement": "mou",
    "engagement": "visit",
    "organisation": "ministry",
    "source": "article",
}


def _pick(records: dict[str, list[int]], kind: str, which: int) -> int:
    return records[kind][which % len(records[kind])]


def _row(
    part: str, owner: str, others: dict[str, str], which: dict[str, int], **v: Any
) -> Operation:
    """Add a row whose links, by field, are of the kinds `others`."""

    def operation(change: Change, records: dict[str, list[int]]) -> None:
        links = {name: _pick(records, kind, which[name]) for name, kind in others.items()}
        record = _pick(records, owner, which["owner"])
        if record not in links.values():
            with suppress(Refused):  # what would lead back
                records[part].append(change.add_part(part, record, **links, **v))

    return operation


def _named(part: str, about: str, which: int, other: int) -> Operation:
    """Add a row that names a row of its own record: a citation of it, or who signed then."""

    def operation(change: Change, records: dict[str, list[int]]) -> None:
        if not records[about]:
            return
        row = _pick(records, about, which)
        owner = change._owner(about, row)
        if part == "citation":
            source = _pick(records, "source", other)
            change.add_part("citation", owner, other_id=source, about=about, row=row)
        else:
            change.add_part(
                "signatory", owner, other_id=_pick(records, "official", other), event=row
            )

    return operation


def _set_link(kind: str, field: str, to: str, which: int, other: int) -> Operation:
    def operation(change: Change, records: dict[str, list[int]]) -> None:
        with suppress(Refused):  # what would lead back
            change.set(kind, _pick(records, kind, which), **{field: _pick(records, to, other)})

    return operation


def _rows(part: str, owner: str, others: dict[str, str], **values: Any) -> st.SearchStrategy[Any]:
    which = st.fixed_dictionaries({"owner": _at, **dict.fromkeys(others, _at)})
    drawn = {n: v if isinstance(v, st.SearchStrategy) else st.just(v) for n, v in values.items()}
    return st.builds(_row, st.just(part), st.just(owner), st.just(others), which, **drawn)


_operations = st.one_of(
    _rows("event", "agreement", {}, type="signature", date=_days),
    _rows("event", "agreement", {"other_id": "organisation"}, type="entry-into-force"),
    _rows("party", "agreement", {"other_id": "organisation"}, role="party"),
    _rows("signatory", "agreement", {"other_id": "official"}, country="IN"),
    _rows(
        "agreement_relation",
        "agreement",
        {"other_id": "agreement"},
        type=st.sampled_from(["amends", "supersedes"]),
    ),
    _rows("tenure", "official", {"other_id": "organisation"}, post="Minister", start=_days),
    _rows("participant", "engagement", {"other_id": "official"}, role="host"),
    _rows(
        "participant",
        "engagement",
        {"other_id": "organisation", "side_organisation": "organisation"},
        role="host",
    ),
    _rows("engagement_agreement", "engagement", {"other_id": "agreement"}, role="discussed"),
    _rows("engagement_relation", "engagement", {"other_id": "engagement"}, type="part-of"),
    _rows("citation", "agreement", {"other_id": "source"}, about="title"),
    _rows("citation", "official", {"other_id": "source"}, about="born", locator=_titles),
    _rows("citation", "source", {"other_id": "source"}),
    _rows("identifier", "official", {}, scheme="desk", value=_titles),
    _rows("alias", "agreement", {}, name=_titles),
    st.builds(_named, st.just("citation"), st.sampled_from(["event", "tenure", "party"]), _at, _at),
    st.builds(_named, st.just("signatory"), st.just("event"), _at, _at),
    st.builds(
        _set_link, st.just("organisation"), st.just("parent"), st.just("organisation"), _at, _at
    ),
)


@st.composite
def _filled(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    """Three records of each kind."""
    made = []
    for kind, values in _VALUES.items():
        for _ in range(3):
            drawn = {name: draw(strategy) for name, strategy in values.items()}
            typed = {"type": _TYPES[kind]} if kind in _TYPES else {}
            made.append((kind, {"title": draw(_titles), **typed, **drawn}))
    return made


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with make(tmp_path_factory.mktemp("template")) as made:
        return made.path


@settings(max_examples=60, deadline=None)
@given(
    made=_filled(),
    operations=st.lists(_operations, max_size=25),
    kind=st.sampled_from(sorted(_VALUES)),
    choices=st.dictionaries(
        st.sampled_from(["title", "notes", "born", "date", "summary", "parent"]),
        st.sampled_from(["keep", "gone"]),
    ),
)
def test_nothing_is_lost_and_undo_gives_back_the_same_file(
    template: Path,
    made: list[tuple[str, dict[str, Any]]],
    operations: list[Operation],
    kind: str,
    choices: Mapping[str, Side],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        with Catalogue.open(path, user="asha", now=ticking()) as catalogue:
            records: dict[str, list[int]] = {name: [] for name in (*KINDS, *PARTS)}
            with catalogue.change("Fill") as change:
                for of_kind, values in made:
                    records[of_kind].append(change.add(of_kind, **values))
                for operation in operations:
                    operation(change, records)
            before, words = dump(catalogue), index_terms(path)
            keep, gone, _ = records[kind]
            merged(catalogue, keep, gone, choices)
            after, words_after = dump(catalogue), index_terms(path)
            assert _named_anywhere(after, gone) == []
            assert _statements(before, keep, gone) <= _statements(after, keep, gone)
            assert _leading_back(after, keep, gone) == set()
            catalogue.rebuild_index()
            assert index_terms(path) == words_after
            catalogue.undo()
            assert (dump(catalogue), index_terms(path)) == (before, words)
            catalogue.redo()
            assert (dump(catalogue), index_terms(path)) == (after, words_after)


def _named_anywhere(tables: dict[str, list[dict[str, Any]]], gone: int) -> list[str]:
    """The links to a record and the rows that belong to it."""
    return [
        f"{name}.{field.name}"
        for name, described in {**KINDS, **PARTS}.items()
        for row in tables[name]
        for field in described.fields
        if isinstance(field.type, Link) and row[field.name] == gone and row["id"] != gone
    ] + [name for name in PARTS for row in tables[name] if row["record_id"] == gone]


def _statements(tables: dict[str, list[dict[str, Any]]], keep: int, gone: int) -> set[Any]:
    """What the rows of parts say, without their numbers, as if both records were one already.

    Without a row that links one of the two to the other or leads back, and without what the merge
    itself notes on a citation; a row that another one names is given by what it says.
    """
    back = _leading_back(tables, keep, gone)

    def one(name: str, row: dict[str, Any]) -> tuple[Any, ...] | None:
        said_of_it: list[Any] = [name, keep if row["record_id"] == gone else row["record_id"]]
        for field in PARTS[name].fields:
            value = row[field.name]
            if isinstance(field.type, Link) and value == gone:
                value = keep
            if field.name == "other_id" and value == said_of_it[1]:
                return None
            if (name, row["id"]) in back:
                return None
            if (name, field.name) in (("citation", "row"), ("signatory", "event")) and value:
                about = "event" if name == "signatory" else row["about"]
                value = one(about, next(r for r in tables[about] if r["id"] == value))
                if value is None:
                    return None
            if (name, field.name) not in (("citation", "states"), ("citation", "preferred")):
                said_of_it.append(value)
        return tuple(said_of_it)

    return {one(name, row) for name in PARTS for row in tables[name]} - {None}


def _leading_back(
    tables: dict[str, list[dict[str, Any]]], keep: int, gone: int
) -> set[tuple[str, int]]:
    """The rows, and the bodies, on a circle of links as if both records were one already."""
    links = [
        (name, row["type"], row["id"], row["record_id"], row["other_id"])
        for name, types in circles.RELATIONS.items()
        for row in tables[name]
        if row["type"] in types
    ]
    bodies = [row for row in tables["organisation"] if row["parent"] and row["id"] != gone]
    links += [("organisation", "parent", row["id"], row["id"], row["parent"]) for row in bodies]
    steps: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for name, relation, row_id, start, end in links:
        ends = (keep if end == gone else end, keep if start == gone else start)
        steps.setdefault((name, relation), []).append((row_id, *reversed(ends)))
    found = set()
    for (name, _), ways in steps.items():
        for row_id, start, end in ways:
            reached = {end}
            for _ in ways:
                reached |= {far for _, near, far in ways if near in reached}
            if start in reached and start != end:
                found.add((name, row_id))
    return found
