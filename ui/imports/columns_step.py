"""The third step: what each column becomes, and what no column says."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from defcat import vocabulary
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.guess import ColumnGuess
from defcat.exchange.mapping import problems
from defcat.fields import Field, Link, Term
from defcat.kinds import KINDS
from defcat.translation import tr
from ui.imports.column_line import BECOMES, NAME, SEVERAL, SURE, ColumnLine, TargetModel
from ui.imports.intake import Intake
from ui.imports.loaded import what_profile_does, what_was_loaded
from ui.imports.step import Step
from ui.widgets.buttons import text_button
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.pull_down import PullDown

_TURN_MS = 8
"""So long lines are made before the window paints again; a table may have two thousand columns."""


class ColumnsStep(Step):
    """Edits the mapping of an intake; of a profile that says more than that, it only tells.

    `save_asked` asks to keep the mapping as a profile, `guess_asked` to let go of the profile.
    """

    save_asked = Signal()
    guess_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake: Intake | None = None
        self._model: TargetModel | None = None
        self._to_make: list[ColumnGuess] = []
        self.lines: list[ColumnLine] = []
        self.name = QLineEdit()
        self.dates = PullDown(tr("Dates are written"), _date_orders())
        self.key = text_button("")
        self.grouped = QCheckBox(tr("Rows with the same are one record"))
        self.title = QLineEdit()
        self._save = text_button(tr("Keep as a profile…"), "save")
        self._save.setToolTip(tr("Read tables like this one the same way again"))
        self._problems = Elided()  # one line, which has its room while nothing is wrong
        self._problems.setProperty("role", "small")
        self._problems.setFixedHeight(20)
        self._problems.setProperty("tone", "warn")
        self._list = QFrame()
        self._list.setProperty("role", "panel")
        self._column = QVBoxLayout(self._list)
        self._top = QGridLayout()
        self._missing: list[QWidget] = []
        self._told = label("", "muted")
        self._told.setWordWrap(True)
        self._told.setContentsMargins(20, 8, 20, 8)
        self._told.hide()
        self.guess = text_button(tr("Begin with what the file looks like"))
        self.guess.hide()
        self._making = QTimer(self, singleShot=True, interval=0)
        self._making.timeout.connect(self._make_lines)
        self._lay_out()
        self._connect()

    def show_intake(self, intake: Intake) -> None:
        same = self._intake is not None and self._intake.mapping is intake.mapping
        self._intake = intake
        mapping = intake.mapping
        own = intake.profile is None and mapping is not None
        for widget in (self.name, self.dates, self.key, self.grouped, self.title, self._save):
            widget.setEnabled(own)
        if not own or mapping is None:
            return self._tell_profile()
        if same and self.lines:
            return self._show_rest(mapping)
        self._empty()
        self._tell_loaded(intake)
        assert intake.guess is not None
        self._model = TargetModel(mapping.kind)
        self._to_make = list(reversed(intake.guess.columns))
        self._make_lines()
        self._show_rest(mapping)

    def can_go_on(self) -> bool:
        return not self._problems.text()

    def take_focus(self) -> None:
        if self.lines:
            self.lines[0].target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def line_of(self, column: str) -> ColumnLine:
        """The line of a column that has been made."""
        return next(line for line in self.lines if line.column == column)

    def problem(self) -> str:
        """What keeps one from going on."""
        return self._problems.text()

    def told(self) -> str:
        """What is said of the profile that was chosen; nothing where none was."""
        return self._told.text() if self._told.isVisible() else ""

    # --- the lines --------------------------------------------------------------------------

    def _make_lines(self) -> None:
        """Make some more lines; the rest when the window has had its turn."""
        mapping = self._mapping()
        if mapping is None or self._model is None:
            return
        turn = QElapsedTimer()
        turn.start()
        while self._to_make and (not self.lines or turn.elapsed() < _TURN_MS):
            guessed = self._to_make.pop()
            line = ColumnLine(mapping.kind, self._model, guessed)
            line.show_choice(mapping.choice(guessed.column))
            line.chosen.connect(self._chosen)
            self._column.insertWidget(self._column.count() - 1, line)
            self.lines.append(line)
        if self._to_make:
            self._making.start()

    def _empty(self) -> None:
        self._making.stop()
        self._to_make.clear()
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines.clear()

    def _tell_loaded(self, intake: Intake) -> None:
        """Say by which profile the columns are read, and where it does not fit the file."""
        loaded = intake.loaded
        said = what_was_loaded(loaded.profile.name, loaded.back) if loaded and loaded.back else ""
        self._told.setText(said)
        self._told.setVisible(bool(said))
        self.guess.hide()

    def _tell_profile(self) -> None:
        """Say what a profile does with the columns, which only its file can change."""
        self._empty()
        self._say_problem("")
        loaded = self._intake.loaded if self._intake else None
        if loaded is None:
            return
        profile = loaded.profile
        self.name.setText(profile.title)
        self.dates.choose(profile.dates)
        self.key.setText(str(profile.key))
        self.title.setText(str(profile.record.get("title", "")))
        self._show_missing([])
        self._told.setText(what_profile_does(profile, loaded.why))
        self._told.show()
        self.guess.show()
        self.changed.emit()

    # --- what holds for all -----------------------------------------------------------------

    def _mapping(self) -> Mapping | None:
        return self._intake.mapping if self._intake and self._intake.profile is None else None

    def _show_rest(self, mapping: Mapping) -> None:
        if self.name.text() != mapping.title:
            self.name.setText(mapping.title)
            self.name.setCursorPosition(0)
        self.dates.choose(mapping.dates)
        doubt = self._intake.guess.dates.doubt if self._intake and self._intake.guess else ""
        why = self._intake.guess.dates.why if self._intake and self._intake.guess else ""
        self.dates.setToolTip(doubt or why)
        self.key.setText(", ".join(mapping.key) or tr("Choose…"))
        guessed = self._intake.guess if self._intake else None
        why = guessed.key_why if guessed and guessed.key == mapping.key else ""
        known = tr("What tells the rows from each other, and is known again next time.")
        self.key.setToolTip(f"{known} {why}".strip())
        self.grouped.setChecked(mapping.grouped)
        self.title.setText(mapping.made_title)
        self._show_missing(list(_unsaid(mapping)))
        self._judge(mapping)

    def _judge(self, mapping: Mapping) -> None:
        found = problems(mapping)
        self._say_problem(found[0] if found else "")
        self.changed.emit()

    def _say_problem(self, problem: str) -> None:
        self._problems.set_words(problem)
        self._problems.setToolTip(problem)

    def _change(self, mapping: Mapping) -> None:
        assert self._intake is not None
        self._intake.change(mapping)
        self._show_rest(mapping)

    def _chosen(self, choice: Choice) -> None:
        if mapping := self._mapping():
            self._change(mapping.chosen(choice))

    def _show_missing(self, fields: list[Field]) -> None:
        """Ask for what every record has and no column says."""
        mapping = self._mapping()
        has_title = any(field.name == "title" for field in fields)
        self.title.setVisible(has_title)
        self._title_asked.setVisible(has_title)
        for widget in self._missing:
            widget.hide()
            widget.deleteLater()
        self._missing.clear()
        others = [field for field in fields if field.name != "title"]
        for place, field in enumerate(others):
            if mapping is None:
                continue
            asked = label(tr("{field} of every row", field=tr(field.label)), "small")
            made = self._constant(field, mapping.constants.get(field.name, ""))
            self._missing += [asked, made]
            self._top.addWidget(asked, 2, 2 + place)
            self._top.addWidget(made, 3, 2 + place)

    def _constant(self, field: Field, text: str) -> QWidget:
        name = tr("{field} of every row", field=tr(field.label))
        if isinstance(field.type, Term):
            terms = vocabulary.load(field.type.vocabulary)
            options = [(code, vocabulary.label(terms, code)) for code in terms.terms]
            made = PullDown(name, [("", tr("Choose…")), *options])
            made.choose(text)
            made.activated.connect(lambda _at: self._set_constant(field.name, made.currentData()))
            return made
        line = QLineEdit(text)
        line.setAccessibleName(name)
        line.editingFinished.connect(lambda: self._set_constant(field.name, line.text().strip()))
        return line

    def _set_constant(self, name: str, text: str) -> None:
        if mapping := self._mapping():
            constants = {**mapping.constants, name: text}
            self._intake_change(replace(mapping, constants=constants))

    def _intake_change(self, mapping: Mapping) -> None:
        """Take what was typed, and leave the fields it was typed in as they are."""
        assert self._intake is not None
        self._intake.change(mapping)
        self._judge(mapping)

    def _choose_key(self) -> None:
        """Choose the columns that tell the rows from each other."""
        mapping = self._mapping()
        if mapping is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in mapping.choices:
            action = menu.addAction(choice.column)
            action.setCheckable(True)
            action.setChecked(choice.column in mapping.key)
            action.toggled.connect(lambda on, name=choice.column: self._set_key(name, on))
        menu.popup(self.key.mapToGlobal(QPoint(0, self.key.height())))

    def _set_key(self, column: str, on: bool) -> None:
        if mapping := self._mapping():
            key = [one for one in mapping.key if one != column]
            self._change(replace(mapping, key=tuple([*key, column] if on else key)))

    def _connect(self) -> None:
        def edit(**said: object) -> None:
            if mapping := self._mapping():
                self._intake_change(replace(mapping, **said))  # type: ignore[arg-type]

        self.name.textEdited.connect(lambda text: edit(title=text))
        self.title.textEdited.connect(lambda text: edit(made_title=text))
        self.dates.activated.connect(lambda _at: edit(dates=self.dates.currentData()))
        self.grouped.clicked.connect(lambda on: edit(grouped=on))
        self.key.clicked.connect(self._choose_key)
        self._save.clicked.connect(self.save_asked)
        self.guess.clicked.connect(self.guess_asked)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        top = self._top
        top.setContentsMargins(20, 12, 20, 12)
        top.setHorizontalSpacing(16)
        top.setVerticalSpacing(4)
        whole.addLayout(top)
        self.title.setPlaceholderText(tr("such as Visit of {Name}"))
        fields = (
            (tr("Name of the source"), self.name),
            (tr("Dates are written"), self.dates),
            (tr("Rows are told apart by"), self.key),
        )
        for place, (words, field) in enumerate(fields):
            asked = label(words, "small", of=field)
            field.setAccessibleName(words)
            top.addWidget(asked, 0, place)
            top.addWidget(field, 1, place)
            top.setColumnStretch(place, 1)
        top.addWidget(self.grouped, 1, 3)
        top.addWidget(self._save, 1, 4)
        self._title_asked = label(tr("Title, with columns in braces"), "small", of=self.title)
        self.title.setAccessibleName(tr("Title, with columns in braces"))
        top.addWidget(self._title_asked, 2, 0, 1, 2)
        top.addWidget(self.title, 3, 0, 1, 2)
        top.addWidget(self._problems, 4, 0, 1, 5)
        whole.addWidget(hairline())
        whole.addWidget(_heads())
        whole.addWidget(hairline())
        self._column.setContentsMargins(0, 4, 0, 8)
        self._column.setSpacing(0)
        self._column.addWidget(self._told)
        begin = QHBoxLayout()
        self._column.addLayout(begin)
        begin.setContentsMargins(20, 4, 20, 4)
        begin.addWidget(self.guess)
        begin.addStretch(1)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setWidget(self._list)
        whole.addWidget(scroll, 1)


def _heads() -> QWidget:
    made = QFrame()
    made.setProperty("role", "panel")
    row = QHBoxLayout(made)
    row.setContentsMargins(20, 6, 32, 6)  # the lines below stand beside a scroll bar
    row.setSpacing(12)
    for words, width in (
        (tr("Column"), NAME),
        (tr("What stands in it"), 0),
        (tr("Becomes"), BECOMES),
        (tr("In one cell"), SEVERAL),
        (tr("Guess"), SURE),
    ):
        head = label(words, "group")
        if width:
            head.setFixedWidth(width)
        row.addWidget(head, 0 if width else 1)
    return made


def _date_orders() -> list[tuple[str, str]]:
    return [
        ("day-first", tr("Day first: 31/12/2024")),
        ("month-first", tr("Month first: 12/31/2024")),
        ("iso", tr("Year first: 2024-12-31")),
    ]


def _unsaid(mapping: Mapping) -> Iterator[Field]:
    """The fields that every record has and that no column becomes."""
    said = {choice.target.partition(".")[0] for choice in mapping.choices}
    for field in KINDS[mapping.kind].fields:
        if not field.required or isinstance(field.type, Link) or field.name in said:
            continue
        if field.name != "type" or not mapping.type_from:
            yield field
