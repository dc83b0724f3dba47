"""A chosen record in a field: its icon, name and reference, and a button that takes it away."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import icon_button
from ui.widgets.heading import label
from ui.widgets.picture import Picture


class LinkChip(QFrame):
    """Delete or Backspace on it asks to be cleared; typing on it asks to be replaced."""

    cleared = Signal()
    typed_over = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = Picture("link", "muted", 16)
        self._title = Elided()
        self._detail = label("", "small")
        self._clear = icon_button("close", tr("Clear"))
        self._clear.setIconSize(QSize(14, 14))
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.cleared)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 3, 0)
        row.setSpacing(6)
        row.addWidget(self._picture)
        row.addWidget(self._title, 1)
        row.addWidget(self._detail)
        row.addWidget(self._clear)

    def show_record(self, icon_name: str, title: str, detail: str, tone: str = "") -> None:
        """Name a record; `detail` is its reference, or that it is new."""
        self._picture.set_icon(icon_name, "accent" if tone else "muted")
        self._title.set_words(title)
        self._detail.setText(detail)
        theme.set_property(self._detail, "tone", tone)
        self.setToolTip(title)
        self.setAccessibleDescription(tr("Press Delete to clear"))

    def title(self) -> str:
        """The name that it shows."""
        return self._title.words

    def detail(self) -> str:
        """What it says beside the name."""
        return self._detail.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif event.text().isprintable() and event.text().strip():
            self.typed_over.emit(event.text())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours.neutral_soft))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        else:
            bad = self.property("tone") == "bad"
            painter.setPen(QColor(colours.bad) if bad else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class Elided(QLabel):
    """One line that ends in an ellipsis where the room does."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_words(self, words: str) -> None:
        self.words = words
        self.setText(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = painter.fontMetrics().elidedText(
            self.words, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
