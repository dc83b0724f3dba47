"""The name under which a search is kept."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from defcat.errors import DefcatError
from defcat.search.saved import LONGEST_NAME
from defcat.translation import tr
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.notice import Notice

_WIDTH = 440


class SavedDialog(QDialog):
    """Asks for the name of `query`, beginning with `name`; `keep` takes it, or raises why not."""

    def __init__(
        self,
        title: str,
        query: str,
        name: str,
        keep: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._keep = keep
        self.name = QLineEdit(name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name"))
        self.name.selectAll()
        self.notice = Notice()
        self._save = text_button(tr("Save"), "bookmark", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.save)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would save
        self._cancel.clicked.connect(self.reject)
        self._lay_out(title, query)
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def save(self) -> None:
        """Keep it under the name that is typed, or say why that cannot be."""
        try:
            self._keep(self.name.text())
        except DefcatError as error:
            self.notice.problem(error)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            fit_to_content(self)
            return
        self.accept()

    def _lay_out(self, title: str, query: str) -> None:
        asked = label(tr("Name"), "label", of=self.name)
        text = label(query, "muted")
        text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "title"))
        column.addWidget(text)
        column.addSpacing(4)
        column.addWidget(asked)
        column.addWidget(self.name)
        column.addWidget(self.notice)
        column.addSpacing(8)
        add_buttons(column, self._cancel, self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        QWidget.setTabOrder(self.name, self._cancel)
        QWidget.setTabOrder(self._cancel, self._save)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
