"""A list of records: read as it is scrolled, sorted, walked by keyboard, and its detail pane."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from defcat.catalogue import Catalogue
from defcat.search.parse import parse
from tests.conftest import NOW
from tests.window import Officer
from ui import copying, theme
from ui.desk import Desk
from ui.models import records
from ui.models.columns import FOUND
from ui.models.records import BLOCK, COLUMN_ROLE, FIRST, ROW_ROLE, SCREEN, RecordModel
from ui.models.shaping import Shapes
from ui.widgets.column_chooser import ColumnChooser
from ui.widgets.count_line import CountLine
from ui.widgets.record_table import RecordTable

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


class Watched(RecordModel):
    """Knows of which rows a view has asked whether they can be selected."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.looked_at: set[int] = set()

    def flags(self, index) -> Qt.ItemFlag:
        self.looked_at.add(index.row())
        return super().flags(index)


@pytest.fixture
def model(desk: Desk) -> Iterator[RecordModel]:
    made = Watched(desk)
    yield made
    made.clear()  # what it still waits for would find it gone


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


def test_what_only_possibly_answers_says_so(qtbot, desk: Desk, model: RecordModel) -> None:
    with desk.change("Add") as change:
        change.add("engagement", title="Talks", type="call", date="2023")
        change.add("engagement", title="Visit", type="visit", date="2023-11-09")
    with qtbot.waitSignal(model.arrived):
        model.show(parse("date:2023-11"))
    title = model.columns()[1]
    assert title.name == "title"
    assert [model.index(row, 1).data() for row in (0, 1)] == ["Visit", "Possibly: Talks"]
    tip = model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Talks\n")
    assert "leave it open" in tip


def test_the_first_rows_come_at_once_and_the_rest_when_it_is_looked_at(
    qtbot, model: RecordModel
) -> None:
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:official"), "title")
    assert model.rowCount() == SCREEN + 1
    qtbot.waitUntil(lambda: model.rowCount() >= FIRST)
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


def test_a_list_is_there_at_once_as_far_down_as_it_is_wanted(qtbot, model: RecordModel) -> None:
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:official"), "title", reach=100)
    assert model.rowCount() > 100
    assert model.row_of(model.id_at(100)) == 100


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
        model.show(parse("kind:official"), "-title")
    assert model.row_of(model.id_at(5)) == 5
    assert model.id_at(MANY) is None
    assert model.row_of(-1) is None


def test_of_very_many_it_is_said_that_there_are_more(
    qtbot, model: RecordModel, monkeypatch
) -> None:
    monkeypatch.setattr(records, "COUNTED", 150)
    table = RecordTable(model)
    line = CountLine(model, table)
    qtbot.addWidget(table)
    qtbot.addWidget(line)
    said = []
    model.counted_past.connect(lambda _count: said.append(line.text()))
    model.show(parse("kind:official"))
    qtbot.waitUntil(lambda: line.text() == f"{MANY}")
    assert said == ["150+"]


def test_a_list_that_takes_long_says_that_it_is_being_sorted(qtbot, model: RecordModel) -> None:
    table = RecordTable(model)
    line = CountLine(model, table)
    qtbot.addWidget(table)
    qtbot.addWidget(line)
    line.expect(sorted_anew=True)
    qtbot.waitUntil(lambda: line.text() == "Sorting…")
    model.show(parse("kind:agreement"), "type")
    qtbot.waitUntil(lambda: line.text() == "1")


def test_where_a_row_answers_is_told_once_it_is_shown(
    qtbot, desk: Desk, model: RecordModel
) -> None:
    with desk.change("Add") as change:
        change.add("official", title="Asha Rao", biography="Led the talks on hydrography for years")
    model.show(parse("hydrography"))
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    place = [column.name for column in model.columns()].index(FOUND)
    qtbot.waitUntil(lambda: bool(model.index(0, place).data()))
    assert model.index(0, place).data() == "Biography: Led the talks on hydrography for years"
    model.show(parse("kind:official"))
    qtbot.waitUntil(lambda: model.rowCount() > 1)
    assert FOUND not in [column.name for column in model.columns()]


def test_to_choose_very_many_rows_no_row_is_looked_at(qtbot, model: Watched) -> None:
    table = RecordTable(model)
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    model.show(parse("kind:official"))
    qtbot.waitUntil(lambda: model.rowCount() == MANY)
    model.looked_at.clear()
    table.selectAll()
    table.grab()
    assert table.selected_count() == MANY
    assert len(model.looked_at) < 100


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
    many.until(lambda: in_sight(many, MANY - 3))
    click_heading(many, "title")
    many.until(lambda: many.titles()[:1] == [f"Official {MANY - 1:03}"])


@contextmanager
def read_anew(officer: Officer) -> Iterator[None]:
    """Wait until the list has been read anew."""
    arrived: list[None] = []
    officer.workspace.records.model.arrived.connect(lambda: arrived.append(None))
    yield
    officer.until(lambda: arrived)


def in_sight(officer: Officer, row: int) -> bool:
    """Whether a row is where it can be seen."""
    rect = officer.table.visualRect(officer.table.model().index(row, 0))
    return officer.table.viewport().rect().contains(rect)


def test_who_has_not_gone_down_yet_sees_the_first_of_the_new_order(many: Officer) -> None:
    click_heading(many, "title")
    many.until(lambda: many.title() == "Official 000")
    assert many.table.currentIndex().row() == 0
    many.until(lambda: many.workspace.records.model.rowCount() == MANY)
    assert in_sight(many, 0)


def test_a_third_click_on_a_heading_leaves_the_order_to_the_list(many: Officer) -> None:
    newest = many.titles()[:3]
    header = many.table.horizontalHeader()
    assert not header.isSortIndicatorShown()
    click_heading(many, "title")
    many.until(lambda: many.titles()[:1] == ["Official 000"])
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
    click_heading(many, "title")
    many.until(lambda: many.titles()[:1] == [f"Official {MANY - 1:03}"])
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    click_heading(many, "title")
    many.until(lambda: not header.isSortIndicatorShown())
    assert many.titles()[:3] == newest


def test_the_order_is_chosen_with_keys_and_remembered(many: Officer, qapp) -> None:
    many.press("S")
    menu = many.menu()
    assert menu.activeAction().text() == "Best, then newest first"
    while menu.activeAction().text() != "Display name":
        many.press("Down")
    many.press("Return")
    many.until(lambda: many.titles()[:1] == ["Official 000"])
    many.look_at(many.window)
    many.press("Ctrl+2")
    many.until(lambda: many.titles() == ["An agreement"])
    assert not many.table.horizontalHeader().isSortIndicatorShown(), "each kind has its own"
    many.press("Ctrl+3")
    many.until(lambda: many.titles()[:1] == ["Official 000"])
    kept = Shapes(many.window.settings)
    assert kept.of("official").order == "title"
    assert kept.of("agreement").order == ""


def test_all_rows_are_chosen_even_before_they_are_read(many: Officer, qapp) -> None:
    many.press("Ctrl+A")
    many.until(lambda: many.table.selected_count() == MANY)
    assert len(many.table.selected_ids()) == MANY
    assert many.workspace.records.count.text() == f"{MANY} selected of {MANY}"
    many.press("Home")
    assert many.workspace.records.count.text() == f"{MANY}"


def test_all_are_waited_for(qtbot, model: RecordModel) -> None:
    table = RecordTable(model)
    qtbot.addWidget(table)
    with qtbot.waitSignal(model.arrived):
        model.show(parse("kind:official"))
    table.mark(3)
    table.selectAll()
    assert table.is_selecting()
    assert table.selected_count() == 1, "what is chosen is what is seen to be"
    qtbot.waitUntil(lambda: table.selected_count() == MANY)
    assert not table.is_selecting()
    table.mark(3)
    assert list(table.selected_ids()) == [model.id_at(3)]


def test_rows_are_chosen_as_far_as_the_end(many: Officer) -> None:
    many.press("Down", "Down", "Shift+End")
    assert many.table.selected_ranges() == [(2, MANY - 1)]
    many.press("Shift+Home")
    assert many.table.selected_ranges() == [(0, 2)]
    many.press("End", "Shift+Up")
    assert many.table.selected_ranges() == [(MANY - 2, MANY - 1)]


def test_columns_are_chosen_ordered_and_remembered(many: Officer) -> None:
    many.press("Down", "Down", "Shift+Down")
    many.until(lambda: many.title() == f"Official {MANY - 4:03}")
    chosen = many.table.selected_ids()
    many.press("V")
    dialog = many.dialog(ColumnChooser)
    place = [dialog.list.item(row).text() for row in range(dialog.list.count())].index("Recorded")
    many.press("Home", *["Down"] * place, "Space", *["Alt+Up"] * (place - 2), "Ctrl+S")
    names = ["ref", "title", "created_at", "extra", "date", "nationality"]
    assert [column.name for column in many.workspace.records.model.columns()] == names
    assert many.table.selected_ids() == chosen
    assert many.table.currentIndex().row() == 3
    many.until(lambda: many.workspace.records.model.index(0, 2).data() == "22 Nov 2026")
    assert Shapes(many.window.settings).of("official").columns == tuple(names)

    many.look_at(many.window)
    many.press("V")
    dialog = many.dialog(ColumnChooser)
    many.click_button("Usual columns", dialog)
    names.remove("created_at")
    assert [column.name for column in many.workspace.records.model.columns()] == names


def test_columns_are_made_wider_with_keys_and_stay_so(many: Officer) -> None:
    before = many.table.widths()
    many.press("V")
    dialog = many.dialog(ColumnChooser)
    many.press("Down", "Alt+Right", "Alt+Right", "Down", "Alt+Left")
    assert f"{before['extra'] - 16} px" in dialog.list.currentItem().data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    many.press("Ctrl+S")
    widths = {"title": before["title"] + 32, "extra": before["extra"] - 16}
    many.until(lambda: {name: many.table.widths()[name] for name in widths} == widths)
    assert Shapes(many.window.settings).of("official").widths == widths


def test_a_column_for_which_there_is_no_room_says_so(desk_officer: Officer) -> None:
    desk_officer.press("Ctrl+2")
    desk_officer.until(lambda: len(desk_officer.titles()) == 3)
    desk_officer.window.resize(1100, 700)
    desk_officer.until(lambda: "extra" not in desk_officer.table.widths())
    desk_officer.press("V")
    dialog = desk_officer.dialog(ColumnChooser)
    rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert "Parties (there is no room for it now)" in rows
    assert "Status" in rows


def test_what_stands_above_a_narrow_list_is_not_cut_off(desk_officer: Officer) -> None:
    page = desk_officer.workspace.records
    desk_officer.press("Ctrl+4")
    desk_officer.until(lambda: len(desk_officer.titles()) > 3)
    button = desk_officer.button("New engagement")
    assert button.text() == "New engagement"
    page.splitter().setSizes([360, 900])
    desk_officer.until(lambda: button.text() == "New")
    assert button.width() >= button.sizeHint().width()
    page.splitter().setSizes([700, 400])
    desk_officer.until(lambda: button.text() == "New engagement")
    narrow = page.count.sizeHint().width() + page.splitter().widget(0).minimumWidth()
    page.splitter().setSizes([narrow, 900])
    desk_officer.press("Ctrl+2")
    desk_officer.until(lambda: len(desk_officer.titles()) == 3)
    desk_officer.press("Ctrl+A")
    assert page.count.text() == "3 selected of 3"
    desk_officer.until(lambda: button.width() >= button.sizeHint().width())


def test_rows_of_two_lines_are_a_key_away_and_remembered(many: Officer) -> None:
    many.press("Down", "R")
    assert many.table.rowHeight(0) == theme.TALL_ROW_HEIGHT
    assert many.table.currentIndex().row() == 1
    many.press("Ctrl+2")
    many.until(lambda: many.titles() == ["An agreement"])
    assert many.table.rowHeight(0) == theme.ROW_HEIGHT, "each kind has its own"
    assert Shapes(many.window.settings).of("official").tall
    many.press("Ctrl+3")
    many.until(lambda: many.table.rowHeight(0) == theme.TALL_ROW_HEIGHT)
    many.press("R")
    assert many.table.rowHeight(0) == theme.ROW_HEIGHT


def test_a_heading_can_be_dragged(many: Officer) -> None:
    header = many.table.horizontalHeader()
    header.moveSection(4, 2)
    names = ["ref", "title", "nationality", "extra", "date"]
    many.until(lambda: [column.name for column in many.workspace.records.model.columns()] == names)
    assert header.visualIndex(2) == 2
    assert many.workspace.records.model.index(0, 2).data() == "India"


def test_a_column_is_hidden_and_moved_from_its_heading(many: Officer) -> None:
    arranging = many.workspace.records.arranging
    for words in ("Move left", "Hide “Nationality”"):
        column = next(c for c in many.workspace.records.model.columns() if c.name == "nationality")
        many.table.heading_menu_asked.emit(many.table.mapToGlobal(QPoint(40, 10)), column)
        menu = many.menu()
        [action] = [action for action in menu.actions() if action.text() == words]
        action.trigger()
        menu.close()
    assert arranging.shape.columns == ("ref", "title", "extra", "date")


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


def test_what_is_chosen_stays_so_after_a_change(many: Officer) -> None:
    def restrict(record_id: int) -> None:
        with read_anew(many), many.desk.change("Restrict") as change:
            change.set("official", record_id, marking="restricted")

    many.press("Down", "Shift+Down")
    two = many.table.selected_ids()
    restrict(int(two[0]))
    assert many.table.selected_ids() == two
    many.press("Ctrl+A")
    many.until(lambda: many.table.selected_count() == MANY)
    restrict(int(two[1]))
    many.until(lambda: many.table.selected_count() == MANY)


def test_chosen_rows_are_copied_as_a_table(many: Officer, qapp) -> None:
    many.press("Shift+Down", "Ctrl+C")
    many.until(lambda: many.window.notice.text() == "2 rows copied.")
    lines = qapp.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Ref", "Display name"]
    assert [line.split("\t")[1] for line in lines[1:]] == many.titles()[:2]
    html = qapp.clipboard().mimeData().html()
    assert f"<td>{many.titles()[0]}</td>" in html


def test_rows_that_nobody_has_seen_are_copied_too(many: Officer, qapp) -> None:
    many.press("Ctrl+A", "Ctrl+C")
    many.until(lambda: many.window.notice.text() == f"{MANY} rows copied.")
    lines = qapp.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in lines[1:]] == [
        f"Official {number:03}" for number in reversed(range(MANY))
    ]


def test_of_too_many_rows_the_first_are_copied(many: Officer, qapp, monkeypatch) -> None:
    monkeypatch.setattr(copying, "MOST", 300)
    many.press("Ctrl+A", "Ctrl+C")
    many.until(lambda: many.window.notice.text() == f"The first 300 of {MANY} rows are copied.")
    assert len(qapp.clipboard().text().splitlines()) == 301


def test_what_is_copied_is_no_formula_and_one_line(many: Officer, qapp) -> None:
    with many.desk.change("Rename") as change:
        change.set("official", many.detail.record_id(), title="=HYPERLINK(1)\tand <more>")
    many.until(lambda: many.title().startswith("=HYPERLINK"))
    many.press("Ctrl+C")
    many.until(lambda: many.window.notice.text() == "1 row copied.")
    [_, line] = qapp.clipboard().text().splitlines()
    assert line.split("\t")[1] == "'=HYPERLINK(1) and <more>"
    assert "<td>&#x27;=HYPERLINK(1) and &lt;more&gt;</td>" in qapp.clipboard().mimeData().html()


# --- the pane -------------------------------------------------------------------------------


def test_beside_an_empty_list_nobody_is_told_to_choose(desk_officer: Officer) -> None:
    def told() -> set[str]:
        page = officer.workspace.records
        return {one.text() for one in page.findChildren(QLabel) if one.isVisible()}

    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("zzzz")
    officer.until(lambda: "Nothing found" in told())
    assert "Nothing chosen" not in told()
    officer.press("Ctrl+A")
    officer.write("austin")
    officer.until(lambda: officer.detail.record_id() is not None)


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
