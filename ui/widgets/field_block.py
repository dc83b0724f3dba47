"""A field of a form: its label above, its editor, and below it what is wrong."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from defcat.errors import DefcatError
from defcat.fields import Field, Text
from defcat.translation import tr, trn
from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.field_editor import FieldEditor
from ui.widgets.heading import label


class FieldBlock(QWidget):
    """`cite` is emitted when somebody wants to say which source supports the field.

    The button for it shows while the pointer or the focus is on the field, and stays where sources
    are named.
    """

    cite = Signal()

    def __init__(
        self, field: Field, editor: FieldEditor, parent: QWidget | None = None, *, citable: bool
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = editor
        self._cited = 0
        self._problem = label("", "small")
        self._problem.setWordWrap(True)
        theme.set_property(self._problem, "tone", "bad")
        self._problem.hide()
        self._cite = text_button(tr("Cite"), variant="link")
        self._cite.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cite.setToolTip(
            tr("Say which source supports “{field}” (Ctrl+Shift+C)", field=tr(field.label))
        )
        self._cite.setVisible(False)
        self._cite.clicked.connect(self.cite)
        self._citable = citable
        self._lay_out()
        editor.edited.connect(self.clear_problem)
        if field.help and isinstance(field.type, Text):
            editor.set_hint(tr(field.help))
        for stop in editor.stops():
            stop.installEventFilter(self)

    def show_problem(self, error: DefcatError) -> None:
        """Say what is wrong, unless the editor does so by itself."""
        self.editor.set_wrong(True)
        if not self.editor.tells():
            self._problem.setText(f"{error.what} {error.fix}".strip())
            self._problem.show()
            for stop in self.editor.stops():
                stop.setAccessibleDescription(self._problem.text())

    def clear_problem(self) -> None:
        """Say nothing any more."""
        self.editor.set_wrong(False)
        if self._problem.isVisible():
            self._problem.hide()
            for stop in self.editor.stops():
                stop.setAccessibleDescription(tr(self.field.help) if self.field.help else "")

    def problem(self) -> str:
        """What is said to be wrong, empty where nothing is."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def set_cited(self, count: int) -> None:
        """Show how many sources support the field."""
        self._cited = count
        self._cite.setText(trn("{n} source", "{n} sources", count) if count else tr("Cite"))
        self._show_cite()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._show_cite()
        return super().event(event)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_cite(focused=event.type() == QEvent.Type.FocusIn)
        return False

    def sizeHint(self) -> QSize:
        # Equal columns, whatever the editors would like.
        return QSize(120, super().sizeHint().height())

    def _show_cite(self, *, focused: bool | None = None) -> None:
        if focused is None:
            focused = any(stop.hasFocus() for stop in self.editor.stops())
        wanted = bool(self._cited) or self.underMouse() or focused
        self._cite.setVisible(self._citable and wanted)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(3)
        head.addWidget(field_label(self.field))
        head.addStretch(1)
        head.addWidget(self._cite)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(top)
        column.addWidget(self.editor)
        column.addWidget(self._problem)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)


def field_label(field: Field) -> QWidget:
    """What a field is called, with a mark if it is required."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(3)
    row.addWidget(label(tr(field.label), "label"))
    if field.required:
        mark = label("*")
        theme.set_property(mark, "tone", "bad")
        mark.setToolTip(tr("Required"))
        row.addWidget(mark)
    row.addStretch(1)
    return box
