"""A field for a date as far as it is known, which shows how it reads what is typed."""

import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from defcat.date_input import Reading, read
from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.translation import tr
from ui import theme
from ui.widgets.heading import label
from ui.widgets.typed_line import TypedLine


class DateField(QWidget):
    """A line for a date; below it the reading: quiet, a warning if ambiguous, or what is wrong.

    `name` is what the form calls the date, for screen readers. `today` is the day that "yesterday"
    and "tomorrow" count from. What cannot be read is kept as typed and is never taken for blank;
    its error shows when the field is left, not while it is still being typed. Without `keeps_room`,
    the reading takes no room while there is none. `judged` carries the error, empty for none.
    """

    changed = Signal()
    judged = Signal(str)

    def __init__(
        self,
        name: str,
        day_first: bool = True,
        today: datetime.date | None = None,
        parent: QWidget | None = None,
        *,
        keeps_room: bool = True,
    ) -> None:
        super().__init__(parent)
        self._keeps_room = keeps_room
        self._tells = True
        self._day_first = day_first
        self._today = today
        self._line = TypedLine()
        self._line.setPlaceholderText(tr("Day, month or year"))
        self._line.setClearButtonEnabled(False)
        self._line.setAccessibleName(name)
        self._says = label("", "small")
        self._says.setWordWrap(True)
        self._says.setMinimumHeight(16)
        self.setAccessibleName(name)
        self.setFocusProxy(self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._line)
        column.addWidget(self._says)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.tell)
        self._show("", "")

    def value(self) -> PartialDate | None:
        """The date as read; None when the field is empty.

        Raises InputError when what is typed cannot be read.
        """
        reading = self._read()
        return reading.date if reading else None

    def set_value(self, value: PartialDate | None) -> None:
        """Show `value`, in words if those read back as the very same date; emits nothing."""
        self._line.setText(self._words(value) if value else "")
        self.tell()

    def set_text(self, text: str) -> None:
        """Show what was typed, readable or not; emits nothing."""
        self._line.setText(text)
        self.tell()

    def valid(self) -> bool:
        """True when empty or readable."""
        try:
            self._read()
        except InputError:
            return False
        return True

    def hush(self) -> None:
        """Leave it to who hears `judged` to say what is wrong."""
        self._tells = False

    def text(self) -> str:
        """What stands in the line, to be kept beside the date as what the source said."""
        return self._line.text().strip()

    def reading(self) -> str:
        """What is said below the line."""
        return self._says.text()

    def _words(self, value: PartialDate) -> str:
        words = value.show()
        try:
            same = self._reading_of(words).date == value
        except InputError:
            same = False
        return words if same else value.text

    def _reading_of(self, text: str) -> Reading:
        return read(text, day_first=self._day_first, today=self._today)

    def _read(self) -> Reading | None:
        return self._reading_of(self.text()) if self.text() else None

    def _typed(self) -> None:
        if self.valid():
            self.tell()
        else:
            self._show("", "")
        self.changed.emit()

    def tell(self) -> None:
        """Say how it is read, or what is wrong, even while it is being typed."""
        try:
            reading = self._read()
        except InputError as error:
            self._show(str(error), "bad")
            return
        if reading is None:
            self._show("", "")
        elif reading.ambiguous:
            self._show(tr("Read as {date}", date=reading.shows), "warn")
        else:
            self._show("" if reading.shows == self.text() else reading.shows, "")

    def _show(self, text: str, tone: str) -> None:
        said = text if self._tells or tone != "bad" else ""
        self._says.setText(said)
        self._says.setVisible(bool(said) or self._keeps_room)
        self._line.setAccessibleDescription(text)
        self.judged.emit(text if tone == "bad" else "")
        theme.set_property(self._says, "tone", tone)
        theme.set_property(self._line, "tone", tone)
