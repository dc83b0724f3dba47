"""The clipboard: what is put there from the catalogue, and taking it away again.

It carries a mark by which it is known later, also where the system keeps the clipboard for all its
programs, and the signs by which clipboard histories leave secrets out.
"""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

_OURS = "application/x-defcat"
_LEFT_OUT = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0",
}
"""What asks the clipboard history of a Linux desktop, and that of Windows, not to keep it."""


def put(plain: str, html: str = "") -> None:
    """Put a text there, and how it looks as a table or with links."""
    data = QMimeData()
    data.setText(plain)
    if html:
        data.setHtml(html)
    for name, value in {_OURS: b"1", **_LEFT_OUT}.items():
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


def clear() -> None:
    """Take away what this program put there, or a person copied out of one of its fields, and what
    is selected; what came from another program stays.
    """
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    if clipboard.ownsClipboard() or (data is not None and data.hasFormat(_OURS)):
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
