"""The frame of the window: rail, search box, message bar, status line, and room for the pages.

It is shown before the catalogue is opened and before the modules that need the database are
imported, so that the first paint waits for nothing. The pages live in `ui.workspace`.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from defcat.settings import SUFFIX
from defcat.translation import tr
from ui.theme import set_property
from ui.typing_guard import TypingGuard
from ui.widgets.as_of import AsOfBar, AsOfButton
from ui.widgets.banner import Banner
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.chip import Chip
from ui.widgets.heading import hairline
from ui.widgets.rail import Destination, Rail
from ui.widgets.search_box import SearchBox
from ui.widgets.toast import Toast

NAME = "defcat"
_SMALL = QSize(14, 14)
_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".ods", ".vcf", ".ics", ".json"})
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
        (
            Destination(
                "import", tr("Import"), "import", tip=tr("Bring a spreadsheet in (Ctrl+I)")
            ),
            Destination("history", tr("History"), "history"),
            Destination("bin", tr("Bin"), "bin"),
        ),
    )


class Window(QMainWindow):
    """The frame. `closing` comes before the window goes, `dropped` with a catalogue let fall on it,
    `brought` with a table, which only comes while a catalogue is open.

    `reopen_asked` asks for the same catalogue once more, for writing; `restore_asked` carries a
    Wish for one of its backups in its place, `salvage_asked` the path of a catalogue of which what
    can be read is wanted; `backups_asked` asks for the list of backups. `may_close` is asked before
    the window is closed; who says no tells why.
    """

    closing = Signal()
    reopen_asked = Signal()
    restore_asked = Signal(object)
    salvage_asked = Signal(object)
    backups_asked = Signal()
    dropped = Signal(Path)
    brought = Signal(Path)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self.may_close: Callable[[], bool] = lambda: True
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
        self._backup = text_button("", variant="link")
        self._backup.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._backup.clicked.connect(self.backups_asked)
        self._backup.hide()
        self.locker = icon_button("lock", tr("Lock (Ctrl+L)"))
        self.locker.setIconSize(_SMALL)
        self.locker.setProperty("small", True)
        self.locker.hide()
        self.banner = Banner()
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
            self.banner.clear()
            self.set_backup("")
            self.locker.hide()

    def forget(self) -> None:
        """Let go of all that a catalogue put into the frame: none of it can be seen or read out."""
        self.setWindowTitle(NAME)
        self.rail.set_title(NAME)
        self.rail.set_searches(())
        self.rail.set_count("findings", None)
        self.search.let_go()
        self.as_of.show_day(None)
        self.notice.forget()
        self.set_status(shown="", work="", saved="", access="")
        self.marking.setText("")
        self.marking.hide()
        for button, says in (
            (self.undo, tr("Undo (Ctrl+Z)")),
            (self.redo, tr("Redo (Ctrl+Shift+Z)")),
        ):
            button.setToolTip(says)
        QToolTip.hideText()

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

    def set_backup(self, says: str, *, old: bool = False, tip: str = "") -> None:
        """Say in the status line how old the last backup is, `old` as a warning; "" for nothing."""
        self._backup.setVisible(bool(says))
        self._backup.setText(says)
        self._backup.setToolTip(tip or tr("Show the backups"))
        set_property(self._backup, "tone", "warn" if old else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        path = _dropped_file(event)
        if path is not None and (path.suffix == SUFFIX or self.rail.isEnabled()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            (self.dropped if path.suffix == SUFFIX else self.brought).emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
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
        column.addWidget(self.banner)
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
        for widget in (self._work, self._saved, self._backup, self._access):
            line.addPermanentWidget(widget)
        line.addPermanentWidget(self.marking)
        self.marking.hide()
        line.addPermanentWidget(self.locker)


def _dropped_file(event: QDropEvent) -> Path | None:
    """The catalogue or the table that is being dragged, if it is one file of that kind."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    return path if path and path.suffix.lower() in (SUFFIX, *_TABLES) else None
