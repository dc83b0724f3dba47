"""The message of the window: it lies over the foot of a list for a while, and Escape closes it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.notice import STAY_MS, Notice

READ_MS = 12_000
"""How long what went wrong stays: it has to be read."""
_EDGE, _WIDTH = 12, 480
_RESIZED = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest)


class Toast(Notice):
    """A notice over `page`, at the left of its foot or of that of a list in it.

    It lies over the page, so that nothing moves under the pointer when it comes and goes. All that
    it says leaves by itself.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._under: QWidget = page
        page.installEventFilter(self)
        self.installEventFilter(self)

    def lie_over(self, under: QWidget) -> None:
        """Lie over the foot of `under`, which is in the page: there it covers least."""
        if self._under is not self._page:
            self._under.removeEventFilter(self)
            self._under.destroyed.disconnect(self._rest)
        self._under = under
        if under is not self._page:
            under.installEventFilter(self)
            under.destroyed.connect(self._rest)
        self._place()

    def tell(
        self,
        text: str,
        tone: str = "good",
        action: tuple[str, Callable[[], object]] | None = None,
        stay_ms: int | None = None,
    ) -> None:
        """Show `text`, by default for `STAY_MS`, and for `READ_MS` where something went wrong."""
        usual = READ_MS if tone in ("warn", "bad") else STAY_MS
        super().tell(text, tone, action, usual if stay_ms is None else stay_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return self._escapes(watched, event)
        moved = kind == QEvent.Type.Move and watched is self._under
        resized = kind in _RESIZED and watched in (self, self._page, self._under)
        if moved or resized:
            self._place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Escape means the message first, whatever has the focus; watched only while there is one.
        if app := QApplication.instance():
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if app := QApplication.instance():
            app.removeEventFilter(self)

    def _escapes(self, watched: QObject, event: QEvent) -> bool:
        """Take Escape from what is in this window, and close with it."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        here = isinstance(watched, QWidget) and watched.window() is self.window()
        if not here or self.isHidden() or QApplication.activePopupWidget() is not None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.dismiss()
        return True

    def _rest(self) -> None:
        self._under = self._page

    def _place(self) -> None:
        page, under = self._page, self._under
        corner = under.mapTo(page, QPoint(0, 0)) if under is not page else QPoint(0, 0)
        room = min(under.width(), page.width() - corner.x()) - 2 * _EDGE
        width = min(room, max(_WIDTH, self.sizeHint().width()))
        height = max(self.heightForWidth(width), self.sizeHint().height())
        foot = min(corner.y() + under.height(), page.height())
        self.setGeometry(corner.x() + _EDGE, foot - height - _EDGE, width, height)
        self.raise_()
