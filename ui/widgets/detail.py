"""The detail pane: one record, read first; every linked record is one click or one Enter away."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QTabBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from defcat import dossier as dossiers
from defcat import history, vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier
from defcat.errors import NotFound
from defcat.history import EntryView
from defcat.kinds import KINDS
from defcat.rules.tenure import posts_on, signed_on
from defcat.translation import capital, tr
from ui import theme
from ui.desk import Desk
from ui.models.columns import shown_date, status_tone
from ui.widgets.buttons import icon_button
from ui.widgets.chip import Chip
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import label
from ui.widgets.sheet.facts import facts
from ui.widgets.sheet.history import history as history_page
from ui.widgets.sheet.links import links
from ui.widgets.sheet.sources import sources
from ui.widgets.sheet.timeline import timeline
from ui.widgets.sheet.writing import Ink, Writing

ENTRIES = 50


@dataclass(frozen=True)
class _Read:
    """What the pane reads of a record; `offices` are those held that day, by row."""

    dossier: Dossier
    entries: list[EntryView]
    offices: dict[int, str]


class DetailPane(QFrame):
    """Shows the record it is told to. `followed` carries a record whose link was chosen.

    `edit_asked`, `brief_asked`, `link_asked` and `bin_asked` carry the record shown.
    """

    followed = Signal(int)
    shown = Signal(int)
    edit_asked = Signal(int)
    brief_asked = Signal(int)
    link_asked = Signal(int)
    bin_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._read: _Read | None = None
        self._ref = label("", "mono")
        self._title = label("", "title")
        self._title.setWordWrap(True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reason = label("", "muted")
        self._reason.setWordWrap(True)
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, 4)
        self._tabs = QTabBar()
        self._body = QTextBrowser()
        self._lay_out()

    def show_record(self, record_id: int) -> None:
        """Read and show a record."""

        def read(connection: Any) -> _Read | None:
            try:
                found = dossiers.load(connection, record_id)
            except NotFound:  # it was new, and that was taken back
                return None
            entries = history.entries(connection, record_id, ENTRIES)
            return _Read(found, entries, _offices(connection, found))

        self._desk.reader.ask("detail", read, self._arrived)

    def clear(self) -> None:
        """Show that nothing is chosen."""
        self._desk.reader.cancel("detail")
        self._read = None
        self._stack.setCurrentIndex(0)

    def record_id(self) -> int | None:
        """The record shown."""
        return self._read.dossier.id if self._read else None

    def dossier(self) -> Dossier | None:
        """All that is known of the record shown."""
        return self._read.dossier if self._read else None

    def refresh(self) -> None:
        """Read the record shown again, after a change or in another theme."""
        if self._read:
            self.show_record(self._read.dossier.id)

    def body_text(self) -> str:
        """What the tab says, as plain text."""
        return self._body.toPlainText()

    def reason(self) -> str:
        """Why the status is what it is, empty where there is none."""
        return self._reason.text()

    def show_tab(self, name: str) -> None:
        """Turn to the tab facts, timeline, links, sources or history."""
        self._tabs.setCurrentIndex([key for key, _ in _tabs()].index(name))

    def focus_body(self) -> None:
        """Take the keyboard to the text of the record."""
        self._body.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- how it looks -----------------------------------------------------------------------

    def _lay_out(self) -> None:
        for _, name in _tabs():
            self._tabs.addTab(name)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(tr("Parts of the record"))
        self._tabs.currentChanged.connect(self._write)
        self._body.setProperty("bare", True)
        self._body.setOpenLinks(False)
        self._body.setAccessibleName(tr("Record"))
        self._body.anchorClicked.connect(self._follow)
        self._body.document().setDocumentMargin(0)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._ref, 1)
        for name, tip, signal in self._actions():
            button = icon_button(name, tip)
            button.clicked.connect(lambda _on=False, emit=signal: self._emit(emit))
            button.setEnabled(name == "print" or self._desk.catalogue.writable)
            head.addWidget(button)
        column = QVBoxLayout()
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(4)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._chips)
        column.addSpacing(4)
        column.addWidget(self._reason)
        column.addSpacing(8)
        column.addWidget(self._tabs)
        column.addSpacing(12)
        column.addWidget(self._body, 1)
        page = QWidget()
        page.setLayout(column)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState(
                "preview",
                tr("Nothing chosen"),
                tr("Choose a record on the left to read it here."),
            )
        )
        self._stack.addWidget(page)

    def _actions(self) -> tuple[tuple[str, str, Callable[[int], object]], ...]:
        return (
            ("edit", tr("Edit (E)"), self.edit_asked.emit),
            ("link", tr("Link to another record (L)"), self.link_asked.emit),
            ("print", tr("Brief (Ctrl+P)"), self.brief_asked.emit),
            ("bin", tr("Put in the bin (Del)"), self.bin_asked.emit),
        )

    def _emit(self, emit: Callable[[int], object]) -> None:
        if self._read:
            emit(self._read.dossier.id)

    def _arrived(self, answer: _Read | None) -> None:
        if answer is None:
            self.clear()
            return
        self._read = answer
        dossier = answer.dossier
        self._ref.setText(f"{tr(KINDS[dossier.kind].label)} {dossier.stub.ref}")
        self._title.setText(dossier.stub.title)
        self._fill_chips(dossier)
        reason = str(dossier.computed.get("status_reason") or "")
        self._reason.setText(capital(reason))
        self._reason.setVisible(bool(reason))
        sources = len({c["other_id"] for c in dossier.parts["citation"]})
        place = [key for key, _ in _tabs()].index("sources")
        name = dict(_tabs())["sources"]
        self._tabs.setTabText(place, f"{name} {sources}" if sources else name)
        self._write()
        self._stack.setCurrentIndex(1)
        self.shown.emit(dossier.id)

    def _fill_chips(self, dossier: Dossier) -> None:
        self._chip_row.clear()
        chips = []
        if status := dossier.computed.get("status"):
            chips.append(Chip(vocabulary.label("agreement-status", status), status_tone(status)))
        if state := dossier.values.get("state"):
            chips.append(Chip(dossier.text("state"), status_tone(str(state))))
        if dossier.values.get("type"):
            chips.append(Chip(dossier.text("type")))
        if dossier.stub.date:
            chips.append(Chip(shown_date(dossier.stub.date)))
        level = self._desk.catalogue.scheme.level(dossier.stub.marking)
        if dossier.stub.marking:
            marking = Chip(level.label)
            marking.set_colours(level.colour, level.text_colour)
            chips.append(marking)
        if dossier.stub.binned:
            chips.append(Chip(tr("In the bin"), "bad"))
        for chip in chips:
            self._chip_row.addWidget(chip)

    def _write(self) -> None:
        if self._read is None:
            return
        pages: dict[str, Callable[[Writing], str]] = {
            "facts": facts,
            "timeline": timeline,
            "links": links,
            "sources": sources,
            "history": partial(history_page, self._read.entries),
        }
        write = pages[_tabs()[self._tabs.currentIndex()][0]]
        self._body.setHtml(
            write(Writing(self._read.dossier, Ink.of(theme.current()), self._read.offices))
        )

    def _follow(self, url: QUrl) -> None:
        target = url.toString()
        if target.startswith("record:"):
            self.followed.emit(int(target[len("record:") :]))
        elif target.startswith("source:"):
            self.show_tab("sources")
            self._body.scrollToAnchor(target.replace(":", ""))
        elif url.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(url)


def _offices(connection: Any, dossier: Dossier) -> dict[int, str]:
    """The office that each person in a record held on its day, by the row that names the person."""
    events = [(row.id, row["type"], row["date"]) for row in dossier.parts.get("event", ())]
    here = dossier.values.get("date")
    people = [(row, here) for row in dossier.parts.get("participant", ())]
    people += [(row, signed_on(events, row["event"])) for row in dossier.parts.get("signatory", ())]
    offices = {}
    for day in {str(day) for _, day in people if day is not None}:
        then = {row.id: int(row["other_id"] or 0) for row, when in people if when == day}
        held = posts_on(connection, then.values(), PartialDate.parse(day))
        offices.update({row: held[person] for row, person in then.items() if person in held})
    return offices


def _tabs() -> tuple[tuple[str, str], ...]:
    return (
        ("facts", tr("Facts")),
        ("timeline", tr("Timeline")),
        ("links", tr("Links")),
        ("sources", tr("Sources")),
        ("history", tr("History")),
    )
