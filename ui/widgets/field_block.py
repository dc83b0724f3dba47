"""A field of a form: its label above, its editor, and below it what is wrong."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from defcat.drafts.support import Support
from defcat.errors import DefcatError
from defcat.fields import Duration, Field, Text
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
    _cited = Support(0)

    def __init__(
        self, field: Field, editor: FieldEditor, parent: QWidget | None = None, *, citable: bool
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = editor
        self._citable = citable
        # Made when first wanted: most fields are neither wrong nor cited, and a form has many.
        self._problem: QLabel | None = None
        self._doubt: QLabel | None = None
        self._cite: QPushButton | None = None
        self._head = QHBoxLayout()
        self._lay_out()
        if field.help and isinstance(field.type, Text | Duration):
            editor.set_hint(tr(field.help))
        for stop in editor.stops():
            stop.installEventFilter(self)

    def show_problem(self, error: DefcatError) -> None:
        """Say what is wrong, unless the editor does so by itself."""
        if self.editor.tells():
            self.clear_problem()
        else:
            self._problem = self._problem or self._make_problem()
            self._problem.setText(str(error))
            self._problem.show()
            for stop in self.editor.stops():
                stop.setAccessibleDescription(self._problem.text())
        self.editor.set_wrong(True)

    def show_doubt(self, words: str) -> None:
        """Say what is doubtful, empty for nothing."""
        if words and self._doubt is None:
            self._doubt = problem_label("warn")
            self._column.insertWidget(2, self._doubt)
        if self._doubt:
            self._doubt.setText(words)
            self._doubt.setVisible(bool(words))

    def doubt(self) -> str:
        """What is said to be doubtful, empty where nothing is."""
        return self._doubt.text() if self._doubt else ""

    def clear_problem(self) -> None:
        """Say nothing any more."""
        self.editor.set_wrong(False)
        if self.problem() and self._problem:
            self._problem.hide()
            for stop in self.editor.stops():
                stop.setAccessibleDescription(tr(self.field.help) if self.field.help else "")

    def problem(self) -> str:
        """What is said to be wrong, empty where nothing is."""
        return self._problem.text() if self._problem and not self._problem.isHidden() else ""

    def set_cited(self, support: Support) -> None:
        """Show how many sources support the field, that none does, or that they disagree."""
        if support != self._cited:
            self._cited = support
            self._show_cite()

    def mark(self) -> QPushButton:
        """The button that says so, and leads to the sources."""
        self._cite = self._cite or self._make_cite()
        return self._cite

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
        cited = self._cited
        wanted = bool(cited.citations) or cited.bare or self.underMouse() or focused
        if self._citable and (wanted or self._cite):
            mark = self.mark()
            mark.setText(mark_text(cited))
            mark.setAccessibleName(f"{tr(self.field.label)}: {mark.text()}")
            theme.set_property(mark, "tone", "warn" if cited.bare or cited.disputed else "")
            mark.setVisible(wanted)

    def _make_problem(self) -> QLabel:
        made = problem_label()
        self._column.insertWidget(2, made)
        return made

    def _make_cite(self) -> QPushButton:
        made = text_button(tr("Cite"), variant="link")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field = tr(self.field.label)
        made.setToolTip(tr("Who says so: the sources of “{field}” (Ctrl+Shift+C)", field=field))
        made.clicked.connect(self.cite)
        self._head.addWidget(made)
        return made

    def _lay_out(self) -> None:
        top = QWidget()
        top.setLayout(self._head)
        top.setFixedHeight(20)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(3)
        for words in field_labels(self.field):
            self._head.addWidget(words)
        self._head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(top)
        self._column.addWidget(self.editor)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)


def mark_text(cited: Support) -> str:
    """What the mark beside a fact says of its sources."""
    n = cited.citations
    if cited.disputed:
        return trn("{n} source disagrees", "{n} sources disagree", n)
    if n:
        return trn("{n} source", "{n} sources", n)
    return tr("No source") if cited.bare else tr("Cite")


def field_labels(field: Field) -> list[QLabel]:
    """What a field is called, and a mark if it is required."""
    words = label(tr(field.label), "label")
    words.setToolTip(tr(field.help) if field.help else "")
    if not field.required:
        return [words]
    mark = label("*")
    mark.setProperty("tone", "bad")
    mark.setToolTip(tr("Required"))
    return [words, mark]


def problem_label(tone: str = "bad") -> QLabel:
    """A line for what is wrong, or in another tone only doubtful."""
    made = label("", "small")
    made.setWordWrap(True)
    made.setProperty("tone", tone)
    return made
