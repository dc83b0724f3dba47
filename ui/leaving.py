"""Before what was typed and cannot be kept would go, a person is asked."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from defcat.translation import tr
from ui.widgets.question import ask


class Leaving(QObject):
    """Asks over `window`; `kept` keeps what is half typed, and says whether all of it is kept."""

    def __init__(self, window: QWidget, kept: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._kept = kept
        self._loses = False

    def may(self, then: Callable[[], object]) -> bool:
        """Whether nothing is lost; where something is, asks, and does `then` if it may be."""
        if self._loses or self._kept():
            return True
        if isinstance(QApplication.activeModalWidget(), QMessageBox):
            return False  # it is being asked
        what = tr("What you typed cannot be kept in the file.")
        more = tr(
            "Put that right first: make room on the disk, bring the file back, or save a copy,"
            " which takes along what you typed."
        )
        ask(self._window, what, more, tr("Close and lose it"), partial(self._lose, then))
        return False

    def _lose(self, then: Callable[[], object]) -> None:
        self._loses = True
        try:
            then()
        finally:
            self._loses = False
