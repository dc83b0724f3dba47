"""The first page: the latest engagements, agreements and officials, and what changed last."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from defcat import history
from defcat.search import run
from defcat.search.query import parse
from defcat.search.run import ListRow
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.models.columns import shown_date
from ui.widgets.buttons import text_button
from ui.widgets.heading import Heading, label

SHOWN = 6


class HomePage(QFrame):
    """Cards of records, each one click away. `chosen` a record, `new_asked` a kind."""

    chosen = Signal(int)
    new_asked = Signal(str)

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

    def _fill(self, name: str, answer: list[tuple[str, int, str]]) -> None:
        ink = theme.current()
        body = self._cards[name]
        if not answer:
            body.setHtml(f'<p style="color:{ink.faint}">{escape(tr("Nothing here yet."))}</p>')
            return
        rows = "".join(
            f'<tr><td style="padding:4px 12px 4px 0"><a href="record:{record}" '
            f'style="color:{ink.text};text-decoration:none">{escape(title)}</a></td>'
            f'<td align="right" style="padding:4px 0;color:{ink.faint};white-space:nowrap">'
            f"{escape(beside)}</td></tr>"
            for title, record, beside in answer
        )
        body.setHtml(f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>')

    def _follow(self, url: QUrl) -> None:
        self.chosen.emit(int(url.toString().removeprefix("record:")))


def _headings() -> tuple[tuple[str, str], ...]:
    return (
        ("engagements", tr("Latest engagements")),
        ("agreements", tr("Latest agreements")),
        ("officials", tr("Officials who took office last")),
        ("changes", tr("Changed last")),
    )


def _newest(kind: str) -> Callable[[Any], list[tuple[str, int, str]]]:
    query = parse(f"kind:{kind}")

    def read(connection: Any) -> list[tuple[str, int, str]]:
        ids = run.find(connection, query, limit=SHOWN)
        rows = run.rows(connection, ids)
        return [(rows[i].title, i, _beside(rows[i])) for i in ids]

    return read


def _beside(row: ListRow) -> str:
    return shown_date(row.date)


def _changed_last(connection: Any) -> list[tuple[str, int, str]]:
    found: dict[int, tuple[str, int, str]] = {}
    for entry in history.entries(connection, limit=4 * SHOWN, rows=SHOWN):
        for step in entry.steps:
            if step.record and not step.record.binned and step.record.id not in found:
                found[step.record.id] = (step.record.title, step.record.id, entry.label)
    return list(found.values())[:SHOWN]


_READERS: dict[str, Callable[[Any], list[tuple[str, int, str]]]] = {
    "engagements": _newest("engagement"),
    "agreements": _newest("agreement"),
    "officials": _newest("official"),
    "changes": _changed_last,
}
