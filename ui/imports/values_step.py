"""The fourth step: what cannot be read as it stands, and what is meant by it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat import countries, date_input, vocabulary
from defcat.dates import PartialDate
from defcat.errors import DefcatError
from defcat.exchange.choices import Mapping
from defcat.exchange.targets import field_of, place_of, target_label
from defcat.exchange.unread import Unread
from defcat.fields import Country, Date, Field, Term
from defcat.translation import tr, trn
from ui.imports.intake import Intake
from ui.imports.step import Step
from ui.imports.tables import ListModel, Shown
from ui.models.notices import NoticeColumn
from ui.widgets.buttons import text_button
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice
from ui.widgets.notices import NoticeTable
from ui.widgets.pull_down import SearchedPullDown

_LIST, _NONE = 0, 1
_FIELD = 320


class ValuesStep(Step):
    """Lists the texts that their fields cannot take; what is said of one holds wherever it stands.

    What nothing is said of leaves its rows out, and they are listed before anything is written.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake: Intake | None = None
        self._unread: Sequence[Unread] = ()
        self.model = ListModel(_columns(), self)
        self.table = NoticeTable(self.model, _columns(), tr("What cannot be read"))
        self.table.setSelectionMode(NoticeTable.SelectionMode.SingleSelection)
        self._says = label("", "muted")
        self._heading = label("", "heading")
        self._place = label("", "muted")
        self._proposed = QWidget()
        self._row = FlowLayout(self._proposed, 8)
        self.choice = SearchedPullDown(tr("Something else"))
        self.line = QLineEdit()
        self._take = text_button(tr("Take it"))
        self._nothing = text_button(tr("Leave it empty"))
        self._back = text_button(tr("As before"), variant="quiet")
        self.notice = Notice()
        self._empty = EmptyState("check", "", "")
        self._options = QStandardItemModel(self)
        self._lay_out()
        self.table.marked.connect(lambda _row: self._show_current())
        self.table.opened.connect(lambda _row: self._focus_field())
        self.choice.activated.connect(lambda _at: self._chosen())
        self.line.returnPressed.connect(self._typed)
        self._take.clicked.connect(self._typed)
        self._nothing.clicked.connect(lambda: self._mean(""))
        self._back.clicked.connect(self._unsay)

    def show_intake(self, intake: Intake) -> None:
        self._intake = intake
        self._unread = intake.unread
        self.model.show(len(self._unread), self._line)
        self._stack.setCurrentIndex(_LIST if self._unread else _NONE)
        if self._unread:
            self.table.mark(self._next_open(0) or 0)
            self._show_current()
            return self._count()
        says, more = tr("Everything can be read"), tr("All texts fit the fields that they go to.")
        if intake.profile is not None:
            says = tr("The profile says how values are read")
            more = tr("Rows that it cannot read are listed before anything is written.")
        self._empty.set_text(says, more)

    def take_focus(self) -> None:
        if self._unread:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def still_open(self) -> int:
        """How many texts nothing is said of yet."""
        said = {choice.column: choice.values for choice in self._mapping().choices}
        return sum(one.text not in said[one.column] for one in self._unread)

    def heading(self) -> str:
        """The text that is asked about, in quotation marks."""
        return self._heading.text()

    def proposals(self) -> list[QPushButton]:
        """The buttons of what the text under the cursor may mean."""
        found = self._proposed.findChildren(QPushButton)
        return [button for button in found if not button.isHidden()]

    # --- what is said of a text -------------------------------------------------------------

    def _mapping(self) -> Mapping:
        assert self._intake is not None
        assert self._intake.mapping is not None
        return self._intake.mapping

    def _meaning(self, one: Unread) -> str | None:
        """What was said that a text means, None for nothing yet."""
        return self._mapping().choice(one.column).values.get(one.text)

    def _mean(self, value: str) -> None:
        """Let the text under the cursor mean `value`, in every column that has such a field."""
        one = self._current()
        if one is None or self._intake is None:
            return
        field = self._field(one)
        for other in self._unread:
            if other.text == one.text and _alike(self._field(other), field):
                self._say(other, value)
        self.notice.dismiss()
        self.model.refresh()
        row = self.table.current_row() or 0
        following = self._next_open(row + 1)
        self.table.mark(row if following is None else following)
        self._show_current()
        self._count()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, one: Unread, value: str | None) -> None:
        """Keep, or forget, what a text means."""
        assert self._intake is not None
        choice = self._mapping().choice(one.column)
        values = {text: meant for text, meant in choice.values.items() if text != one.text}
        if value is not None:
            values[one.text] = value
        self._intake.choose(replace(choice, values=values))

    def _unsay(self) -> None:
        if one := self._current():
            self._say(one, None)
            self.model.refresh()
            self._show_current()
            self._count()

    def _chosen(self) -> None:
        value = self.choice.currentData()
        if value:
            self._mean(str(value))

    def _typed(self) -> None:
        one = self._current()
        text = self.line.text().strip()
        if one is None or not text:
            return
        try:
            self._mean(_checked(self._field(one), text, self._mapping().dates))
        except DefcatError as error:
            self.notice.problem(error)

    # --- what is shown ----------------------------------------------------------------------

    def _current(self) -> Unread | None:
        row = self.table.current_row()
        return self._unread[row] if row is not None and row < len(self._unread) else None

    def _next_open(self, start: int) -> int | None:
        """The row of the next text that nothing is said of, from `start` on, then from the top."""
        rows = [*range(start, len(self._unread)), *range(min(start, len(self._unread)))]
        return next((row for row in rows if self._meaning(self._unread[row]) is None), None)

    def _field(self, one: Unread) -> Field | None:
        mapping = self._mapping()
        return field_of(mapping.kind, place_of(mapping.kind, mapping.choice(one.column).target))

    def _line(self, row: int) -> Shown:
        one = self._unread[row]
        mapping = self._mapping()
        meant = self._meaning(one)
        says = tr("its rows are left out")
        if meant is not None:
            says = self._words(one, meant)
        becomes = target_label(mapping.kind, mapping.choice(one.column).target)
        cells = (one.text, one.column, becomes, f"{one.count:,}", says)
        return Shown(
            cells, ("text", "muted", "muted", "muted", "warn" if meant is None else "good")
        )

    def _words(self, one: Unread, value: str) -> str:
        """How a value reads."""
        field = self._field(one)
        if not value:
            return tr("nothing")
        if field and isinstance(field.type, Term):
            return vocabulary.label(field.type.vocabulary, value)
        if field and isinstance(field.type, Country) and value == value.upper():
            return countries.name(value)
        if field and isinstance(field.type, Date):
            return PartialDate.parse(value).show()
        return value

    def _show_current(self) -> None:
        one = self._current()
        self._row.clear()
        if one is None:
            return
        self._heading.setText(f"“{one.text}”" if len(one.text) < 90 else f"“{one.text[:90]}…”")
        where = trn(
            "in {n} cell of {column}", "in {n} cells of {column}", one.count, column=one.column
        )
        self._place.setText(tr("stands {where}. It means:", where=where))
        for proposal in one.proposals:
            button = text_button(proposal.label)
            button.clicked.connect(lambda _on=False, value=proposal.value: self._mean(value))
            self._row.addWidget(button)
            button.show()
        field = self._field(one)
        options = _options(field)
        self.choice.setVisible(bool(options))
        self.line.setHidden(bool(options))
        self._take.setHidden(bool(options))
        self.line.clear()
        self._options = _model([("", tr("Something else…")), *options])
        self.choice.share(self._options)
        self.choice.setCurrentIndex(0)
        self._back.setEnabled(self._meaning(one) is not None)

    def _focus_field(self) -> None:
        buttons = self.proposals()
        wanted: QWidget = self.choice if self.choice.isVisible() else self.line
        (buttons[0] if buttons else wanted).setFocus(Qt.FocusReason.TabFocusReason)

    def _count(self) -> None:
        n, left = len(self._unread), self.still_open()
        said = trn("{n} text cannot be read.", "{n} texts cannot be read.", n)
        if left:
            said += " " + trn(
                "Of {n} nothing is said yet: its rows are left out, and listed.",
                "Of {n} nothing is said yet: their rows are left out, and listed.",
                left,
            )
        self._says.setText(said)
        self.changed.emit()

    def _lay_out(self) -> None:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._says.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._says)
        column.addWidget(hairline())
        column.addWidget(self.table, 1)
        column.addWidget(hairline())
        card = QFrame()
        card.setProperty("role", "panel")
        column.addWidget(card)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(8)
        inside.addWidget(self._heading)
        inside.addWidget(self._place)
        inside.addWidget(self._proposed)
        row = QHBoxLayout()
        inside.addLayout(row)
        inside.addWidget(self.notice)
        row.setSpacing(8)
        for field in (self.choice, self.line):
            field.setFixedWidth(_FIELD)
            row.addWidget(field)
        for button in (self._take, self._nothing, self._back):
            row.addWidget(button)
        row.addStretch(1)
        self.line.setAccessibleName(tr("Something else"))
        self.line.setPlaceholderText(tr("Something else"))
        self._nothing.setToolTip(tr("These cells say nothing"))
        self._back.setToolTip(tr("Take back what was said of this text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(listing)
        self._stack.addWidget(self._empty)


def _columns() -> tuple[NoticeColumn, ...]:
    return (
        NoticeColumn(tr("What stands there"), 200, 3),
        NoticeColumn(tr("Column"), 140, 1),
        NoticeColumn(tr("Becomes"), 160, 1),
        NoticeColumn(tr("Cells"), 72),
        NoticeColumn(tr("Means"), 200, 2),
    )


def _alike(one: Field | None, other: Field | None) -> bool:
    return one is not None and other is not None and one.type == other.type


def _options(field: Field | None) -> list[tuple[str, str]]:
    """All that a field can hold, where that is a list."""
    if field is not None and isinstance(field.type, Term):
        terms = vocabulary.load(field.type.vocabulary)
        return [(code, vocabulary.label(terms, code)) for code in terms.terms]
    if field is not None and isinstance(field.type, Country):
        named = [(code, countries.name(code)) for code in countries.codes()]
        return sorted(named, key=lambda of: of[1])
    return []


def _checked(field: Field | None, text: str, order: str) -> str:
    """What was typed, as the field keeps it; raises a DefcatError for what it cannot take."""
    if field is not None and isinstance(field.type, Date):
        return str(date_input.read(text, day_first=order != "month-first").date)
    if field is not None:
        field.type.check(text)
    return text


def _model(options: Sequence[tuple[str, str]]) -> QStandardItemModel:
    made = QStandardItemModel()
    for value, words in options:
        item = QStandardItem(words)
        item.setData(value, Qt.ItemDataRole.UserRole)
        made.appendRow(item)
    return made
