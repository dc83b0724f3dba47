"""A line for a passphrase: hidden unless it is to be seen, and it knows whether Caps Lock is on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from defcat.translation import tr
from ui.widgets.buttons import icon_button

LONGEST = 1024


class PassphraseField(QWidget):
    """The line and the button that shows what stands in it.

    `entered` says that Enter was pressed in it, `edited` that something was typed. `caps_told`
    carries whether Caps Lock seems to be on: no system-independent way asks for it, but a capital
    without Shift tells it.
    """

    entered = Signal()
    edited = Signal()
    caps_told = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setMaxLength(LONGEST)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.line.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase
        )
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(self.entered)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.show_button = icon_button("preview", tr("Show what is typed"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._show)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def empty(self) -> None:
        """Let go of what was typed, also of what Undo would bring back, and hide what comes."""
        self.line.setText("")
        self.show_button.setChecked(False)

    def set_busy(self, busy: bool) -> None:
        """Let nothing be typed meanwhile; the focus stays."""
        self.line.setReadOnly(busy)
        self.show_button.setEnabled(not busy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._look_for_caps(event)
        return super().eventFilter(watched, event)

    def _look_for_caps(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) != 1 or typed.lower() == typed.upper():
            if event.key() == Qt.Key.Key_CapsLock:
                self.caps_told.emit(False)  # it was just turned, and the next letter tells
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.caps_told.emit(typed.isupper() != shifted)

    def _show(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.line.setEchoMode(modes.Normal if shown else modes.Password)
        says = tr("Hide what is typed") if shown else tr("Show what is typed")
        self.show_button.setToolTip(says)
        self.show_button.setAccessibleName(says)
