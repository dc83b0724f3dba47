"""What the window needs of the interpreter and the binding to stay alive."""

import gc
import sys
import weakref

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidgetItem

from ui.collector import FLOOD, Collector
from ui.forms.field_lines import FieldLines


def test_calls_that_return_nothing_cost_no_reference_to_none(qtbot):
    """PySide6 6.12.0 lost one a call before Python 3.12, until the interpreter gave up."""
    label, font = QLabel(), QFont()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
        font.setBold(True)
    assert sys.getrefcount(None) > before - 100


def test_the_collector_runs_on_the_gui_thread_only_and_gives_back(qtbot):
    gc.enable()
    collector = Collector()
    try:
        assert not gc.isenabled()
        young = gc.get_count()[0]
        keep = [[] for _ in range(gc.get_threshold()[0] + 10)]
        assert gc.get_count()[0] > young
        collector.collect()
        assert gc.get_count()[0] < len(keep)
    finally:
        collector.stop()
    assert gc.isenabled()
    gc.disable()


def test_what_has_stayed_alive_is_looked_at_again_when_the_program_is_not_in_front(qtbot, qapp):
    collector = Collector()
    try:
        circle: list[object] = []
        circle.append(circle)
        gone = weakref.ref(_Thing(circle))
        gc.collect()
        gc.freeze()
        del circle
        gc.collect()
        assert gone() is not None
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
        assert gone() is None
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0


def test_a_flood_of_what_was_read_is_not_looked_at(qtbot):
    collector = Collector()
    try:
        read = [[] for _ in range(FLOOD + 1)]
        collector.collect()
        assert gc.get_freeze_count() > len(read)
        assert gc.get_count()[0] < FLOOD
    finally:
        collector.stop()


class _Thing:
    """Something that a circle of references keeps alive."""

    def __init__(self, circle: list[object]) -> None:
        circle.append(self)


def test_lines_broken_anew_leave_no_wrapper_of_what_qt_has_freed(qtbot):
    """PySide would give it for whatever comes to stand at the same address, of any class."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # of what was shown before
    gc.collect()
    lines = FieldLines([[QLabel("one"), QLabel("two"), QLabel("three")]])
    qtbot.addWidget(lines)
    lines.show()
    before = _items()
    for width in (900, 500, 300, 900):
        lines.resize(width, 200)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert _items() == before


def _items() -> int:
    return sum(isinstance(one, QWidgetItem) for one in shiboken6.getAllValidWrappers())


def test_what_comes_little_by_little_and_stays_is_set_aside_too(qtbot):
    """A thread that works for long keeps ever more, and to look at all of it holds the window."""
    gc.collect()
    collector = Collector()
    keep: list[list[object]] = []
    try:
        for _ in range(8):
            before = gc.get_freeze_count()
            keep.extend([] for _ in range(FLOOD // 4))
            collector.collect()
            if gc.get_freeze_count() > before:
                break
        assert gc.get_freeze_count() > before
        assert len(gc.get_objects()) < FLOOD
    finally:
        collector.stop()
