"""An attachment, looked at: the pages of a PDF, a picture, or the text that was read of a paper."""

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from defcat.attachments import Attachment
from defcat.markings import Level
from defcat.papers import types
from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.chip import Chip
from ui.widgets.empty import EmptyState
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.page_view import PageView
from ui.widgets.sheet.papers import problem, told

_SIZE = QSize(900, 680)
_MOST_SHOWN = 2_000_000
"""Letters of a text; a copy that is saved has all of them."""


def shows_content(media_type: str) -> bool:
    """Whether a paper is shown as it is; of another one the text that was read is shown."""
    return media_type == types.PDF or media_type.startswith("image/")


class PaperViewer(QDialog):
    """Shows an attachment, whose `content` is its bytes or its text, under its record's marking.

    `cite_asked` carries the page that is shown, 0 where there are none.
    """

    cite_asked = Signal(int)
    open_asked = Signal()
    save_asked = Signal()

    def __init__(
        self,
        attachment: Attachment,
        content: bytes | str,
        marking: Level,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(attachment.name)
        self.pages: PageView | None = None
        self.view = self._made(attachment, content, marking)
        self.cite = text_button(tr("Cite…"), "source")
        self.cite.setToolTip(tr("Cite this file, with the page that is shown"))
        self.cite.clicked.connect(lambda: self.cite_asked.emit(self.page()))
        self._outside = text_button(tr("Open in its program"), "external")
        self._outside.setToolTip(tr("A private copy is opened, which goes with the catalogue"))
        self._outside.setEnabled(bool(types.ending(attachment.media_type)))
        self._outside.clicked.connect(self.open_asked)
        self._save = text_button(tr("Save a copy…"), "save")
        self._save.clicked.connect(self.save_asked)
        self._close = text_button(tr("Close"), variant="primary")
        self._close.setToolTip(tr("Close (Esc)"))
        self._close.clicked.connect(self.reject)
        self._lay_out(attachment, marking)
        self.resize(_SIZE)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self) -> int:
        """The page that is shown, counted from 1; 0 where there are none."""
        return self.pages.page() if self.pages else 0

    def text(self) -> str:
        """The text that is shown in the place of pages; "" for none."""
        return self.view.toPlainText() if isinstance(self.view, QPlainTextEdit) else ""

    def _made(self, attachment: Attachment, content: bytes | str, marking: Level) -> QWidget:
        if isinstance(content, str):
            return _text_view(content) if content else _nothing(attachment)
        if attachment.media_type == types.PDF:
            pages = PageView(tr("Pages of {file}", file=attachment.name))
            pages.show_pdf(content, marking)
            if pages.count():
                self.pages = pages
                return pages
            pages.deleteLater()
            return _nothing(attachment)
        image = QImage.fromData(QByteArray(content))
        return _nothing(attachment) if image.isNull() else _Picture(image, attachment.name)

    def _lay_out(self, attachment: Attachment, marking: Level) -> None:
        name = Elided()
        name.setProperty("role", "title")
        name.set_words(attachment.name)
        facts = QHBoxLayout()
        facts.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 8, 16, 12)
        buttons.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        head.addWidget(name)
        head.addLayout(facts)
        facts.addWidget(label(told(attachment), "muted"))
        if not self.pages and marking.banner:  # pages have their banner
            chip = Chip(marking.label)
            chip.set_colours(marking.colour, marking.text_colour)
            facts.addWidget(chip)
        facts.addStretch(1)
        column.addWidget(hairline())
        column.addWidget(self.view, 1)
        column.addWidget(hairline())
        column.addLayout(buttons)
        for button in (self.cite, self._outside, self._save):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._close)


def _text_view(text: str) -> QPlainTextEdit:
    view = QPlainTextEdit(text[:_MOST_SHOWN])
    view.setReadOnly(True)
    view.setAccessibleName(tr("Text of the file"))
    view.setProperty("bare", True)
    view.document().setDocumentMargin(16)
    return view


def _nothing(attachment: Attachment) -> EmptyState:
    says = problem(attachment) or tr("It cannot be shown here.")
    if types.ending(attachment.media_type):
        then = tr("Open it in its own program, or save a copy.")
    else:
        then = tr("Save a copy to look at it elsewhere.")
    return EmptyState("attachment", says, then)


class _Picture(QWidget):
    """A picture as large as there is room for, and no larger than it is."""

    def __init__(self, image: QImage, name: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(tr("Picture {file}", file=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 200)

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.rect().adjusted(16, 16, -16, -16)
        size = self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
