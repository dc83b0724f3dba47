"""The watch page: what ends, what is due and overdue, what is near, grouped by rule."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from defcat.dates import PartialDate
from defcat.rules.watch import DAYS, Watched, counts, watch
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.models.watched import WatchModel, tallies, watch_columns
from ui.widgets.empty import EmptyState
from ui.widgets.heading import label
from ui.widgets.notices import NoticeTable
from ui.widgets.tally import TallyLine

HORIZONS = (30, 90, 180, 365)
_SETTING = "watch/days"


class WatchPage(QFrame):
    """What is to be kept in sight. `opened` carries a record, `left` says that Esc was pressed."""

    opened = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._settings = settings
        self._day: date | None = None
        self._rule = ""
        self._stood: tuple[int, Watched] | None = None
        self.model = WatchModel(headed=True, parent=self)
        self.table = NoticeTable(self.model, watch_columns(), tr("Watch"))
        self.tallies = TallyLine(tr("How many of each"))
        self._count = label("", "small")
        self._choices = QButtonGroup(self)
        self._empty = EmptyState("watch", "", "")
        self.setFocusProxy(self.table)
        self._lay_out()
        self.tallies.chosen.connect(self.show_rule)
        self.table.opened.connect(self._open)
        self._choices.idClicked.connect(self._choose)
        desk.changed.connect(self._refresh_if_seen)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)

    def days(self) -> int:
        """How many days ahead it looks."""
        return self._choices.checkedId()

    def show_day(self, day: date | None) -> None:
        """Show what was to be kept in sight on `day`, None for today."""
        self._day = day
        self.refresh()

    def show_rule(self, rule: str) -> None:
        """Bring a rule to the top, at once or when the list is read."""
        self._rule = rule
        self._bring_up()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        day, days = self._day or self._desk.catalogue.today(), self.days()

        def read(connection: Any) -> list[Watched]:
            return watch(connection, day, days)

        self._desk.reader.ask("watch", read, self._arrived)

    def focus_list(self) -> None:
        """Take the keyboard to the list, on its first row if none is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current_row() is None:
            self.table.mark(0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(label(tr("Watch"), "heading"))
        head.addSpacing(4)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(label(tr("The next"), "muted"))
        kept = str(self._settings.value(_SETTING, DAYS))
        days = int(kept) if kept.isdecimal() else DAYS
        for choice in HORIZONS:
            button = QToolButton()
            button.setText(trn("{n} day", "{n} days", choice))
            button.setAccessibleName(trn("The next {n} day", "The next {n} days", choice))
            button.setToolTip(button.accessibleName())
            button.setCheckable(True)
            button.setChecked(choice == (days if days in HORIZONS else DAYS))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._choices.addButton(button, choice)
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self.tallies)
        listing = QWidget()
        self._listing = QStackedLayout(listing)
        self._listing.addWidget(self.table)
        self._listing.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(listing, 1)

    def _choose(self, days: int) -> None:
        self._settings.setValue(_SETTING, days)
        self.refresh()

    def _arrived(self, watched: list[Watched]) -> None:
        row = self.table.current_row()
        before = self.model.watched_at(row) if row is not None else None
        self.model.show(watched)
        self.table.span_headings(self.model.headings())
        self._count.setText(f"{len(watched):,}")
        self.tallies.show_tallies(tallies(counts(watched)))
        self.tallies.setVisible(bool(watched))
        self._listing.setCurrentIndex(0 if watched else 1)
        if not watched:
            self._empty.set_text(*nothing_due(self.days(), self._day))
        elif self._rule:
            self._bring_up()
        else:
            again = self.model.row_of(before.rule, before.record.id) if before else None
            last = self.model.rowCount() - 1
            self.table.mark(min(row or 0, last) if again is None else again)

    def _bring_up(self) -> None:
        row = self.model.row_of(self._rule)
        if row is not None:
            self._rule = ""
            self.table.mark(row)
            heading = self.model.index(row, 0)
            self.table.scrollTo(heading, NoticeTable.ScrollHint.PositionAtTop)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, row: int) -> None:
        if each := self.model.watched_at(row):
            self.opened.emit(each.record.id)


def nothing_due(days: int, day: date | None) -> tuple[str, str]:
    """What a list says that is empty, and what would be in it."""
    says = trn("Nothing is due in the next {n} day.", "Nothing is due in the next {n} days.", days)
    if day is not None:
        until = PartialDate.of(day + timedelta(days)).show()
        says = tr("Nothing was due until {day}.", day=until)
    return says, tr(
        "What expires, what is due and overdue, and what is signed but not in force comes here."
    )
