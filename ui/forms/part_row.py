"""One row of a part in a form: its fields side by side, further ones below, and what is wrong."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from defcat.drafts.children import CHILDREN, described_rows
from defcat.drafts.doubts import Doubt
from defcat.drafts.draft import DraftRow
from defcat.drafts.support import Support
from defcat.errors import DefcatError
from defcat.translation import tr
from ui import theme
from ui.forms.field_lines import FieldLines
from ui.forms.layout import Rows
from ui.icons import icon
from ui.widgets.buttons import icon_button
from ui.widgets.field_block import FieldBlock, mark_text, problem_label
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_make import Fitting, about_key, editor_for, put_about
from ui.widgets.link_field import LinkField

GAP = 8
BUTTON = 28


class PartRow(QWidget):
    """Writes what is entered straight to its `DraftRow`; `edited` carries the field's name.

    `grown` says that its further fields were opened for the first time, `opened` that somebody
    wants the form of the record that the row stands for.
    """

    edited = Signal(str)
    removed = Signal()
    cite = Signal()
    grown = Signal()
    opened = Signal()

    def __init__(
        self, spec: Rows, row: DraftRow, fitting: Fitting, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row = row
        self.part = described_rows(spec.part)
        self.editors: dict[str, FieldEditor] = {}
        self._spec = spec
        self._fitting = fitting
        self._problems: dict[str, str] = {}
        self._judged: dict[str, str] = {}
        self._doubt = ""
        # Made when first wanted: there may be dozens of rows.
        self._says: QLabel | None = None
        self._more: FieldLines | None = None
        self._cite = icon_button("source", tr("Cite a source for this row"), "Ctrl+Shift+C")
        self._cite.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cite.clicked.connect(self.cite)
        self._open = icon_button("forward", tr("Save, and open the form of its own"), "Alt+Return")
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open.clicked.connect(self.opened)
        self.toggle = icon_button("chevron-down", tr("More fields of this row"))
        self.toggle.setCheckable(True)
        self._remove = icon_button("bin", tr("Remove this row"), "Alt+Delete")
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove.clicked.connect(self.removed)
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.toggle.toggled.connect(self.open_more)
        self._show_toggle()

    def focus(self, name: str = "") -> None:
        """Put the focus on a field, or on the first."""
        if name in self._spec.more:
            self.open_more(True)
        editor = self.editors.get(name) or next(iter(self.editors.values()))
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focused(self) -> bool:
        """Whether the focus is in this row."""
        return any(stop.hasFocus() for stop in self.stops())

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        columns, more = (name for name, _ in self._spec.columns), self._spec.more
        inside = [stop for name in columns for stop in self.editors[name].stops()]
        below = [stop for name in more if self._more for stop in self.editors[name].stops()]
        return [*inside, self.toggle, *below] if more else inside

    def show_problem(self, name: str, error: DefcatError) -> None:
        """Say what is wrong with a field."""
        if name in self._spec.more and name not in self._problems:
            self.open_more(True)
        editor = self.editors.get(name)
        tells = editor is not None and editor.tells()
        self._problems[name] = "" if tells else str(error)
        if editor:
            editor.set_wrong(True)
        self._tell()

    def clear_problem(self, name: str) -> None:
        """Say nothing of a field any more."""
        if editor := self.editors.get(name):
            editor.set_wrong(False)
        self._problems.pop(name, None)
        self._tell()

    def problem(self) -> str:
        """What is said to be wrong, empty where nothing is."""
        said = {**self._problems, **self._judged}
        return "\n".join(filter(None, said.values()))

    def set_doubt(self, doubt: Doubt | None) -> None:
        """Say what is doubtful, or nothing; where something is wrong, that comes first."""
        said = doubt.says if doubt else ""
        if said != self._doubt:
            self._doubt = said
            self._tell()

    def doubt(self) -> str:
        """What is said to be doubtful, empty where nothing is."""
        return self._doubt

    def open_more(self, wanted: bool) -> None:
        """Show or hide the further fields."""
        if wanted and self._more is None:
            self._more = self._make_more()
            self._column.addWidget(self._more)
            self.grown.emit()
        if self._more:
            self._more.setVisible(wanted)
        self.toggle.setChecked(wanted)
        self._show_toggle()

    def set_cited(self, support: Support) -> None:
        """Show whether sources support the row, none does, or they disagree."""
        worth_a_look = support.bare or support.disputed
        ink = "warn" if worth_a_look else "accent" if support.citations else "muted"
        self._cite.setIcon(icon("source", ink))
        said = tr("Cite a source for this row")
        if worth_a_look or support.citations:
            said = tr("Who says so: {sources}", sources=mark_text(support).lower())
        self._cite.setAccessibleName(said)
        self._cite.setToolTip(tr("{deed} ({keys})", deed=said, keys="Ctrl+Shift+C"))

    def mark(self) -> QToolButton:
        """The button that says so, and leads to the sources."""
        return self._cite

    def load(self, name: str) -> None:
        """Show the value that the draft has for a field."""
        if self.part.name == "citation" and name == "about":
            self.editors[name].set_value(about_key(self.row))
        else:
            self.editors[name].set_value(self.row.values.get(name))

    def _show_toggle(self) -> None:
        """Point where the fields will be, in the accent while they hold something unseen."""
        is_open = self.toggle.isChecked()
        fields = self.part.by_name
        held = [tr(fields[name].label) for name in self._spec.more if name in self.row.values]
        ink = "accent" if held and not is_open else "muted"
        self.toggle.setIcon(icon("chevron-up" if is_open else "chevron-down", ink))
        tip = tr("More fields of this row")
        self.toggle.setToolTip(f"{tip}: {', '.join(held)}" if held else tip)

    def _store(self, name: str) -> None:
        value = self.editors[name].value()
        if self.part.name == "citation" and name == "about":
            put_about(self.row, value)
        else:
            self.row.put(name, value)
        self.edited.emit(name)

    def _judge(self, name: str, wrong: str) -> None:
        """Say below the row, where there is room, what an editor finds wrong with its value."""
        if wrong != self._judged.get(name, ""):
            self._judged[name] = wrong
            self._tell()

    def _tell(self) -> None:
        said = self.problem() or self._doubt
        if said and self._says is None:
            self._says = problem_label()
            self._column.insertWidget(1, self._says)
        if self._says:
            theme.set_property(self._says, "tone", "bad" if self.problem() else "warn")
            self._says.setText(said)
            self._says.setVisible(bool(said))

    def _editor(self, name: str) -> FieldEditor:
        editor = editor_for(self.part.by_name[name], self._fitting, in_row=self.part.name)
        if name not in self._spec.more:  # in the row itself there is no room for a sentence
            editor.judged.connect(lambda wrong: self._judge(name, wrong))
            editor.hush()
        self.editors[name] = editor
        self.load(name)
        editor.edited.connect(lambda: self._store(name))
        if isinstance(editor, LinkField):
            editor.country_meant.connect(self._take_country)
        return editor

    def _take_country(self, code: str) -> None:
        """Put the country that was named in the field for a body where countries stand."""
        if "country" in self._spec.more:
            self.open_more(True)
        self.editors["country"].set_value(code)
        self._store("country")
        self.focus("country")

    def _make_more(self) -> FieldLines:
        fields = self.part.by_name
        blocks = [
            FieldBlock(fields[name], self._editor(name), citable=False) for name in self._spec.more
        ]
        per_line = 2 if len(blocks) in (2, 4) else 3
        lines = [blocks[at : at + per_line] for at in range(0, len(blocks), per_line)]
        made = FieldLines(lines)
        made.inset(16, 4, buttons_width(self._spec) + GAP, 8)
        return made

    def _lay_out(self) -> None:
        spec = self._spec
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(line)
        for name, share in spec.columns:
            editor = self._editor(name)
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            line.addWidget(editor, share, Qt.AlignmentFlag.AlignTop)
        buttons = [self._remove]
        if spec.more:
            buttons.insert(0, self.toggle)
        if spec.part != "citation":
            buttons.insert(0, self._open if spec.part in CHILDREN else self._cite)
        line.addWidget(_buttons(buttons), 0, Qt.AlignmentFlag.AlignTop)


def buttons_width(spec: Rows) -> int:
    """The width in px that the buttons of a row take."""
    return BUTTON * (1 + (spec.part != "citation") + bool(spec.more))


def _buttons(buttons: list[QToolButton]) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for button in buttons:
        button.setFixedSize(BUTTON, BUTTON)
        button.setIconSize(QSize(16, 16))
        row.addWidget(button)
    box.setFixedSize(BUTTON * len(buttons), theme.CONTROL_HEIGHT)
    return box
