"""The detail pane: one record, read first; every linked record is one click or one Enter away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QTextDocumentFragment,
)
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
from defcat import history
from defcat.dates import PartialDate
from defcat.dossier import Dossier
from defcat.errors import NotFound
from defcat.history import EntryView
from defcat.kinds import KINDS
from defcat.rules.horizon import Past, as_it_stood
from defcat.rules.tenure import offices_in, said_of, tenures_of
from defcat.translation import capital, tr, trn
from ui import dropped, theme
from ui.desk import Desk
from ui.models.columns import shown_date, status_label, status_tone
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.chip import Chip
from ui.widgets.cut_label import CutLabel
from ui.widgets.empty import EmptyState
from ui.widgets.finding_list import FindingList
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import label
from ui.widgets.sheet.agreement import reason
from ui.widgets.sheet.apart import apart
from ui.widgets.sheet.around import Around, around_of
from ui.widgets.sheet.facts import facts
from ui.widgets.sheet.history import history as history_page
from ui.widgets.sheet.links import links
from ui.widgets.sheet.sources import sources
from ui.widgets.sheet.standing import Standing, standing_of
from ui.widgets.sheet.timeline import timeline
from ui.widgets.sheet.writing import Ink, Writing

if TYPE_CHECKING:
    from defcat.attachments import Attachment

ENTRIES = 50
_TITLE_LINES = 3


@dataclass(frozen=True)
class _Read:
    """What the pane reads of a record: all of it, and its `past` as of `day`, None for today.

    `offices` are those held that day, by row; `standing` what follows for an agreement on the day,
    `posts` what an official was on it, `around` the meetings and promises around the record,
    `draft` whether changes of it wait to be saved.
    """

    whole: Dossier
    day: date | None
    past: Past
    entries: list[EntryView]
    offices: dict[int, str]
    today: date
    standing: Standing | None
    posts: str
    around: Around
    draft: bool
    papers: "tuple[Attachment, ...]"

    @property
    def dossier(self) -> Dossier:
        return self.past.dossier


class DetailPane(QFrame):
    """Shows the record it is told to. `followed` carries a record whose link was chosen.

    `edit_asked`, `brief_asked`, `link_asked` and `bin_asked` carry the record shown.
    `row_asked` carries a part of it and the row to correct, 0 for a new one; `deed_asked` what is
    to be done with a record, "hold" or "close". `cite_asked` carries a field (and 0), or a part and
    its row, to cite a source for; `prefer_asked` a citation to prefer. `mend_asked` and
    `dismiss_asked` carry a Found, `history_asked` the record and an entry of its history.
    `attach_asked` carries the record to attach files to, `files_dropped` as well the files that
    were let fall on it (`ui.dropped`); `paper_asked` carries what is to be done with an attachment
    ("view", "open", "save", "cite", "remove") and its row. `list_asked` carries a query.
    """

    followed = Signal(int)
    shown = Signal(int)
    edit_asked = Signal(int)
    brief_asked = Signal(int)
    link_asked = Signal(int)
    bin_asked = Signal(int)
    row_asked = Signal(str, int)
    deed_asked = Signal(str, int)
    cite_asked = Signal(str, int)
    prefer_asked = Signal(int)
    mend_asked = Signal(object)
    dismiss_asked = Signal(object)
    history_asked = Signal(int, int)
    attach_asked = Signal(int)
    files_dropped = Signal(int, object)
    paper_asked = Signal(str, int)
    list_asked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAcceptDrops(True)
        self._desk = desk
        self._read: _Read | None = None
        self._opened: frozenset[str] = frozenset()
        self._written: tuple[int, int] | None = None
        self._ref = label("", "mono")
        self._title = CutLabel(_TITLE_LINES)
        self._title.setProperty("role", "title")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reason = label("", "muted")
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.RichText)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._reason.linkActivated.connect(lambda target: self._follow(QUrl(target)))
        self._later = label("", "small")
        self._later.setWordWrap(True)
        self._later.setProperty("tone", "warn")
        self._draft = text_button(tr("Unsaved draft"), "edit", variant="link")
        self._draft.setObjectName("draft")
        self._draft.setToolTip(tr("Go on with what was not saved (E)"))
        self._draft.clicked.connect(lambda: self._emit(self.edit_asked.emit))
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, 4)
        self.findings = FindingList(desk, tr("Fix"))
        self.findings.mend_asked.connect(self.mend_asked)
        self.findings.dismiss_asked.connect(self.dismiss_asked)
        self._tabs = QTabBar()
        self._body = QTextBrowser()
        self._lay_out()

    def show_record(self, record_id: int, day: date | None = None) -> None:
        """Read and show a record as it stood on `day`, None for today."""
        from defcat import attachments
        from defcat.drafts import store as draft_store  # forms need it, and the first list does not

        today = self._desk.catalogue.today()
        if record_id != self.record_id():
            self._opened = frozenset()

        def read(connection: Any) -> _Read | None:
            try:
                whole = dossiers.load(connection, record_id)
            except NotFound:  # it was new, and that was taken back
                return None
            past = Past(whole, 0, came_later=False)
            if day is not None:
                past = as_it_stood(connection, whole, day, plans=day >= today)
            entries = history.entries(connection, record_id, ENTRIES)
            offices = offices_in(connection, past.dossier)
            standing = standing_of(connection, past.dossier, day or today)
            posts = _posts(connection, past.dossier, day)
            plans = day is None or day >= today
            around = around_of(connection, past.dossier, day or today, plans=plans)
            draft = bool(draft_store.kept(connection, record_id))
            held = attachments.of_record(connection, record_id)
            return _Read(
                *(whole, day, past, entries, offices, today, standing, posts, around, draft, held)
            )

        self._desk.reader.ask("detail", read, self._arrived, yields=True)

    def stop(self) -> None:
        """Read nothing now: another list is being read, and with it perhaps another record."""
        self._desk.reader.cancel("detail")

    def clear(self, *, blank: bool = False) -> None:
        """Show that nothing is chosen; `blank`: nothing at all, where there is nothing to choose
        from and the list says why.
        """
        self._desk.reader.cancel("detail")
        self._read = None
        self._stack.setCurrentIndex(2 if blank else 0)

    def record_id(self) -> int | None:
        """The record shown."""
        return self._read.whole.id if self._read else None

    def day(self) -> date | None:
        """The day on which it is shown; None for today."""
        return self._read.day if self._read else None

    def dossier(self) -> Dossier | None:
        """All that is known of the record shown, of whatever day."""
        return self._read.whole if self._read else None

    def refresh(self) -> None:
        """Read the record shown again, after a change or in another theme."""
        if self._read:
            self.show_record(self._read.whole.id, self._read.day)

    def body_text(self) -> str:
        """What the tab says, as plain text."""
        return self._body.toPlainText()

    def reason(self) -> str:
        """Why the status is what it is, and who says so; empty where there is none."""
        return QTextDocumentFragment.fromHtml(self._reason.text()).toPlainText()

    def left_out(self) -> str:
        """What is said to be left out because it came after the day; empty for nothing."""
        return self._later.text()

    def show_tab(self, name: str) -> None:
        """Turn to the tab facts, timeline, links, sources or history."""
        self._tabs.setCurrentIndex([key for key, _ in _tabs()].index(name))

    def tab(self) -> str:
        """The name of the tab that is shown."""
        return _tabs()[self._tabs.currentIndex()][0]

    def focus_body(self) -> None:
        """Take the keyboard to the text of the record."""
        self._body.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._read and self._desk.catalogue.writable and dropped.of(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._read:
            self.files_dropped.emit(self._read.whole.id, dropped.of(event.mimeData()))
            event.acceptProposedAction()

    # --- how it looks -----------------------------------------------------------------------

    def _lay_out(self) -> None:
        for _, name in _tabs():
            self._tabs.addTab(name)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(tr("Parts of the record"))
        self._tabs.currentChanged.connect(self._write)
        self._body.setProperty("bare", True)
        self._body.setOpenLinks(False)
        self._body.setAcceptDrops(False)  # the pane does
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
        column.addWidget(self._later)
        column.addWidget(self._draft, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.findings)
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
        self._stack.addWidget(QWidget())

    def _actions(self) -> tuple[tuple[str, str, Callable[[int], object]], ...]:
        return (
            ("edit", tr("Edit (E)"), self.edit_asked.emit),
            ("link", tr("Link to another record (L)"), self.link_asked.emit),
            ("attachment", tr("Attach files (Ctrl+Shift+A)"), self.attach_asked.emit),
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
        self._title.set_words(dossier.stub.title)
        self._fill_chips(dossier)
        writing = self._writing(answer)
        why = reason(writing) if writing.standing else escape(capital(answer.posts))
        self._reason.setText(why)
        self._reason.setVisible(bool(why))
        self._later.setText(_left_out(answer.past))
        self._later.setVisible(bool(self._later.text()))
        self._draft.setVisible(answer.draft and self._desk.catalogue.writable)
        sources = len({c["other_id"] for c in dossier.parts["citation"]})
        self._count("sources", sources)
        self._count("papers", len(answer.papers))
        self._write()
        self._stack.setCurrentIndex(1)
        self.findings.show_record(dossier.id if answer.day is None else None)
        self.shown.emit(dossier.id)

    def _count(self, tab: str, n: int) -> None:
        """Say at the head of a tab how many there are."""
        place = [key for key, _ in _tabs()].index(tab)
        name = dict(_tabs())[tab]
        self._tabs.setTabText(place, f"{name} {n}" if n else name)

    def _fill_chips(self, dossier: Dossier) -> None:
        self._chip_row.clear()
        chips = []
        if standing := self._read.standing if self._read else None:
            found = standing.status
            chips.append(Chip(status_label(found), status_tone(found.code)))
            chips += [Chip(words, "warn") for words in apart(dossier, standing)]
        if state := dossier.values.get("state"):
            chips.append(Chip(dossier.text("state"), status_tone(str(state))))
        if dossier.values.get("type"):
            chips.append(Chip(dossier.text("type")))
        if dossier.stub.date and not self._lies_ahead(dossier.stub.date):
            chips.append(Chip(shown_date(dossier.stub.date)))
        level = self._desk.catalogue.scheme.level(dossier.stub.marking)
        if dossier.stub.marking:
            marking = Chip(level.label)
            marking.set_colours(level.colour, level.text_colour)
            chips.append(marking)
        if dossier.stub.binned:
            chips.append(Chip(tr("In the bin"), "bad"))
        if into := dossier.stubs.get(dossier.stub.merged_into or 0):
            chips.append(Chip(tr("Merged into {ref}", ref=into.ref)))
        for chip in chips:
            self._chip_row.addWidget(chip)

    def _lies_ahead(self, edtf: str) -> bool:
        """Whether a date certainly came after the day that is shown."""
        day = self.day()
        return day is not None and PartialDate.parse(edtf).first > day

    def _write(self) -> None:
        if self._read is None:
            return
        pages: dict[str, Callable[[Writing], str]] = {
            "facts": facts,
            "timeline": timeline,
            "links": links,
            "sources": sources,
            "papers": partial(_papers, self._read.papers),
            "history": partial(history_page, self._read.entries),
        }
        write = pages[_tabs()[self._tabs.currentIndex()][0]]
        shown = self._read.whole.id, self._tabs.currentIndex()
        bar = self._body.verticalScrollBar()
        place = bar.value() if shown == self._written else 0
        self._written = shown
        self._body.setHtml(write(self._writing(self._read)))
        bar.setValue(place)  # a correction leaves the reader where it was made

    def _writing(self, read: _Read) -> Writing:
        return Writing(
            read.dossier,
            Ink.of(theme.current()),
            read.offices,
            read.day or read.today,
            read.standing,
            self._desk.catalogue.writable and not read.dossier.stub.binned,
            self._opened,
            read.around,
        )

    def _follow(self, url: QUrl) -> None:
        target = url.toString()
        if target.startswith("record:"):
            self.followed.emit(int(target[len("record:") :]))
        elif target.startswith("source:"):
            self._turn_to("sources", target.replace(":", ""))
        elif target.startswith("event:"):
            self._turn_to("timeline", target.replace(":", ""))
        elif target.startswith("row:"):
            _, part, row = target.split(":")
            self.row_asked.emit(part, int(row))
        elif target.startswith("cite:"):
            _, about, row = target.split(":")
            self.cite_asked.emit(about, int(row))
        elif target.startswith("prefer:"):
            self.prefer_asked.emit(int(target[len("prefer:") :]))
        elif target.startswith("add:"):
            self.row_asked.emit(target[len("add:") :], 0)
        elif target.startswith("do:"):
            _, deed, record = target.split(":")
            self.deed_asked.emit(deed, int(record))
        elif target.startswith("entry:") and self._read:
            self.history_asked.emit(self._read.whole.id, int(target[len("entry:") :]))
        elif target.startswith("paper:"):
            _, deed, row = target.split(":")
            self.paper_asked.emit(deed, int(row))
        elif target.startswith("list:"):
            as_of = f"as-of:{day} " if (day := self.day()) else ""
            self.list_asked.emit(as_of + target[len("list:") :])
        elif target.startswith("more:"):
            self._opened ^= {target[len("more:") :]}
            self._write()
        elif url.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(url)

    def _turn_to(self, tab: str, anchor: str) -> None:
        """Turn to a row of a tab, with all that is the record's own: it may not be among the rows
        that are shown at first.
        """
        self._opened |= {tab}
        if self.tab() == tab:
            self._write()
        self.show_tab(tab)
        self._body.scrollToAnchor(anchor)


def _papers(found: "tuple[Attachment, ...]", w: Writing) -> str:
    from ui.widgets.sheet.papers import attached  # which the first list does not need

    return attached(found, w)


def _posts(connection: Any, dossier: Dossier, day: date | None) -> str:
    """Which posts an official held on a day; nothing to say of today, for which the facts do."""
    if day is None or dossier.kind != "official":
        return ""
    said = said_of(tenures_of(connection, [dossier.id]).get(dossier.id, ()), day)
    return said or tr("no post is on record of that day or before")


def _left_out(past: Past) -> str:
    """What is not shown, because it came after the day."""
    said = [tr("This record is of a later day.")] if past.came_later else []
    if n := past.left_out:
        said.append(trn("{n} later fact is left out.", "{n} later facts are left out.", n))
    return " ".join(said)


def _tabs() -> tuple[tuple[str, str], ...]:
    return (
        ("facts", tr("Facts")),
        ("timeline", tr("Timeline")),
        ("links", tr("Links")),
        ("sources", tr("Sources")),
        ("papers", tr("Files")),
        ("history", tr("History")),
    )
