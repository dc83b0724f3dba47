"""Editors for text, long text, whole numbers, flags and dates."""

import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy, QWidget

from defcat.dates import PartialDate
from defcat.drafts.draft import Value
from defcat.errors import InputError
from defcat.translation import tr
from ui import theme
from ui.widgets.dates import DateField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.typed_line import TypedLine, TypedText

_MOST_LINES = 14


class TextField(FieldEditor):
    """One line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = TypedLine()
        super().__init__(self.line, parent)
        self.line.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> Value:
        return self.line.text().strip() or None

    def set_value(self, value: Value) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_hint(self, hint: str) -> None:
        self.line.setPlaceholderText(hint)


class WholeField(TextField):
    """A whole number; other text stays as typed."""

    def value(self) -> Value:
        text = self.line.text().strip()
        return int(text) if text.isdecimal() else text or None


class LongTextField(FieldEditor):
    """Text with paragraphs, as high as the text needs; Tab leaves it."""

    def __init__(self, lines: int = 3, parent: QWidget | None = None) -> None:
        self.text = _GrowingText(lines)
        super().__init__(self.text, parent)
        self.text.textChanged.connect(self.edited)

    def value(self) -> Value:
        return self.text.toPlainText().strip() or None

    def set_value(self, value: Value) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText("" if value is None else str(value))
        self.text.blockSignals(False)
        self.text.fit()

    def set_hint(self, hint: str) -> None:
        self.text.setPlaceholderText(hint)


class FlagField(FieldEditor):
    """Yes, or nothing."""

    def __init__(self, label: str = "", parent: QWidget | None = None) -> None:
        self.box = QCheckBox(label)
        super().__init__(self.box, parent)
        self.box.setFixedHeight(32)
        self._column.setAlignment(self.box, Qt.AlignmentFlag.AlignLeft)  # or its ring goes across
        self.box.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> Value:
        return self.box.isChecked() or None

    def set_value(self, value: Value) -> None:
        self.box.setChecked(bool(value))


class PartialDateField(FieldEditor):
    """A date as far as it is known, which says how it is read and what is wrong with it."""

    def __init__(self, name: str, today: datetime.date, parent: QWidget | None = None) -> None:
        self._tells = True
        self.date = DateField(name, today=today, keeps_room=False)
        super().__init__(self.date, parent)
        line = self.date.focusProxy()
        assert isinstance(line, QLineEdit)
        self._line = line
        # Tab would stop at it too; Qt takes None for no proxy, its stubs do not.
        self.date.setFocusProxy(None)  # type: ignore[arg-type]
        self.date.changed.connect(self.edited)
        self.date.judged.connect(self.judged)

    def value(self) -> Value:
        if not self.date.valid():
            return self.date.text()
        found = self.date.value()
        return str(found) if found else None

    def set_value(self, value: Value) -> None:
        try:
            self.date.set_value(PartialDate.parse(str(value)) if value else None)
        except InputError:
            self.date.set_text(str(value))
        self._line.setCursorPosition(0)

    def stops(self) -> list[QWidget]:
        return [self._line]

    def _takes_focus(self) -> QWidget:
        return self._line

    def set_wrong(self, wrong: bool) -> None:
        if wrong and self.date.valid():
            theme.set_property(self._line, "tone", "bad")
        elif wrong or self.date.valid():
            self.date.tell()

    def tells(self) -> bool:
        return self._tells and not self.date.valid()

    def hush(self) -> None:
        self._tells = False
        self.date.hush()

    def set_names(self, name: str, description: str = "") -> None:
        self._line.setAccessibleName(name)
        self._line.setToolTip(description or tr("A day, a month, a year or a range"))

    def set_hint(self, hint: str) -> None:
        self._line.setPlaceholderText(hint)


class _GrowingText(TypedText):
    """Plain text without a scroll bar until it is `_MOST_LINES` high."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        # One line is as high as a line edit, and its words begin where that one's do.
        self.document().setDocumentMargin(2)
        self.setViewportMargins(2, 0, 2, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.fit)

    def fit(self) -> None:
        """Be as high as the text."""
        # A plain text document counts its height in lines.
        lines = round(self.document().size().height())
        shown = min(max(lines, self._lines), _MOST_LINES)
        height = shown * QFontMetrics(self.font()).lineSpacing() + 14
        if height != self.height():
            self.setFixedHeight(height)
        always = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(needed if lines > _MOST_LINES else always)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 32)
