"""The first page: the latest engagements, agreements and officials, and what changed last."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from defcat import draft_store, history
from defcat.kinds import KINDS
from defcat.search import run
from defcat.search.query import parse
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.models.columns import shown_date
from ui.widgets.buttons import text_button
from ui.widgets.heading import Heading, label

SHOWN = 6


@dataclass(frozen=True)
class Line:
    """A line of a card: what it says, where it leads (`record:12`, `draft:3`), what is aside."""

    title: str
    href: str
    beside: str


class HomePage(QFrame):
    """Cards of records, each one click away.

    `chosen` carries a record, `new_asked` a kind, `draft_chosen` the number of a kept draft.
    """

    chosen = Signal(int)
    new_asked = Signal(str)
    draft_chosen = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._desk = desk
        self._cards: dict[str, QTextBrowser] = {}
        self._lay_out()
        desk.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the cards again."""
        for name, read in _READERS.items():
            self._desk.reader.ask(f"home-{name}", read, partial(self._fill, name))

    def _lay_out(self) -> None:
        title = label(self._desk.catalogue.path.stem, "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(title, 1)
        for kind, words in (
            ("agreement", tr("New agreement")),
            ("engagement", tr("New engagement")),
            ("official", tr("New official")),
        ):
            button = text_button(words, "add")
            button.clicked.connect(lambda _on=False, kind=kind: self.new_asked.emit(kind))
            button.setEnabled(self._desk.catalogue.writable)
            actions.addWidget(button)
        column.addLayout(actions)
        grid = QGridLayout()
        grid.setSpacing(16)
        for place, (name, heading) in enumerate(_headings()):
            grid.addWidget(self._card(name, heading), place // 2, place % 2)
        column.addLayout(grid, 1)

    def _card(self, name: str, heading: str) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        head, body = Heading(heading), QTextBrowser()
        body.setProperty("bare", True)
        body.setOpenLinks(False)
        body.setAccessibleName(heading)
        body.anchorClicked.connect(self._follow)
        body.document().setDocumentMargin(0)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 8, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(head)
        inside.addWidget(body, 1)
        self._cards[name] = body
        return card

    def _fill(self, name: str, answer: list[Line]) -> None:
        ink = theme.current()
        body = self._cards[name]
        if not answer:
            body.setHtml(f'<p style="color:{ink.faint}">{escape(tr("Nothing here yet."))}</p>')
            return
        rows = "".join(
            f'<tr><td style="padding:4px 12px 4px 0"><a href="{line.href}" '
            f'style="color:{ink.text};text-decoration:none">{escape(line.title)}</a></td>'
            f'<td align="right" style="padding:4px 0;color:{ink.faint};white-space:nowrap">'
            f"{escape(line.beside)}</td></tr>"
            for line in answer
        )
        body.setHtml(f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>')

    def _follow(self, url: QUrl) -> None:
        what, _, number = url.toString().partition(":")
        (self.draft_chosen if what == "draft" else self.chosen).emit(int(number))


def _headings() -> tuple[tuple[str, str], ...]:
    return (
        ("engagements", tr("Latest engagements")),
        ("agreements", tr("Latest agreements")),
        ("officials", tr("Officials who took office last")),
        ("changes", tr("Changed last")),
    )


def _newest(kind: str) -> Callable[[Any], list[Line]]:
    query = parse(f"kind:{kind}")

    def read(connection: Any) -> list[Line]:
        return [
            Line(row.title, f"record:{row.id}", shown_date(row.date))
            for row in run.listed(connection, query, SHOWN)
        ]

    return read


def _changed_last(connection: Any) -> list[Line]:
    """What waits to be saved, then the records changed last."""
    lines = [_draft_line(kept) for kept in draft_store.kept(connection)]
    found: dict[int, Line] = {}
    for entry in history.entries(connection, limit=4 * SHOWN, rows=SHOWN):
        for step in entry.steps:
            record = step.record
            if record and not record.binned and record.id not in found:
                found[record.id] = Line(record.title, f"record:{record.id}", entry.label)
    return [*lines, *found.values()][:SHOWN]


def _draft_line(kept: draft_store.Kept) -> Line:
    draft = kept.draft
    kind = tr(KINDS[draft.kind].label).lower()
    title = str(draft.values.get("title") or tr("New {kind}", kind=kind))
    return Line(title, f"draft:{kept.id}", tr("Draft, not saved"))


_READERS: dict[str, Callable[[Any], list[Line]]] = {
    "engagements": _newest("engagement"),
    "agreements": _newest("agreement"),
    "officials": _newest("official"),
    "changes": _changed_last,
}
