"""The page of findings: what the catalogue noticed, by rule, with what can be done about each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat.dates import PartialDate
from defcat.kinds import KINDS
from defcat.rules import findings
from defcat.rules.findings import Finding, Found
from defcat.translation import tr
from ui.desk import Desk
from ui.models.findings import Asked, FindingModel, finding_columns
from ui.models.notices import Tally
from ui.widgets.buttons import text_button
from ui.widgets.empty import EmptyState
from ui.widgets.heading import hairline, label
from ui.widgets.notices import NoticeTable
from ui.widgets.tally import TallyList

ALL, DISMISSED = "all", "dismissed"
"""The lists beside those of the rules."""

TYPING_MS = 150


class FindingsPage(QWidget):
    """Rules with their counts, the findings of the one chosen, and one of them in full.

    `opened` and `mend_asked` carry a Found, `dismiss_asked` and `back_asked` those that are chosen.
    `left` says that Escape was pressed.
    """

    opened = Signal(object)
    mend_asked = Signal(object)
    dismiss_asked = Signal(object)
    back_asked = Signal(object)
    menu_asked = Signal(QPoint)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = FindingModel(desk, self)
        self.table = NoticeTable(self.model, finding_columns(), tr("Findings"))
        self.rules = TallyList(tr("Rules"))
        self.words = QLineEdit()
        self.kind = QComboBox()
        self._heading = label("", "heading")
        self._count = label("", "small")
        self._unchecked = label("", "small")
        self._unchecked.setProperty("tone", "warn")
        self._empty = EmptyState("check", "", "")
        self._card = _FindingCard(writable=desk.catalogue.writable)
        self._stood: tuple[int, Finding] | None = None
        self._due = False
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._list)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect(desk)

    def refresh(self) -> None:
        """Read the counts again, and then the list."""

        def read(connection: Any) -> tuple[dict[str, int], int, bool]:
            dismissed = sum(findings.counts(connection, dismissed=True).values())
            return findings.counts(connection), dismissed, bool(findings.due(connection))

        self._desk.reader.ask("finding-counts", read, self._counted)

    def chosen(self) -> list[Found]:
        """The findings of the chosen rows."""
        rows = self.table.selected_rows()
        return [found for row in rows if (found := self.model.found_at(row)) is not None]

    def mend(self) -> None:
        """Do what the finding under the cursor offers."""
        if found := self._current():
            self.mend_asked.emit(found)

    def dismiss(self) -> None:
        """Let the chosen findings stand."""
        self.dismiss_asked.emit(self.chosen())

    def take_back(self) -> None:
        """Bring the chosen findings back."""
        self.back_asked.emit(self.chosen())

    def focus_list(self) -> None:
        """Take the keyboard to the list, on its first row if none is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current_row() is None:
            self.table.mark(0)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("role", "panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(8)
        title = label(tr("Findings"), "heading")
        title.setContentsMargins(8, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self.rules, 1)
        right = QFrame()
        right.setProperty("role", "panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        listing = QWidget()
        self._listing = QStackedLayout(listing)
        self._listing.addWidget(self.table)
        self._listing.addWidget(self._empty)
        column.addWidget(listing, 1)
        column.addWidget(self._card)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        left.setMinimumWidth(200)
        splitter.setSizes([264, 860])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _head(self) -> QHBoxLayout:
        self.words.setPlaceholderText(tr("Filter by words"))
        self.words.setAccessibleName(tr("Filter by words"))
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(200)
        self.kind.setAccessibleName(tr("Kind of record"))
        self.kind.addItem(tr("All kinds"), None)
        for kind in KINDS.values():
            self.kind.addItem(tr(kind.plural), kind.name)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        for words in (self._heading, self._count, self._unchecked):
            head.addWidget(words)
        head.addStretch(1)
        head.addWidget(self.kind)
        head.addWidget(self.words)
        return head

    def _connect(self, desk: Desk) -> None:
        self.rules.chosen.connect(lambda _key: self._list())
        self.words.textEdited.connect(lambda _text: self._typing.start())
        self.words.textChanged.connect(lambda text: None if text else self._typing.start())
        self.kind.activated.connect(lambda _place: self._list())
        self.model.arrived.connect(self._arrived)
        self.model.dataChanged.connect(lambda *_: self._show_current())
        self.table.marked.connect(lambda _row: self._show_current())
        self.table.opened.connect(self._open)
        self.table.menu_asked.connect(self.menu_asked)
        self.table.left_upwards.connect(self.words.setFocus)
        self._card.opened.connect(lambda: self._open(self.table.current_row() or 0))
        for asked, act in (
            (self._card.mend_asked, self.mend),
            (self._card.dismiss_asked, self.dismiss),
            (self._card.back_asked, self.take_back),
        ):
            asked.connect(self.table.setFocus)  # the button goes when it is done, the list stays
            asked.connect(act)
        desk.noticed.connect(self._refresh_if_seen)
        desk.changed.connect(self._refresh_if_seen)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _counted(self, answer: tuple[dict[str, int], int, bool]) -> None:
        counts, dismissed, self._due = answer
        tallies = [Tally(ALL, tr("All"), sum(counts.values()))]
        tallies += [
            Tally(rule, tr(findings.RULES[rule].label), count) for rule, count in counts.items()
        ]
        self.rules.show_tallies([*tallies, Tally(DISMISSED, tr("Dismissed"), dismissed)])
        read_only = self._due and not self._desk.catalogue.writable
        self._unchecked.setText(tr("Some records have not been checked.") if read_only else "")
        self._list()

    def _list(self) -> None:
        key = self.rules.current() or ALL
        rule = key if key in findings.RULES else None
        kind = self.kind.currentData()
        row = self.table.current_row()
        found = self._current()
        self._stood = (row, found.finding) if row is not None and found else None
        self.model.show(Asked(rule, key == DISMISSED, kind, self.words.text()))

    def _arrived(self) -> None:
        asked, count = self.model.asked, self.model.rowCount()
        labels = {True: tr("Dismissed"), False: tr("All findings")}
        says = tr(findings.RULES[asked.rule].label) if asked.rule else labels[asked.dismissed]
        self._heading.setText(says)
        self._count.setText(f"{count:,}")
        if not count and self.table.hasFocus():
            self.rules.setFocus(Qt.FocusReason.OtherFocusReason)
        self._listing.setCurrentIndex(0 if count else 1)
        if count:
            row, finding = self._stood or (0, None)
            again = self.model.row_of(finding) if finding else None
            self.table.mark(min(row, count - 1) if again is None else again)
        else:
            self._say_why_empty()
        self._show_current()

    def _say_why_empty(self) -> None:
        asked = self.model.asked
        actions: list[tuple[str, Callable[[], object]]] = []
        if asked.text or asked.kind:
            says, more = tr("Nothing found"), tr("No finding here answers the filter.")
            actions = [(tr("Clear the filter"), self._clear)]
        elif asked.dismissed:
            says = tr("Nothing was dismissed")
            more = tr("What you let stand comes here, with the reason, and can be brought back.")
        elif self._due:
            says = tr("Not checked yet")
            more = tr("The records are being checked; what looks wrong is listed here.")
            if not self._desk.catalogue.writable:
                more = tr("Records are checked where the catalogue is open for writing.")
        else:
            says = tr("Nothing to look at")
            more = tr("What looks wrong in the records is listed here, with what to do about it.")
        self._empty.set_text(says, more)
        self._empty.set_actions(actions)

    def _clear(self) -> None:
        self.words.clear()
        self.kind.setCurrentIndex(0)
        self._typing.stop()
        self._list()

    def _current(self) -> Found | None:
        row = self.table.current_row()
        return self.model.found_at(row) if row is not None else None

    def _show_current(self) -> None:
        self._card.show_found(self._current() if self.model.rowCount() else None)

    def _open(self, row: int) -> None:
        if found := self.model.found_at(row):
            self.opened.emit(found)


class _FindingCard(QFrame):
    """One finding in full, and what can be done about it."""

    opened = Signal()
    mend_asked = Signal()
    dismiss_asked = Signal()
    back_asked = Signal()

    def __init__(self, *, writable: bool) -> None:
        super().__init__()
        self._writable = writable
        self._title = label("", "heading")
        self._says = label("")
        self._fix = label("", "muted")
        for words in (self._title, self._says, self._fix):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mends = self._button(tr("Fix"), tr("Do what is offered (F)"), self.mend_asked.emit)
        self.opens = self._button(tr("Open"), tr("Open the record (Enter)"), self.opened.emit)
        dismiss = tr("Let the chosen ones stand, and say why (D)")
        self.dismisses = self._button(tr("Dismiss…"), dismiss, self.dismiss_asked.emit)
        again = tr("Bring the chosen ones back (T)")
        self.takes_back = self._button(tr("Take back"), again, self.back_asked.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 12, 20, 12)
        inside.setSpacing(4)
        for words in (self._title, self._says, self._fix):
            inside.addWidget(words)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.setSpacing(8)
        for button in (self.mends, self.opens, self.dismisses, self.takes_back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        column.addLayout(inside)
        self.hide()

    def show_found(self, found: Found | None) -> None:
        """Show a finding, or nothing."""
        self.setVisible(found is not None)
        if found is None:
            return
        both = [stub for stub in (found.record, found.other) if stub]
        self._title.setText("\n".join(f"{stub.ref}  {stub.title}" for stub in both))
        self._says.setText(found.finding.says)
        dismissed = found.dismissal is not None
        self._fix.setText(_dismissed(found) if dismissed else found.finding.fix)
        for button, wanted in (
            (self.mends, not dismissed),
            (self.dismisses, not dismissed),
            (self.takes_back, dismissed),
        ):
            button.setVisible(wanted)
            button.setEnabled(self._writable)

    def _button(self, text: str, tip: str, act: Callable[[], object]) -> QPushButton:
        made = text_button(text)
        made.setToolTip(tip)
        made.clicked.connect(lambda: act())
        return made


def _dismissed(found: Found) -> str:
    dismissal = found.dismissal
    assert dismissal is not None
    day = PartialDate.parse(dismissal.on).show() if dismissal.on else ""
    said = ", ".join(filter(None, (dismissal.by, day)))
    if not said:
        return tr("Dismissed: {why}", why=dismissal.why)
    return tr("Dismissed by {who}: {why}", who=said, why=dismissal.why)
