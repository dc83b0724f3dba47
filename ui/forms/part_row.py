"""One row of a part in a form: its fields side by side, further ones below, and what is wrong."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from defcat.draft import DraftRow
from defcat.errors import DefcatError
from defcat.kinds import PARTS
from defcat.translation import tr
from ui import theme
from ui.forms.field_lines import FieldLines
from ui.forms.layout import Rows
from ui.icons import icon
from ui.widgets.buttons import icon_button
from ui.widgets.field_block import FieldBlock
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_make import Fitting, about_key, editor_for, put_about
from ui.widgets.heading import label

GAP = 8
BUTTON = 28


class PartRow(QWidget):
    """Writes what is entered straight to its `DraftRow`; `edited` carries the field's name."""

    edited = Signal(str)
    removed = Signal()
    cite = Signal()

    def __init__(
        self, spec: Rows, row: DraftRow, fitting: Fitting, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row = row
        self.part = PARTS[spec.part]
        self.editors: dict[str, FieldEditor] = {}
        self._problems: dict[str, str] = {}
        self._says = label("", "small")
        self._says.setWordWrap(True)
        theme.set_property(self._says, "tone", "bad")
        self._says.hide()
        self._cite = icon_button("source", tr("Cite a source for this row"), "Ctrl+Shift+C")
        self._cite.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cite.clicked.connect(self.cite)
        self.toggle = icon_button("chevron-down", tr("More fields of this row"))
        self.toggle.setCheckable(True)
        self._remove = icon_button("bin", tr("Remove this row"), "Alt+Delete")
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove.clicked.connect(self.removed)
        self._more = self._make_more(spec, fitting)
        self._lay_out(spec, fitting)
        self.toggle.toggled.connect(self.open_more)
        self.open_more(False)

    def focus(self, name: str = "") -> None:
        """Put the focus on a field, or on the first."""
        if name and name in self._hidden():
            self.open_more(True)
        editor = self.editors.get(name) or next(iter(self.editors.values()))
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focused(self) -> bool:
        """Whether the focus is in this row."""
        return any(stop.hasFocus() for stop in self.stops())

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        hidden = self._hidden()
        inside = [
            stop
            for name, editor in self.editors.items()
            if name not in hidden
            for stop in editor.stops()
        ]
        below = [stop for name in hidden for stop in self.editors[name].stops()]
        return [*inside, self.toggle, *below] if hidden else inside

    def show_problem(self, name: str, error: DefcatError) -> None:
        """Say what is wrong with a field."""
        if name in self._hidden():
            self.open_more(True)
        editor = self.editors.get(name)
        if editor:
            editor.set_wrong(True)
            if editor.tells():
                return
        self._problems[name] = f"{error.what} {error.fix}".strip()
        self._tell()

    def clear_problems(self) -> None:
        """Say nothing any more."""
        for editor in self.editors.values():
            editor.set_wrong(False)
        self._problems.clear()
        self._tell()

    def problem(self) -> str:
        """What is said to be wrong, empty where nothing is."""
        return self._says.text() if not self._says.isHidden() else ""

    def open_more(self, wanted: bool) -> None:
        """Show or hide the further fields."""
        if self._more:
            self._more.setVisible(wanted)
            self.toggle.setChecked(wanted)
            self._show_toggle()

    def set_cited(self, count: int) -> None:
        """Show whether sources support the row."""
        self._cite.setIcon(icon("source", "accent" if count else "muted"))

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
        held = [tr(fields[name].label) for name in self._hidden() if name in self.row.values]
        ink = "accent" if held and not is_open else "muted"
        self.toggle.setIcon(icon("chevron-up" if is_open else "chevron-down", ink))
        tip = tr("More fields of this row")
        self.toggle.setToolTip(f"{tip}: {', '.join(held)}" if held else tip)

    def _hidden(self) -> list[str]:
        return [block.field.name for block in self._more.blocks] if self._more else []

    def _store(self, name: str) -> None:
        value = self.editors[name].value()
        if self.part.name == "citation" and name == "about":
            put_about(self.row, value)
        else:
            self.row.put(name, value)
        self.editors[name].set_wrong(False)
        self._problems.pop(name, None)
        self._tell()
        self.edited.emit(name)

    def _tell(self) -> None:
        self._says.setText("\n".join(self._problems.values()))
        self._says.setVisible(bool(self._problems))

    def _editor(self, name: str, fitting: Fitting) -> FieldEditor:
        editor = editor_for(self.part.by_name[name], fitting, in_row=self.part.name)
        self.editors[name] = editor
        self.load(name)
        editor.edited.connect(lambda: self._store(name))
        return editor

    def _make_more(self, spec: Rows, fitting: Fitting) -> FieldLines | None:
        if not spec.more:
            return None
        blocks = []
        for name in spec.more:
            editor = self._editor(name, fitting)
            blocks.append(FieldBlock(self.part.by_name[name], editor, citable=False))
        per_line = 2 if len(blocks) in (2, 4) else 3
        lines = [blocks[at : at + per_line] for at in range(0, len(blocks), per_line)]
        return FieldLines(lines)

    def _lay_out(self, spec: Rows, fitting: Fitting) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for name, share in spec.columns:
            editor = self._editor(name, fitting)
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            line.addWidget(editor, share, Qt.AlignmentFlag.AlignTop)
        buttons = [self._remove]
        if spec.more:
            buttons.insert(0, self.toggle)
        if spec.part != "citation":
            buttons.insert(0, self._cite)
        line.addWidget(_buttons(buttons))
        line.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._says)
        if self._more:
            self._more.inset(16, 4, buttons_width(spec) + GAP, 8)
            column.addWidget(self._more)
        # The columns come first to the eye, so also to the dictionary.
        order = [*(name for name, _ in spec.columns), *spec.more]
        self.editors = {name: self.editors[name] for name in order}


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
