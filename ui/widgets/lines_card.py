"""A card of lines, each of them a link with something beside it.

A long one is cut short where most of it can be read, and broken where the card is too narrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from defcat.translation import tr
from ui import theme
from ui.widgets.heading import Heading

_RIGHT = Qt.TextElideMode.ElideRight
_GAP = 24
"""How far, in px, what is beside a line stands off at least."""
_NARROW = 280
"""The room for a title, in px, below which it goes on in a second line."""


@dataclass(frozen=True)
class Line:
    """A line of a card: what it says, where it leads (`record:12`, `draft:3`), what is aside."""

    title: str
    href: str
    beside: str


class LinesCard(QFrame):
    """A heading and lines below it. `followed` carries the `href` of the line that was chosen."""

    followed = Signal(str)

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._lines: Sequence[Line] | None = None
        self._shown: tuple[Sequence[Line], theme.Theme] | None = None
        self._body = QTextBrowser()
        self._body.setProperty("bare", True)
        self._body.setOpenLinks(False)
        self._body.setAccessibleName(heading)
        self._body.anchorClicked.connect(self._follow)
        self._body.document().setDocumentMargin(0)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 8, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(Heading(heading))
        inside.addWidget(self._body, 1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines, or that there is nothing."""
        shown = list(lines), theme.current()
        if shown != self._shown:
            self._lines, self._shown = shown[0], shown
            self._write()

    def _follow(self, url: QUrl) -> None:
        self.followed.emit(url.toString())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        ink = theme.current()
        if self._lines is None:
            return  # it is still being read
        if self._lines:
            rows = self._rows(self._lines)
            self._body.setHtml(
                f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>'
            )
        else:
            nothing = escape(tr("Nothing here yet."))
            self._body.setHtml(f'<p style="color:{ink.faint}">{nothing}</p>')

    def _rows(self, lines: Sequence[Line]) -> str:
        """The rows of a table, in which titles give way to what is beside them."""
        ink, metrics = theme.current(), self._body.fontMetrics()
        width = self._body.viewport().width() - _GAP
        beside = [metrics.elidedText(line.beside, _RIGHT, width // 3) for line in lines]
        room = width - max(map(metrics.horizontalAdvance, beside))
        narrow = room < _NARROW
        titles = [
            line.title if narrow else metrics.elidedText(line.title, _RIGHT, room) for line in lines
        ]
        breaks = "normal" if narrow else "nowrap"
        return "".join(
            f'<tr><td style="padding:4px 12px 4px 0;white-space:{breaks}"><a href="{line.href}" '
            f'style="color:{ink.text};text-decoration:none">{escape(title)}</a></td>'
            f'<td align="right" style="padding:4px 0;color:{ink.faint};white-space:nowrap">'
            f"{escape(aside)}</td></tr>"
            for line, title, aside in zip(lines, titles, beside, strict=True)
        )
