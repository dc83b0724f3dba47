"""The frame of the window: rail, search box, message bar, status line, and room for the pages.

It is shown before the catalogue is opened and before the modules that need the database are
imported, so that the first paint waits for nothing. The pages live in `ui.workspace`.
"""

from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from defcat.settings import SUFFIX
from defcat.translation import tr
from ui.typing_guard import TypingGuard
from ui.widgets.as_of import AsOfBar, AsOfButton
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.chip import Chip
from ui.widgets.heading import hairline
from ui.widgets.rail import Destination, Rail
from ui.widgets.search_box import SearchBox
from ui.widgets.toast import Toast

NAME = "defcat"
_FRAME = QSize(0, 40)
"""What a title bar takes of the screen."""


def destinations() -> tuple[tuple[Destination, ...], ...]:
    """The places in the rail, in its sections."""
    return (
        (
            Destination("home", tr("Home"), "home", "Ctrl+1"),
            Destination("agreement", tr("Agreements"), "agreement", "Ctrl+2"),
            Destination("official", tr("Officials"), "official", "Ctrl+3"),
            Destination("engagement", tr("Engagements"), "engagement", "Ctrl+4"),
            Destination("organisation", tr("Organisations"), "organisation", "Ctrl+5"),
            Destination("commitment", tr("Commitments"), "commitment", "Ctrl+6"),
            Destination("source", tr("Sources"), "source", "Ctrl+7"),
        ),
        (
            Destination("topic", tr("Topics"), "topic"),
            Destination("series", tr("Series"), "series"),
        ),
        (
            Destination("watch", tr("Watch"), "watch", "Ctrl+8"),
            Destination("findings", tr("Findings"), "findings", "Ctrl+9"),
        ),
        (Destination("bin", tr("Bin"), "bin"),),
    )


class Window(QMainWindow):
    """The frame. `closing` comes before the window goes, `dropped` with a file let fall on it."""

    closing = Signal()
    dropped = Signal(Path)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowTitle(NAME)
        self.setAcceptDrops(True)
        self.rail = Rail(destinations())
        self.rail.set_title(NAME)
        self.search = SearchBox()
        self.keep = icon_button("bookmark", tr("Save this search (Ctrl+D)"))
        self.as_of = AsOfButton()
        self.band = AsOfBar()
        self._right = QFrame()
        self.notice = Toast(self._right)
        self.guard = TypingGuard(self)
        self.body = QStackedWidget()
        self.back = icon_button("back", tr("Back (Alt+Left)"))
        self.forward = icon_button("forward", tr("Forward (Alt+Right)"))
        self.undo = icon_button("undo", tr("Undo (Ctrl+Z)"))
        self.redo = icon_button("redo", tr("Redo (Ctrl+Shift+Z)"))
        self.new = text_button(tr("Quick entry"), "add", variant="primary")
        self.more = icon_button("more", tr("More"))
        self._shown = QLabel()
        self._work = QLabel()
        self._saved = QLabel()
        self._access = QLabel()
        self.marking = Chip()
        self._lay_out()
        self.resize(QSize(1366, 768).boundedTo(self.screen().availableSize() - _FRAME))
        geometry = settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.set_ready(False)

    def set_ready(self, ready: bool, *, writable: bool = True) -> None:
        """Let the frame's controls be used, once a catalogue is open; without pens if read-only."""
        usable = (self.search, self.as_of, self.new, self.undo, self.redo, self.more)
        for widget in (self.rail, *usable):
            widget.setEnabled(ready)
        self.new.setEnabled(ready and writable)
        self.keep.setEnabled(False)
        self.back.setEnabled(False)
        self.forward.setEnabled(False)

    def set_bare(self, bare: bool) -> None:
        """Hide what is of no use while there is no catalogue, or show it."""
        self.rail.setHidden(bare)
        self._top.setHidden(bare)
        if bare:
            self.band.hide()

    def lay_below_search(self, band: QWidget) -> None:
        """Put a line below the search box, across the page."""
        self._column.insertWidget(2, band)

    def show_page(self, page: QWidget) -> None:
        """Put `page` into the room for pages; the one before it is let go."""
        old = self.body.currentWidget()
        self.body.addWidget(page)
        self.body.setCurrentWidget(page)
        if old is not None:
            self.body.removeWidget(old)
            old.deleteLater()

    def set_status(
        self,
        *,
        shown: str | None = None,
        work: str | None = None,
        saved: str | None = None,
        access: str | None = None,
    ) -> None:
        """Change what the status line says; what is None stays."""
        texts = (shown, work, saved, access)
        labels = (self._shown, self._work, self._saved, self._access)
        for label, text in zip(labels, texts, strict=True):
            if text is not None:
                label.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            self.dropped.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self._top = QWidget()
        top = QHBoxLayout(self._top)
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(4)
        for button in (self.back, self.forward):
            top.addWidget(button)
        top.addSpacing(4)
        top.addWidget(self.search, 1)
        top.addWidget(self.keep)
        top.addSpacing(4)
        top.addWidget(self.as_of)
        top.addSpacing(4)
        for button in (self.undo, self.redo):
            top.addWidget(button)
        top.addSpacing(4)
        top.addWidget(self.new)
        top.addWidget(self.more)
        self.new.setToolTip(tr("Record something with the fewest fields (Ctrl+N)"))
        right = self._right
        right.setProperty("role", "panel")
        self._column = column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(hairline())
        column.addWidget(self.band)
        column.addWidget(self.body, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(hairline(Qt.Orientation.Vertical))
        row.addWidget(right, 1)
        self.setCentralWidget(whole)
        line = self.statusBar()
        line.setSizeGripEnabled(False)
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(self._shown, 1)
        for label in (self._work, self._saved, self._access):
            line.addPermanentWidget(label)
        line.addPermanentWidget(self.marking)
        self.marking.hide()


def _dropped_file(event: QDropEvent) -> Path | None:
    """The catalogue that is being dragged, if it is one file of that kind."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    return path if path and path.suffix == SUFFIX else None
