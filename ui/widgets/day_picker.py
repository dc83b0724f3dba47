"""Asks for a day: typed, or one of those that are most often wanted."""

from calendar import monthrange
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.dates import DateField
from ui.widgets.floating import Floating
from ui.widgets.heading import label

_LINE_WIDTH = 200


class DayPicker(Floating):
    """One line for a day, and the days that are most often wanted.

    `chosen` carries the day, None for today. `of_record` is that of the record shown, if it has
    one. A month or a year is refused in words: as of one day, or of today.
    """

    chosen = Signal(object)

    def __init__(
        self,
        day: date | None,
        today: date,
        of_record: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("As of a day"), parent)
        self._today = today
        self._field = DateField(tr("As of"), today=today, keeps_room=False)
        self._field.set_value(PartialDate.of(day) if day else None)
        self._wrong = label("", "small")
        self._wrong.setWordWrap(True)
        self._wrong.setProperty("tone", "bad")
        self._wrong.hide()
        self._set = text_button(tr("Show this day"), variant="primary")
        self._set.setDefault(True)
        self._set.clicked.connect(self._take)
        self._field.hush()
        self._field.judged.connect(self._say)
        self._lay_out(_offers(today, of_record))
        self._field.setMinimumWidth(_LINE_WIDTH)

    def told(self) -> str:
        """What is wrong with what is typed, empty for nothing."""
        return self._wrong.text()

    def reading(self) -> str:
        """How what is typed is read, where that has to be said."""
        return self._field.reading()

    def show_below(self, button: QWidget) -> None:
        """Open under `button`, within the window that both belong to."""
        self.adjustSize()
        window = button.window()
        left = button.mapTo(window, QPoint(0, 0)).x()
        left = max(0, min(left, window.width() - self.width() - 8))
        top = button.mapTo(window, button.rect().bottomLeft()).y() + 4
        self.move(window.mapToGlobal(QPoint(left, top)))
        self.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self, offers: "list[tuple[str, date | None]]") -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        name = label(tr("As of"), "label", of=self._field)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._field, 1)
        line.addWidget(self._set, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(name)
        column.addLayout(line)
        column.addWidget(self._wrong)
        column.addSpacing(4)
        for says, day in offers:
            button = text_button(says, variant="link")
            button.setAutoDefault(True)  # so that Enter presses it, and not the button above
            button.clicked.connect(lambda _on=False, day=day: self._choose(day))
            column.addWidget(button)

    def _take(self) -> None:
        """Take the day that is typed, or say why it is none."""
        try:
            typed = self._field.value()
        except InputError as error:
            self._say(str(error))
            return
        if typed is None or typed.precision != "day":
            self._say(tr("One day is needed. Write it whole, for example 29 August 2016."))
            return
        self._choose(None if typed.first == self._today else typed.first)

    def _choose(self, day: date | None) -> None:
        self.accept()
        self.chosen.emit(day)

    def _say(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))


def _offers(today: date, of_record: date | None) -> list[tuple[str, date | None]]:
    earlier = _a_year_before(today)
    offers: list[tuple[str, date | None]] = [
        (tr("Today"), None),
        (tr("A year ago: {day}", day=PartialDate.of(earlier).show()), earlier),
    ]
    if of_record is not None:
        shown = PartialDate.of(of_record).show()
        offers.append((tr("On {day}, the day of this record", day=shown), of_record))
    return offers


def _a_year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
