"""Fields to type in that take no files: those are for the record that the field belongs to."""

from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit


class TypedLine(QLineEdit):
    """A field of one line; text can be let fall on it, and files go to what is around it."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _has_files(event):
            event.ignore()
        else:
            super().dragEnterEvent(event)


class TypedText(QPlainTextEdit):
    """The same for several lines."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _has_files(event):
            event.ignore()
        else:
            super().dragEnterEvent(event)


def _has_files(event: QDragEnterEvent) -> bool:
    """Whether files are dragged, of which many programs give the paths as text, too."""
    return any(url.isLocalFile() for url in event.mimeData().urls())
