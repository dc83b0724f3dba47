"""What was noticed about one record, in place: a line that says how many, and the list below it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from defcat.rules import findings
from defcat.rules.findings import Found
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.icons import icon
from ui.widgets.buttons import text_button
from ui.widgets.heading import label

_HIGHEST = 168
"""What the list takes at most, in px: the record itself is what somebody came for."""


class FindingList(QFrame):
    """Hidden while nothing was noticed; the list opens and closes with the line above it.

    `mend_asked` and `dismiss_asked` carry a Found; `mends` is what the first button says.
    """

    mend_asked = Signal(object)
    dismiss_asked = Signal(object)

    def __init__(self, desk: Desk, mends: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._mends = mends
        self._record: int | None = None
        self._opened = False
        self._found: list[Found] = []
        self.line = text_button("", variant="link")
        self.line.setProperty("tone", "warn")
        self.line.setToolTip(tr("Show or hide what was noticed about this record"))
        self.line.clicked.connect(lambda: self.set_open(not self._opened))
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 4, 8, 4)
        self._column.setSpacing(8)
        self._list = _Scroll(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self.line)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._list)
        self._list.hide()
        self.hide()
        desk.noticed.connect(self._refresh)
        desk.changed.connect(self._refresh)
        channel, reader = self._channel, desk.reader
        self.destroyed.connect(lambda: reader.cancel(channel))

    def show_record(self, record_id: int | None) -> None:
        """Show what was noticed about a record as it is on disk, None for nothing."""
        if record_id is None or record_id != self._record:
            self.set_open(False)
            self._show_found([])
        self._record = record_id
        self._refresh()

    def found(self) -> list[Found]:
        """What is shown."""
        return self._found

    @property
    def _channel(self) -> str:
        return f"findings-{id(self)}"

    def _refresh(self) -> None:
        record, show = self._record, self._show_found
        if record is None:
            self._desk.reader.cancel(self._channel)
        else:
            channel = self._channel
            self._desk.reader.ask(
                channel, lambda c: findings.of_record(c, record), show, patient=True
            )

    def _show_found(self, found: Sequence[Found]) -> None:
        """Show those that were not dismissed."""
        shown = [each for each in found if each.dismissal is None]
        self.setVisible(bool(shown))
        if shown == self._found:
            return
        self._found = shown
        while (item := self._column.takeAt(0)) is not None:
            if row := item.widget():
                row.hide()
                row.deleteLater()
        for each in shown:
            self._column.addWidget(self._row(each))
        self.line.setText(trn("{n} finding", "{n} findings", len(shown)))
        self.set_open(self._opened)
        self._list.updateGeometry()

    def set_open(self, opened: bool) -> None:
        """Show the list, or only how much there is in it."""
        self._opened = opened
        self._list.setVisible(opened)
        self.line.setIcon(icon("chevron-up" if opened else "warning", "warn"))

    def _row(self, each: Found) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        says = label(each.finding.says)
        fix = label(each.finding.fix, "small")
        for words in (says, fix):
            words.setWordWrap(True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(words)
        buttons = QHBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self._button(self._mends, each, self.mend_asked.emit))
        buttons.addWidget(self._button(tr("Dismiss…"), each, self.dismiss_asked.emit))
        buttons.addStretch(1)
        column.addLayout(buttons)
        return row

    def _button(self, text: str, each: Found, act: Callable[[Found], object]) -> QPushButton:
        made = text_button(text, variant="link")
        made.setEnabled(self._desk.catalogue.writable)
        made.setAccessibleDescription(each.finding.says)
        made.setToolTip(each.finding.fix)
        made.clicked.connect(lambda: act(each))
        return made


class _Scroll(QScrollArea):
    """As high as what is in it, up to a limit."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._inside = inside
        self.setWidget(inside)
        inside.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        inside = self._inside.layout()
        assert inside is not None
        inside.activate()
        width = self.viewport().width()
        wanted = inside.totalHeightForWidth(width) if inside.hasHeightForWidth() else 0
        return QSize(super().sizeHint().width(), min(_HIGHEST, max(wanted, 24)))
