"""A plain question with two ways: one does something, the other leaves all as it is."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from defcat.translation import tr
from ui.icons import icon


def ask(
    over: QWidget | None,
    what: str,
    more: str,
    does: str,
    then: Callable[[], object],
    otherwise: Callable[[], object] | None = None,
) -> QMessageBox:
    """Ask `what`, with `more` below; `does` names the button that calls `then`.

    Cancel, which Enter and Escape press, calls `otherwise`. Does not wait for the answer.
    """
    box = QMessageBox(QMessageBox.Icon.NoIcon, "defcat", what, parent=over)
    box.setIconPixmap(icon("warning", "warn").pixmap(QSize(28, 28), box.devicePixelRatio()))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    yes = box.addButton(does, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered(_code: int) -> None:
        if box.clickedButton() is yes:
            then()
        elif otherwise is not None:
            otherwise()

    box.finished.connect(answered)
    box.open()
    return box
