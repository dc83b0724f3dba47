"""The first page: the sample, a new catalogue, one that is there, or one opened before."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice
from ui.widgets.picture import Picture

_WIDTH = 480
_RECENT = 6
_RECENT_HEIGHT = 52


class Welcome(QWidget):
    """Shown while no catalogue is open. `recent`: files opened before, the latest first."""

    sample = Signal()
    new = Signal()
    open_file = Signal()
    open_recent = Signal(Path)

    def __init__(self, recent: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Welcome"))
        self._sample = text_button(tr("Open the sample"), variant="primary")
        self._sample.setToolTip(tr("Real agreements and visits, to look around in"))
        self._new = text_button(tr("New catalogue…"))
        self._open = text_button(tr("Open a catalogue…"))
        for button, signal in (
            (self._sample, self.sample),
            (self._new, self.new),
            (self._open, self.open_file),
        ):
            button.setAutoDefault(True)  # Enter presses the button that has the focus
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit())
        self.setFocusProxy(self._sample)
        self._card = _card()
        self._told = QVBoxLayout()
        self._notice: Notice | None = None
        self._ways = QWidget(self)
        row = QHBoxLayout(self._ways)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._ways.hide()
        self._lay_out()
        self.set_recent(recent)

    def set_recent(self, recent: Sequence[Path]) -> None:
        """Offer the first few of `recent`, or nothing of the kind where there is none."""
        column = self._card.layout()
        assert isinstance(column, QVBoxLayout)
        while item := column.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        for path in recent[:_RECENT]:
            if column.count():
                column.addWidget(hairline())
            column.addWidget(self._row(path))
        self._card.setVisible(bool(recent))
        self._heading.setVisible(bool(recent))

    def tell(self, text: str, ways: Sequence[tuple[str, Callable[[], object]]] = ()) -> None:
        """Say why a file was not opened, and offer `ways` out; it stays until it is closed."""
        if self._notice is None:
            self._notice = Notice()
            self._told.addWidget(self._notice)
            self._told.addWidget(self._ways)
            self._notice.closed.connect(self._ways.hide)
        row = self._ways.layout()
        assert row is not None
        while item := row.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for says, does in ways:
            button = text_button(says)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _checked=False, does=does: does())
            row.addWidget(button)
        self._ways.setVisible(bool(ways))
        self._notice.tell(text, "bad", stay_ms=0)
        self._notice.setFixedHeight(self._notice.heightForWidth(_WIDTH))  # a centred one is cut

    def told(self) -> str:
        """What it says went wrong, empty where nothing did."""
        return self._notice.text() if self._notice and self._notice.isVisible() else ""

    def _row(self, path: Path) -> QPushButton:
        button = _RecentFile(path)
        button.clicked.connect(lambda: self.open_recent.emit(path))
        return button

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        sentence = label(
            tr("Agreements, officials and engagements of a defence-cooperation desk."), "muted"
        )
        self._heading = label(tr("Recent"), "group")
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for button in (self._sample, self._new, self._open):
            choices.addWidget(button)
        block = QVBoxLayout()
        block.setSpacing(0)
        block.addWidget(Picture("app", "accent", 56), 0, centre)
        block.addSpacing(12)
        block.addWidget(label("defcat", "title"), 0, centre)
        block.addSpacing(4)
        block.addWidget(sentence, 0, centre)
        block.addSpacing(24)
        block.addLayout(choices)
        block.setAlignment(choices, centre)
        block.addSpacing(16)
        block.addLayout(self._told)
        block.addSpacing(16)
        block.addWidget(self._heading)
        block.addSpacing(8)
        block.addWidget(self._card)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(block)
        block.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        column.addWidget(middle, 0, centre)
        column.addStretch(3)


class _RecentFile(QPushButton):
    """A file by its name, with its folder below."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.setProperty("quiet", True)
        self.setAutoDefault(True)
        self.setToolTip(str(path))
        self.setAccessibleName(tr("Open {file}", file=path.stem))
        self.setAccessibleDescription(str(path.parent))
        folder = label("", "small")
        room = _WIDTH - 80
        folder.ensurePolished()
        folder.setText(
            folder.fontMetrics().elidedText(folder_of(path), Qt.TextElideMode.ElideMiddle, room)
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 6, 12, 6)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.addWidget(Picture("agreement", "muted", 20), 0, 0, 2, 1)
        grid.addWidget(label(path.stem), 0, 1)
        grid.addWidget(folder, 1, 1)
        grid.setColumnStretch(1, 1)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _RECENT_HEIGHT)


def folder_of(path: Path) -> str:
    """The folder of `path`, with the home folder written short."""
    home = Path.home()
    parent = path.parent
    return str(Path("~") / parent.relative_to(home)) if parent.is_relative_to(home) else str(parent)


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(4, 4, 4, 4)
    column.setSpacing(0)
    return card
