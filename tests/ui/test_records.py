"""A list of records: read as it is scrolled, sorted, walked by keyboard, and its detail pane."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from defcat.catalogue import Catalogue
from defcat.search.query import parse
from tests.conftest import NOW
from tests.window import Officer
from ui.desk import Desk
from ui.models.records import BLOCK, COLUMN_ROLE, FIRST, ROW_ROLE, RecordModel

MANY = 700


@pytest.fixture(scope="session")
def made_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of many officials, the newest last in the alphabet, and one agreement."""
    path = tmp_path_factory.mktemp("many") / "many.defcat"
    with Catalogue.create(path, now=lambda: NOW) as catalogue, catalogue.change("Fill") as change:
        for number in range(MANY):
            change.add("official", title=f"Official {number:03}", nationality="IN")
        change.add("agreement", title="An agreement", type="mou")
    return path


@pytest.fixture
def desk(qapp, made_many: Path, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "many.defcat"
    path.write_bytes(made_many.read_bytes())
    made = Desk(Catalogue.open(path))
    yield made
    made.close()


@pytest.fixture
def model(desk: Desk) -> RecordModel:
    return RecordModel(desk)


@pytest.fixture
def many(officer: Officer, made_many: Path, tmp_path: Path) -> Officer:
    """An officer before the list of many officials."""
    path = tmp_path / "many.defcat"
    path.write_bytes(made_many.read_bytes())
    officer.application.open(path)
    officer.press("Ctrl+3")
    officer.until(lambda: officer.workspace.records.model.rowCount() == MANY)
    officer.until(lambda: officer.title() != "")
    return officer


# --- the model ------------------------------------------------------------------------------


def test_the_first_rows_come_at_once_and_the_rest_when_it_is_looked_at(
    qtbot, model: RecordModel
) -> None:
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:official"), "title")
    assert model.rowCount() == FIRST
    assert model.index(0, 1).data() == "Official 000"
    qtbot.waitUntil(lambda: model.rowCount() == MANY)

    last = model.index(MANY - 1, 1)
    assert last.data() is None, "nobody has looked there"
    with qtbot.waitSignal(model.dataChanged) as changed:
        last.data()
    assert last.data() == f"Official {MANY - 1:03}"
    first, until = changed.args[0].row(), changed.args[1].row()
    assert first == (MANY - 1) // BLOCK * BLOCK
    assert until == MANY - 1
    assert model.index(first - 1, 1).data() is None, "only what was looked at is read"


def test_the_count_is_that_of_all(qtbot, model: RecordModel) -> None:
    with qtbot.waitSignal(model.counted) as counted:
        model.show(parse("kind:official"))
    assert counted.args == [MANY]


def test_a_query_that_was_typed_over_never_arrives(qtbot, model: RecordModel) -> None:
    arrived = []
    model.arrived.connect(lambda: arrived.append(model.rowCount()))
    model.show(parse("official"))
    model.show(parse("agreement"))
    qtbot.waitUntil(lambda: bool(arrived))
    qtbot.waitUntil(lambda: model.index(0, 1).data() == "An agreement")
    assert arrived == [1]


def test_the_columns_are_those_of_the_kind(qtbot, model: RecordModel) -> None:
    for query, names in (
        ("kind:official", ["ref", "title", "extra", "date", "nationality"]),
        ("kind:agreement", ["ref", "title", "type", "extra", "date", "status"]),
        ("", ["ref", "title", "kind", "what", "date"]),
    ):
        with qtbot.waitSignal(model.arrived):
            model.show(parse(query))
        assert [column.name for column in model.columns()] == names


def test_a_cell_says_its_column_to_a_screen_reader(qtbot, model: RecordModel) -> None:
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:agreement"))
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Title: An agreement"
    assert model.index(0, 0).data(ROW_ROLE).ref == "A1"
    assert model.index(0, 1).data(COLUMN_ROLE).name == "title"


def test_rows_read_so_far_can_be_copied_and_others_are_asked_for(qtbot, model: RecordModel) -> None:
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:official"), "title-desc")
    assert model.row_of(model.id_at(5)) == 5
    assert model.id_at(MANY) is None
    assert model.row_of(-1) is None


# --- the list -------------------------------------------------------------------------------


def test_the_end_of_a_long_list_is_one_key_away(many: Officer) -> None:
    many.press("Ctrl+End")
    many.until(lambda: many.title() == "Official 000")
    assert many.table.visualRect(many.table.currentIndex()).isValid()
    many.press("Ctrl+Home")
    many.until(lambda: many.title() == f"Official {MANY - 1:03}")


def test_holding_down_reads_only_where_it_stops(many: Officer) -> None:
    read = []
    many.detail.shown.connect(lambda _id: read.append(many.title()))
    many.press(*["Down"] * 40)
    many.until(lambda: many.title() == f"Official {MANY - 41:03}")
    assert len(read) < 40


def click_heading(officer: Officer, name: str) -> None:
    header = officer.table.horizontalHeader()
    place = [column.name for column in officer.workspace.records.model.columns()].index(name)
    at = header.sectionViewportPosition(place) + 12
    officer.click(header.viewport(), QPoint(at, header.height() // 2))


def test_a_click_on_a_heading_sorts_and_a_second_turns_it(many: Officer) -> None:
    many.press("Down", "Down")
    many.until(lambda: many.title() == f"Official {MANY - 3:03}")
    click_heading(many, "title")
    many.until(lambda: many.titles()[:2] == ["Official 000", "Official 001"])
    many.until(lambda: many.table.currentIndex().row() == MANY - 3)
    assert many.title() == f"Official {MANY - 3:03}", "the cursor stays on its record"
    click_heading(many, "title")
    many.until(lambda: many.titles()[:1] == [f"Official {MANY - 1:03}"])


def test_a_heading_that_sorts_nothing_changes_nothing(many: Officer) -> None:
    before = many.titles()[:5]
    click_heading(many, "ref")
    many.until(lambda: not many.desk.reader.busy())
    assert many.titles()[:5] == before


def test_a_double_click_edits_the_record(many: Officer) -> None:
    many.click_row(many.table, 3)
    many.click_row(many.table, 3, double=True)
    assert many.form.draft.record_id == many.workspace.records.model.id_at(3)


def test_up_from_the_first_row_goes_to_the_search_box(many: Officer) -> None:
    many.press("Up")
    assert many.window.search.hasFocus()
    many.press("Down")
    assert many.table.hasFocus()


def test_a_letter_is_a_command_and_no_search_in_the_column(many: Officer) -> None:
    row = many.table.currentIndex().row()
    many.press("o")
    assert many.table.currentIndex().row() == row
    many.press("E")
    assert many.form.draft.record_id is not None


def test_the_list_follows_a_change(many: Officer) -> None:
    with many.desk.change("Rename") as change:
        change.set("official", many.detail.record_id(), title="Zoya Rao")
    many.until(lambda: "Zoya Rao" in many.titles())
    many.until(lambda: many.title() == "Zoya Rao")


def test_chosen_rows_are_copied_as_a_table(many: Officer, qapp) -> None:
    many.press("Shift+Down", "Ctrl+C")
    many.until(lambda: many.window.notice.text() == "Copied.")
    lines = qapp.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Ref", "Display name"]
    assert [line.split("\t")[1] for line in lines[1:]] == many.titles()[:2]


# --- the pane -------------------------------------------------------------------------------


def test_each_tab_tells_its_part(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("sosa")
    officer.press("Down")
    officer.until(lambda: officer.title() == "Security of Supply Arrangement")
    for tab, told in (
        ("facts", "Not binding"),
        ("timeline", "22 August 2024"),
        ("links", "Meeting of Rajnath Singh and Lloyd Austin"),
        ("sources", "paragraph 4"),
        ("history", "Open the sample"),
    ):
        officer.detail.show_tab(tab)
        assert told in officer.detail.body_text()


def test_a_mark_leads_to_its_source(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("sosa")
    officer.press("Down")
    officer.until(lambda: officer.title() == "Security of Supply Arrangement")
    officer.click_link("[2]", officer.body())
    officer.reads("[2] Releases of the two defence departments")
    officer.click_link("Releases of the two", officer.body())
    officer.until(lambda: officer.title().startswith("Releases of the two defence departments"))


def test_the_pane_offers_what_can_be_done(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.click_title("Security of Supply Arrangement")
    officer.until(lambda: officer.title() == "Security of Supply Arrangement")
    officer.click_button("Edit (E)")
    assert officer.form.draft.record_id == officer.detail.record_id()
