"""Closing everything that lies over the window: dialogs, previews, menus, lists and tooltips."""

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)


def unkept() -> str:
    """The title of a dialog in which something is typed that is lost when it is closed; empty where
    there is none.

    A dialog that keeps what is typed says so by `keeps_typed`. A passphrase is no loss, nor what is
    typed into a list that any click beside it closes.
    """
    for dialog in _shown():
        asks = isinstance(dialog, QFileDialog | QMessageBox) or not dialog.isModal()
        if not asks and not getattr(dialog, "keeps_typed", False) and _half_typed(dialog):
            return dialog.windowTitle()
    return ""


def _half_typed(dialog: QDialog) -> bool:
    shown = QLineEdit.EchoMode.Normal
    lines = (line for line in dialog.findChildren(QLineEdit) if line.echoMode() == shown)
    if any(line.isModified() and line.text().strip() for line in lines):
        return True
    texts: list[QPlainTextEdit | QTextEdit] = [
        *dialog.findChildren(QPlainTextEdit),
        *dialog.findChildren(QTextEdit),
    ]
    return any(text.document().isModified() and text.toPlainText().strip() for text in texts)


def close_file_dialogs() -> bool:
    """Close those that ask for a file, which come first; whether there were any.

    Whoever opened one waits for it, and what it belongs to must not go before that has ended.
    """
    asking = [dialog for dialog in _shown() if isinstance(dialog, QFileDialog)]
    for dialog in asking:
        dialog.reject()
    return bool(asking)


def clear_screen(window: QWidget) -> None:
    """Close all else over `window`, and let go of what it held.

    Dialogs are left as Escape leaves them, so that those that keep drafts keep them.
    """
    for widget in (*_shown(), *QApplication.topLevelWidgets()):
        if widget is window or not widget.isVisible():
            continue
        if isinstance(widget, QDialog):
            widget.reject()
            if widget.isVisible():  # it would rather stay, as while it writes
                widget.done(QDialog.DialogCode.Rejected)
        widget.hide()
    for dialog in window.findChildren(QDialog):
        dialog.deleteLater()
    QToolTip.hideText()


def _shown() -> list[QDialog]:
    """The dialogs that are shown, the uppermost first: a dialog belongs to the one below it."""
    dialogs = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]
    return sorted(dialogs, key=_depth, reverse=True)


def _depth(widget: QWidget) -> int:
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent)
