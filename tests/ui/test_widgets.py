"""The widgets every page is made of, used as a person uses them: mostly by the keyboard."""

import datetime
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QVBoxLayout, QWidget

from defcat.dates import PartialDate
from defcat.errors import FileProblem, InputError
from ui import theme
from ui.widgets.buttons import icon_button
from ui.widgets.chip import Chip, chip_size
from ui.widgets.dates import DateField
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import Heading
from ui.widgets.notice import Notice
from ui.widgets.pull_down import SearchedPullDown
from ui.widgets.rail import COLLAPSED_WIDTH, NARROW_WINDOW, WIDTH, Destination, Rail
from ui.widgets.search_box import SearchBox

PLACES = (
    (Destination("home", "Home", "home", "Ctrl+1"),),
    (Destination("agreement", "Agreements", "agreement"), Destination("bin", "Bin", "bin")),
)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, theme.LIGHT)
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def rail(qtbot) -> Rail:
    made = Rail(PLACES)
    qtbot.addWidget(made)
    made.set_current("home")
    made.show()
    return made


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def notice(page: QWidget) -> Notice:
    made = Notice()
    QVBoxLayout(page).addWidget(made)
    page.show()
    return made


def button(widget: QWidget, name: str) -> QToolButton | QPushButton:
    kinds = (*widget.findChildren(QToolButton), *widget.findChildren(QPushButton))
    return next(b for b in kinds if name in (b.text(), b.accessibleName()))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


# Rail


def test_the_rail_is_walked_with_arrows_and_enter_goes_there(rail: Rail, qtbot) -> None:
    rail.activateWindow()
    rail._items["home"].setFocus()
    qtbot.waitUntil(rail._items["home"].hasFocus)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert focused() is rail._items["bin"], "the end is the end"
    assert rail.current() == "home", "walking is not going"
    qtbot.keyClick(focused(), Qt.Key.Key_Up)
    with qtbot.waitSignal(rail.chosen, timeout=100) as chosen:
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert chosen.args == ["agreement"]
    assert rail.current() == "agreement"
    qtbot.keyClick(focused(), Qt.Key.Key_Home)
    assert focused() is rail._items["home"]
    qtbot.keyClick(focused(), Qt.Key.Key_End)
    assert focused() is rail._items["bin"]


def test_the_rail_is_one_stop_for_the_tab_key(rail: Rail) -> None:
    rail.set_current("agreement")
    stops = [k for k, i in rail._items.items() if i.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["agreement"]


def test_a_click_chooses_and_the_program_does_not(rail: Rail, qtbot) -> None:
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    rail.set_current("agreement")
    assert chosen == []
    qtbot.mouseClick(rail._items["bin"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(rail._items["bin"], Qt.MouseButton.LeftButton)
    assert chosen == ["bin", "bin"]
    assert [k for k, item in rail._items.items() if item.isChecked()] == ["bin"]


def test_a_count_is_heard_as_well_as_seen(rail: Rail) -> None:
    rail.set_count("agreement", 1412)
    item = rail._items["agreement"]
    said = QAccessible.queryAccessibleInterface(item)
    assert said.text(QAccessible.Text.Name) == "Agreements, 1,412"
    rail.set_count("agreement", None)
    assert item.accessibleName() == "Agreements"


def test_the_rail_collapses_in_a_narrow_window_unless_a_person_decides(rail: Rail, qtbot) -> None:
    rail.fit(NARROW_WINDOW - 1)
    assert rail.collapsed()
    assert rail.width() == COLLAPSED_WIDTH
    assert rail._items["agreement"].toolTip() == "Agreements"
    rail.fit(NARROW_WINDOW)
    assert not rail.collapsed()
    qtbot.mouseClick(button(rail, "Show or hide the names"), Qt.MouseButton.LeftButton)
    assert rail.collapsed()
    rail.fit(NARROW_WINDOW + 500)
    assert rail.collapsed()
    rail.set_collapsed(False)
    rail.fit(NARROW_WINDOW - 1)
    assert rail.width() == WIDTH


def test_new_sections_keep_the_current_place(rail: Rail) -> None:
    rail.set_current("bin")
    rail.set_sections((*PLACES, (Destination("saved-1", "Expiring", "star"),)))
    assert rail._items["bin"].isChecked()
    assert list(rail._items) == ["home", "agreement", "bin", "saved-1"]


# Chips and small parts


def test_a_chip_takes_its_tone_from_the_theme(qapp: QApplication, qtbot) -> None:
    chip = Chip("In force", "good")
    qtbot.addWidget(chip)
    assert chip.colours() == (theme.LIGHT.good_soft, theme.LIGHT.good)
    theme.apply(qapp, theme.DARK)
    assert chip.colours() == (theme.DARK.good_soft, theme.DARK.good)
    image = chip.grab().toImage()
    assert image.pixelColor(image.width() // 2, 1).name() == theme.DARK.good_soft


def test_a_marking_keeps_its_prescribed_colours_and_stays_readable(qtbot) -> None:
    chip = Chip("RESTRICTED")
    qtbot.addWidget(chip)
    chip.set_colours("#ffd200")
    assert chip.colours() == ("#ffd200", "#000000")
    chip.set_colours("#ffd200", "#111111")
    assert chip.colours() == ("#ffd200", "#111111")
    assert chip.sizeHint() == chip_size("RESTRICTED", chip.font(), strong=True)


def test_chips_flow_into_lines(page: QWidget) -> None:
    flow = FlowLayout(page, gap=4)
    chips = [Chip(f"topic number {n}") for n in range(4)]
    for chip in chips:
        flow.addWidget(chip)
    page.resize(chips[0].sizeHint().width() * 2 + 20, 200)
    page.show()
    assert chips[0].y() == chips[1].y() < chips[2].y() == chips[3].y()
    one_line = flow.heightForWidth(2000)
    assert flow.heightForWidth(page.width()) == 2 * one_line + 4
    flow.clear()
    assert flow.count() == 0


def test_a_heading_shows_its_count(qtbot) -> None:
    heading = Heading("Events", 1200)
    qtbot.addWidget(heading)
    shown = [label.text() for label in heading.findChildren(QWidget) if hasattr(label, "text")]
    assert shown == ["Events", "1,200"]


def test_an_icon_button_says_what_it_does(qtbot) -> None:
    made = icon_button("print", "Print brief", "Ctrl+P")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Print brief"
    assert made.toolTip() == "Print brief (Ctrl+P)"


def test_an_empty_page_offers_the_next_step(qtbot) -> None:
    done: list[str] = []
    steps = [("New", lambda: done.append("new")), ("Import", lambda: done.append("import"))]
    empty = EmptyState("agreement", "No agreements yet", "Record the first one.", steps)
    qtbot.addWidget(empty)
    empty.show()
    button(empty, "Import").click()
    button(empty, "New").click()
    assert done == ["import", "new"]
    assert button(empty, "New").property("primary")
    empty.set_text("Nothing found", "Try fewer words.")
    assert empty.accessibleName() == "Nothing found"


# Notice


def test_good_news_leaves_by_itself(notice: Notice, qtbot) -> None:
    with qtbot.waitSignal(notice.closed, timeout=1000):
        notice.tell("Saved.", stay_ms=20)
        assert notice.isVisible()
    assert not notice.isVisible()


def test_errors_stay_and_say_the_next_step(notice: Notice) -> None:
    notice.tell("Saved.", stay_ms=20)
    notice.problem(FileProblem("The disk is full.", "Free some space and save again."))
    assert notice.text() == "The disk is full. Free some space and save again."
    assert notice.accessibleName() == notice.text()
    assert not notice._timer.isActive()


def test_a_long_message_has_room_for_all_its_lines_and_no_more(page: QWidget) -> None:
    page.show()
    notice = Notice(page)
    notice.tell("It is open in another window, and is shown for reading only. " * 4, "warn")
    for width in (notice.sizeHint().width(), 400, 300):
        notice.resize(width, notice.heightForWidth(width))
        words = notice._words
        QApplication.processEvents()
        assert words.height() >= words.heightForWidth(words.width())
    assert notice.sizeHint().height() == notice.heightForWidth(notice.sizeHint().width())


def test_all_lines_are_seen_where_it_is_placed_as_it_is_shown(page: QWidget, qtbot) -> None:
    class Placing(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
                bar.resize(400, bar.heightForWidth(400))
            return False

    page.resize(600, 300)
    page.show()
    bar = Notice(page)
    bar.resize(400, 34)
    placing = Placing()
    bar.installEventFilter(placing)
    bar.tell("It is open in another window, and is shown for reading only. " * 3, "warn")
    words = bar._words
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))


def test_a_short_message_takes_one_line(notice: Notice) -> None:
    notice.tell("Saved.")
    line = notice._words.fontMetrics().height()
    assert notice.sizeHint().height() < 2 * line + notice._close.sizeHint().height()


def test_a_warning_leaves_when_it_is_told_to(notice: Notice, qtbot) -> None:
    with qtbot.waitSignal(notice.closed, timeout=1000):
        notice.tell("Open for reading.", "warn", stay_ms=20)
    assert not notice.isVisible()


def test_undo_is_done_once_and_closes_the_bar(notice: Notice) -> None:
    done: list[str] = []
    notice.tell("Saved.", action=("Undo", lambda: done.append("undone")))
    button(notice, "Undo").click()
    assert done == ["undone"]
    assert not notice.isVisible()
    notice.tell("Saved again.")
    assert not notice._action.isVisible()


def test_the_bar_waits_while_undo_has_the_focus(notice: Notice, qtbot) -> None:
    notice.tell("Saved.", action=("Undo", lambda: None), stay_ms=20)
    notice.window().activateWindow()
    button(notice, "Undo").setFocus()
    qtbot.waitUntil(button(notice, "Undo").hasFocus)
    qtbot.wait(60)
    assert notice.isVisible()
    button(notice, "Close this message").click()
    assert not notice.isVisible()


def test_an_action_that_tells_something_is_not_closed_by_its_own_button(notice: Notice) -> None:
    notice.tell("Saved.", action=("Undo", lambda: notice.tell("Taken back.")))
    button(notice, "Undo").click()
    assert notice.isVisible()
    assert notice.text() == "Taken back."


# Search box


@pytest.fixture
def box(page: QWidget, qtbot) -> SearchBox:
    made, other = SearchBox(), QPushButton("other")
    column = QVBoxLayout(page)
    column.addWidget(other)
    column.addWidget(made)
    page.show()
    page.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    return made


def test_the_search_box_tells_what_a_person_types(box: SearchBox, qtbot) -> None:
    typed: list[str] = []
    box.typed.connect(typed.append)
    box.set_query("party:us")
    assert typed == []
    box.go()
    qtbot.keyClicks(box, "/x")
    assert typed == ["/", "/x"], "the whole text is selected, and a slash is only a slash"
    with qtbot.waitSignal(box.submitted, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    with qtbot.waitSignal(box.down_pressed, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_escape_clears_and_then_gives_the_focus_back(box: SearchBox, qtbot) -> None:
    came_from = focused()
    box.go()
    qtbot.keyClicks(box, "sosa")
    with qtbot.waitSignal(box.typed, timeout=100) as typed:
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert typed.args == [""]
    assert box.hasFocus()
    with qtbot.waitSignal(box.left, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert focused() is came_from


def test_the_clear_button_is_there_when_there_is_something_to_clear(box: SearchBox) -> None:
    clear = button(box, "Clear the search")
    assert not clear.isVisible()
    box.set_query("sosa")
    assert clear.isVisible()
    clear.click()
    assert box.text() == ""


# Dates


@pytest.fixture
def field(qtbot) -> DateField:
    made = DateField("Signed", today=datetime.date(2026, 11, 2))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_date_shows_how_it_is_read(field: DateField, qtbot) -> None:
    with qtbot.waitSignal(field.changed, timeout=100):
        qtbot.keyClicks(field._line, "2024-08-22")
    assert field.valid()
    assert field.value() == PartialDate.parse("2024-08-22")
    assert field.reading() == "22 August 2024"


def test_an_ambiguous_date_warns_with_its_reading(field: DateField, qtbot) -> None:
    qtbot.keyClicks(field._line, "03/04/2024")
    assert field.value() == PartialDate.parse("2024-04-03")
    assert "3 April 2024" in field.reading()
    assert field._line.property("tone") == "warn"


def test_what_cannot_be_read_is_kept_and_is_not_blank(field: DateField, qtbot) -> None:
    qtbot.keyClicks(field._line, "lst Friday")
    assert field.reading() == "", "nobody is told off in the middle of a word"
    qtbot.keyClick(field._line, Qt.Key.Key_Return)
    assert field._line.property("tone") == "bad"
    assert "lst Friday" in field.reading()
    assert field.text() == "lst Friday"
    assert not field.valid()
    with pytest.raises(InputError):
        field.value()


def test_an_empty_date_is_no_date(field: DateField) -> None:
    assert field.valid()
    assert field.value() is None


@pytest.mark.parametrize(
    "edtf", ["2024-08-22", "2023-11", "2024-06~", "1998/2004", "2019-05-31/..", "201X", "XXXX"]
)
def test_a_date_set_is_the_date_got(field: DateField, edtf: str) -> None:
    field.set_value(PartialDate.parse(edtf))
    assert field.value() == PartialDate.parse(edtf)
    field.set_value(None)
    assert field.value() is None


def test_files_let_fall_on_a_searched_pull_down_go_to_what_is_around_it(
    page: QWidget, qtbot
) -> None:
    box = SearchedPullDown("Country")
    box.offer([("IN", "India"), ("US", "United States")])
    QVBoxLayout(page).addWidget(box)
    page.show()
    box.setFocus()
    qtbot.waitUntil(lambda: box.lineEdit() is not None)
    line = box.lineEdit()
    files, words = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/tmp/visits.csv")])
    files.setText("/tmp/visits.csv")
    words.setText("India")
    for data, taken in ((files, False), (words, True)):
        dragged = QDragEnterEvent(
            QPoint(4, 4),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        line.dragEnterEvent(dragged)
        assert dragged.isAccepted() == taken
