"""Who says so: the sources of one fact in a form, beside the mark that counts them."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from defcat.drafts.draft import DraftRow
from defcat.drafts.support import Support
from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.chip import Chip
from ui.widgets.field_make import Fitting
from ui.widgets.floating import Floating
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided

_WIDTH = 400
_TOLD = 240
"""Characters of a statement that are shown: the row in the form has all of it."""


class CitedBy(Floating):
    """The sources of a fact. `added` asks for another one.

    `opened`, `edited`, `preferred` and `removed` carry the citation, as a row of the draft: to read
    the source itself, to go to the citation in the form, and to change it.
    """

    added = Signal()
    opened = Signal(object)
    edited = Signal(object)
    preferred = Signal(object)
    removed = Signal(object)

    def __init__(self, fact: str, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sources of “{fact}”", fact=fact), parent)
        self._fitting = fitting
        self._entries = QVBoxLayout()
        self._entries.setContentsMargins(0, 0, 0, 0)
        self._entries.setSpacing(8)
        self._disagree = label(tr("Sources disagree"), "small")
        theme.set_property(self._disagree, "tone", "warn")
        self._add = text_button(tr("Add a source"), "add", "quiet")
        self._add.setAutoDefault(True)  # Enter presses the button it is on
        self._add.clicked.connect(self._ask_add)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(self.windowTitle(), "group"))
        column.addWidget(self._disagree)
        column.addLayout(self._entries)
        column.addWidget(hairline())
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def show_citations(self, citations: list[DraftRow], support: Support) -> None:
        """Show the citations of the fact as they are now."""
        while (item := self._entries.takeAt(0)) is not None:
            if entry := item.widget():
                entry.hide()
                entry.deleteLater()
        self._disagree.setVisible(support.disputed)
        stops: list[QWidget] = []
        for citation in citations:
            entry = self._entry(citation, alone=len(citations) == 1)
            self._entries.addWidget(entry)
            stops += entry.findChildren(QPushButton)
        for before, after in pairwise([*stops, self._add]):
            QWidget.setTabOrder(before, after)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def open_at(self, anchor: QWidget) -> None:
        """Open below `anchor`, inside its window."""
        window = anchor.window()
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        corner = window.mapToGlobal(QPoint(window.width() - _WIDTH - 8, window.height() - 8))
        above = anchor.mapToGlobal(QPoint(0, -4)).y() - self.height()
        fits = place.y() + self.height() <= corner.y()
        self.move(min(place.x(), corner.x()), place.y() if fits else max(above, 0))
        self.open()
        self._add.setFocus(Qt.FocusReason.PopupFocusReason)

    def _entry(self, citation: DraftRow, *, alone: bool) -> QWidget:
        entry = QWidget()
        title = self._fitting.name_of(citation.values.get("other_id")) or tr("No source chosen")
        name = Elided()
        name.set_words(title)
        name.setToolTip(title)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(name, 1)
        preferred = bool(citation.values.get("preferred"))
        if preferred:
            head.addWidget(Chip(tr("Preferred"), "accent"))
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        if told := _told(citation):
            words = label(told, "small")
            words.setWordWrap(True)
            column.addWidget(words)
        deeds = QHBoxLayout()
        deeds.setSpacing(12)
        if isinstance(citation.values.get("other_id"), int):
            deeds.addWidget(
                self._deed(tr("Open"), title, lambda: self._leave(self.opened.emit, citation))
            )
        deeds.addWidget(
            self._deed(tr("Edit"), title, lambda: self._leave(self.edited.emit, citation))
        )
        if not preferred and not alone:
            deeds.addWidget(self._deed(tr("Prefer"), title, lambda: self.preferred.emit(citation)))
        deeds.addWidget(self._deed(tr("Remove"), title, lambda: self.removed.emit(citation)))
        deeds.addStretch(1)
        column.addLayout(deeds)
        return entry

    def _deed(self, words: str, source: str, do: Callable[[], object]) -> QPushButton:
        button = text_button(words, variant="link")
        button.setAccessibleName(tr("{deed}: {source}", deed=words, source=source))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _on=False: do())
        return button

    def _leave(self, emit: Callable[[object], object], citation: DraftRow) -> None:
        self.accept()
        emit(citation)

    def _ask_add(self) -> None:
        self.accept()
        self.added.emit()


def _told(citation: DraftRow) -> str:
    """Where in the source it stands, and what is stated there."""
    states = str(citation.values.get("states") or "")
    states = states if len(states) <= _TOLD else states[:_TOLD] + "…"
    return ": ".join(filter(None, (str(citation.values.get("locator") or ""), states)))
