"""What nobody expected: saved without a word of any record, told calmly, never a traceback.

Expected failures are `DefcatError`s and are shown in their own words. Everything else is a defect:
a report of it is kept in a file, and a dialog offers to copy that report.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSize,
    Qt,
    QtMsgType,
    Signal,
    qFormatLogMessage,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QMessageBox,
    QWidget,
)

from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.icons import icon
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.picture import Picture


def show_error(parent: QWidget | None, error: DefcatError) -> QMessageBox:
    """Open a message box with what happened and what to do next; does not wait for it."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "defcat", error.what, parent=parent)
    box.setIconPixmap(icon("warning", "warn").pixmap(QSize(28, 28), box.devicePixelRatio()))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.fix)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def install(
    app: QApplication, window: Callable[[], QWidget | None], folder: Path
) -> "CrashReports":
    """Take over whatever nothing else catches, in any thread, until `remove` is called.

    `window` gives the window that the dialog belongs to, if there is one; reports go to `folder`,
    which is made when the first is written.
    """
    return CrashReports(app, window, folder)


class CrashDialog(QDialog):
    """Says that something went wrong, and offers the report."""

    def __init__(self, text: str, path: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("defcat")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = text
        self._copy = text_button(tr("Copy report"), "copy")
        self._copy.clicked.connect(self._copied)
        close = text_button(tr("Close"), variant="primary")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        heading = label(tr("Something went wrong inside defcat"), "heading")
        says = label(_advice(path), "muted")
        says.setWordWrap(True)
        says.setMinimumWidth(400)
        says.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(heading.text())
        self.setAccessibleDescription(says.text())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(close)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(Picture("warning", "warn", 28), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(heading, 0, 1)
        grid.addWidget(says, 1, 1)
        grid.setRowMinimumHeight(2, 8)
        grid.addLayout(buttons, 3, 0, 1, 2)
        close.setFocus()

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(tr("Copied"))


def _advice(path: Path | None) -> str:
    kept = (
        tr("The report is in {file}.", file=path)
        if path
        else tr("The report could not be saved: copy it now.")
    )
    return "\n\n".join(
        (
            tr("Everything that was saved is safe. Do the last step again."),
            tr("If it fails again, pass the report on: it holds no text of any record."),
            kept,
        )
    )


class CrashReports(QObject):
    """Keeps a file for each defect of a run and shows one dialog at a time."""

    _met = Signal(object)

    def __init__(
        self, app: QApplication, window: Callable[[], QWidget | None], folder: Path
    ) -> None:
        super().__init__(app)
        self._window = window
        self._folder = folder
        self._dialog: CrashDialog | None = None
        self._met.connect(self._tell)  # from another thread: queued to this one
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        self._qt_before = qInstallMessageHandler(self._qt_says)

    def remove(self) -> None:
        """Give back what `install` took over."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)

    def dialog(self) -> CrashDialog | None:
        """The dialog that is open now."""
        return self._dialog

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
        elif not isinstance(error, Interrupted):
            self._met.emit(error.with_traceback(trace))

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, DefcatError):
            show_error(self._window(), error)
            return
        from defcat import crash, log  # only now: what they import would delay the first paint

        log.event("defect", kind=error)
        text = crash.report(error, f"Qt {qVersion()}")
        path = crash.keep(text, self._folder)
        if self._dialog is None:
            self._show(text, path)

    def _show(self, text: str, path: Path | None) -> None:
        self._dialog = CrashDialog(text, path, self._window())
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _qt_says(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Qt's own messages: a fatal one ends the program, so it is kept; the rest goes to stderr.

        The message is left out of the report, for it can quote what a person wrote.
        """
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write(qFormatLogMessage(kind, context, message) + "\n")
        if kind is QtMsgType.QtFatalMsg:
            from defcat import crash

            place = f"{context.category} {context.file}:{context.line}"
            crash.keep(f"Qt {qVersion()}: fatal, {place}\n", self._folder)
