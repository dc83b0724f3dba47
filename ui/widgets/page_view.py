"""Pages of a PDF: looked at, turned, enlarged and printed."""

from collections.abc import Callable, Generator

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from defcat.errors import FileProblem
from defcat.markings import Level
from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import icon_button, shown_keys
from ui.widgets.chip import chip_font
from ui.widgets.heading import hairline, label

_ZOOM_STEP, _LEAST_ZOOM, _MOST_ZOOM = 1.25, 0.25, 4.0
_PRINT_DPI = 300
_MARGIN = 16


def print_pages(pdf: bytes, printer: QPrinter) -> Generator[tuple[int, int], None, None]:
    """Print the pages that `printer` is asked for, one a step; gives (pages printed, pages in all).

    Raises FileProblem where the printer does not take them.
    """
    buffer, document = _opened(pdf)
    count = document.pageCount()
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or count, count)
    printer.setFullPage(True)  # the margins are in the pages
    painter = QPainter()
    if not painter.begin(printer):
        raise FileProblem(
            tr("The printer {name} does not answer.", name=printer.printerName()),
            tr("Check that it is on, or save the brief as PDF."),
        )
    try:
        for page in range(first - 1, last):
            if page >= first and not printer.newPage():
                raise FileProblem(tr("The printer stopped."), tr("Check it and print again."))
            points = document.pagePointSize(page)
            image = document.render(page, (points * (_PRINT_DPI / 72)).toSize())
            paper = QRectF(QPointF(), printer.paperRect(QPrinter.Unit.DevicePixel).size())
            place = QRectF(
                QPointF(), points.scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
            )
            place.moveCenter(paper.center())
            painter.drawImage(place, image)
            yield page + 2 - first, last + 1 - first
    finally:
        painter.end()
        document.close()
        buffer.close()


def _opened(pdf: bytes) -> tuple[QBuffer, QPdfDocument]:
    """A document of `pdf`, with the buffer that it reads from."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return buffer, document


class PageView(QWidget):
    """Pages below the banner of their marking, and above the keys that turn and enlarge them."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._buffer, self._document = QBuffer(), QPdfDocument(self)
        self._view = QPdfView(self)
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setDocumentMargins(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
        self._view.setPageSpacing(2 * _MARGIN)  # what fitting a page leaves free above and below
        self._view.setAccessibleName(name or tr("Pages of the brief"))
        ground = self._view.palette()  # it paints what is behind the pages with this role
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme.current().pressed))
        self._view.setPalette(ground)
        self._band = _Band()
        self._where = label("", "muted")
        self._turn = {
            -1: icon_button("chevron-left", tr("Page before")),
            1: icon_button("chevron-right", tr("Next page")),
        }
        for step, button in self._turn.items():
            button.clicked.connect(lambda _checked=False, step=step: self._go(step))
        self._view.pageNavigator().currentPageChanged.connect(self._tell)
        self._lay_out()
        self.clear()

    def count(self) -> int:
        """How many pages there are."""
        return self._document.pageCount()

    def page(self) -> int:
        """The page that is shown, counted from 1; 0 without any."""
        return self._view.pageNavigator().currentPage() + 1 if self.count() else 0

    def turn_to(self, page: int) -> None:
        """Show a page, counted from 1."""
        self._go(page - self.page())

    def lies(self) -> bool:
        """Whether the first page is wider than it is high."""
        size = self._document.pagePointSize(0) if self.count() else QSizeF()
        return size.width() > size.height()

    def turn_by(self, by: int) -> None:
        """Scroll by a screenful, down or (negative) up."""
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + by * bar.pageStep())

    def show_pdf(self, pdf: bytes, marking: Level) -> None:
        """Show a document, at the page shown before if it has that."""
        page = self._view.pageNavigator().currentPage()
        self.clear()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        # A page that fits only without a bar beside it would make the bar come and go for ever.
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._band.show_level(marking)
        self._view.pageNavigator().jump(min(page, self.count() - 1), QPointF())
        self._tell()

    def clear(self) -> None:
        """Show nothing."""
        self._document.close()
        self._buffer.close()
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._band.show_level(None)
        self._tell()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 12, 4)
        bar.setSpacing(4)
        bar.addWidget(self._turn[-1])
        bar.addWidget(self._where)
        bar.addWidget(self._turn[1])
        bar.addStretch(1)
        for text, tip, keys, act in (
            ("−", tr("Smaller"), "Ctrl+-", lambda: self._zoom(1 / _ZOOM_STEP)),
            ("+", tr("Larger"), "Ctrl++", lambda: self._zoom(_ZOOM_STEP)),
            (tr("Width"), tr("Fit the width"), "Ctrl+9", self._fit_width),
            (tr("Page"), tr("Fit the page"), "Ctrl+0", self._fit_page),
        ):
            bar.addWidget(_tool(text, tip, keys, act))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band)
        column.addWidget(self._view, 1)
        column.addWidget(hairline())
        column.addLayout(bar)

    def _fit_width(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _fit_page(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)

    def _zoom(self, by: float) -> None:
        factor = min(max(self._factor() * by, _LEAST_ZOOM), _MOST_ZOOM)
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(factor)

    def _factor(self) -> float:
        """How large the page is shown now; the view itself only knows the factor last set."""
        if self._view.zoomMode() is QPdfView.ZoomMode.Custom or not self.count():
            return self._view.zoomFactor()
        page = self._document.pagePointSize(self._view.pageNavigator().currentPage())
        margins = self._view.documentMargins()
        room = self._view.viewport().size().shrunkBy(margins)
        dpi = self._view.logicalDpiX() / 72
        across, down = room.width() / (page.width() * dpi), room.height() / (page.height() * dpi)
        return (
            across if self._view.zoomMode() is QPdfView.ZoomMode.FitToWidth else min(across, down)
        )

    def _go(self, step: int) -> None:
        page = self._view.pageNavigator().currentPage() + step
        if 0 <= page < self.count():
            self._view.pageNavigator().jump(page, QPointF())

    def _tell(self) -> None:
        page, count = self._view.pageNavigator().currentPage() + 1, self.count()
        self._where.setText(tr("Page {n} of {total}", n=page, total=count) if count else "")
        self._turn[-1].setEnabled(1 < page <= count)
        self._turn[1].setEnabled(page < count)


def _tool(text: str, tip: str, keys: str, act: Callable[[], None]) -> QToolButton:
    """A button of the bar, with its keys."""
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setMinimumSize(28, 28)
    button.clicked.connect(act)
    button.setShortcut(QKeySequence(keys))
    button.setToolTip(f"{tip} ({shown_keys(button.shortcut())})")
    return button


class _Band(QWidget):
    """The banner of a marking in its colours, as it stands on the pages."""

    def __init__(self) -> None:
        super().__init__()
        self._level: Level | None = None
        self.setFixedHeight(24)

    def show_level(self, level: Level | None) -> None:
        """Show the banner of `level`; without one, nothing."""
        self._level = level
        self.setAccessibleName(level.banner if level else "")
        self.setVisible(bool(level and level.banner))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._level is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._level.colour))
        painter.setPen(QColor(self._level.text_colour))
        painter.setFont(chip_font(self.font(), strong=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._level.banner)
