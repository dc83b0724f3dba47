"""The check of a catalogue: how far it is, what was found in words, and what can be done."""

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from defcat import check, log
from defcat.check import Part, Report
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr, trn
from ui import clipboard
from ui.desk import Desk
from ui.errand import Errand, Told
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label
from ui.widgets.notice import Notice, reading_only

_SIZE = QSize(640, 440)
_STEPS = 1_000
"""Of each part of the check, for one bar over all of them."""
_LOST = ("file.damage", "file.cipher", "schema.missing")
"""After these the records can be lost: a backup or a salvage is the way out."""


class CheckDialog(QDialog):
    """Checks the catalogue of `desk` as soon as it is opened; Escape stops it.

    `backups_asked` asks for the list of backups, `salvage_asked` to save what can be read. `mended`
    says that all of it is in order.
    """

    backups_asked = Signal()
    salvage_asked = Signal()
    mended = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Check this catalogue"))
        self._desk = desk
        self._errand: Errand | None = None
        self._report: Report | None = None
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.windowTitle())
        self.says = label("", "heading")
        self.says.setWordWrap(True)
        self.found = QPlainTextEdit()
        self.found.setReadOnly(True)
        self.found.setTabChangesFocus(True)
        self.found.setAccessibleName(tr("What was found"))
        self.notice = Notice()
        self.repair = text_button(tr("Repair"), variant="primary")
        self.backups = text_button(tr("Backups…"), "history")
        self.salvage = text_button(tr("Save what can be read…"))
        self.copy = text_button(tr("Copy"), "copy")
        self.close_button = text_button(tr("Stop"))
        self._lay_out()
        self._connect()
        self.resize(_SIZE)
        fit_to_screen(self)
        self._begin()

    def done(self, result: int) -> None:
        if self._errand is not None:
            self._errand.ended.disconnect(self._ended)
            self._errand.told.disconnect(self._tell)
            self._errand.stop()
            self._errand = None
        super().done(result)

    def text(self) -> str:
        """What was found, in words."""
        return self.found.toPlainText()

    def _begin(self) -> None:
        catalogue = self._desk.catalogue
        self.says.setText(tr("Looking at every part…"))
        self._work(lambda told, stop: _check(catalogue, told, stop), "check")

    def _work(self, work: Any, name: str) -> None:
        for button in (self.repair, self.backups, self.salvage, self.copy):
            button.hide()
        self._bar.show()
        self._bar.setRange(0, 0)
        self.close_button.setText(tr("Stop"))
        self._errand = errand = self._desk.aside(work, name)
        errand.told.connect(self._tell)
        errand.ended.connect(self._ended)
        errand.start()

    def _tell(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if total == _STEPS * len(check.PARTS) and done < total:
            part = tr(check.PARTS[done // _STEPS].label)
            self.says.setText(tr("Looking at: {part}", part=part.lower()))

    def _ended(self, answer: object) -> None:
        self._errand = None
        self._bar.hide()
        self.close_button.setText(tr("Close"))
        if isinstance(answer, Report):
            self._show(answer)
        elif isinstance(answer, Interrupted):
            self.reject()
        elif isinstance(answer, DefcatError):
            self.says.setText(tr("It cannot be checked."))
            self.found.setPlainText(str(answer))
            self.backups.show()
            self.salvage.show()
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _show(self, report: Report) -> None:
        before, self._report = self._report, report
        log.event("checked", records=report.records, problems=len(report.problems))
        if report.ok:
            self.mended.emit()
        lost = any(report.found(code) for code in _LOST)
        heading = tr("Everything is in order.")
        if before is not None and report.ok:
            heading = tr("Repaired: everything is in order.")
        elif not report.ok:
            heading = trn(
                "{n} problem was found.", "{n} problems were found.", len(report.problems)
            )
        self.says.setText(heading)
        self.found.setPlainText("\n".join(lines(report)))
        self.repair.setVisible(report.mends and not lost)
        self.repair.setEnabled(self._desk.catalogue.writable)
        self.repair.setToolTip(
            tr("Make anew what follows from the records; nothing recorded changes")
            if self._desk.catalogue.writable
            else reading_only()
        )
        self.backups.setVisible(not report.ok)
        self.salvage.setVisible(lost)
        self.copy.setVisible(not report.ok)
        self.close_button.setFocus()

    def _mend(self) -> None:
        report = self._report
        assert report is not None
        catalogue = self._desk.catalogue
        self.says.setText(tr("Making anew what follows from the records…"))

        def work(told: Told, stop: Any) -> Report:
            with catalogue.mend() as connection:
                check.repair(connection, report, catalogue.today(), told)
            return _check(catalogue, told, stop)

        self._work(work, "repair")

    def _ask_backups(self) -> None:
        self.reject()
        self.backups_asked.emit()

    def _ask_salvage(self) -> None:
        self.reject()
        self.salvage_asked.emit()

    def _copied(self) -> None:
        clipboard.put(self.text())
        self.copy.setText(tr("Copied"))

    def _connect(self) -> None:
        self.repair.clicked.connect(self._mend)
        self.backups.clicked.connect(self._ask_backups)
        self.salvage.clicked.connect(self._ask_salvage)
        self.copy.clicked.connect(self._copied)
        self.close_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(self.windowTitle(), "title"))
        for widget in (self.says, self._bar):
            column.addWidget(widget)
        column.addWidget(self.found, 1)
        column.addWidget(self.notice)
        column.addSpacing(8)
        self.copy.setToolTip(tr("Copy what was found"))
        self.backups.setToolTip(tr("Go back to a backup"))
        self.close_button.setAutoDefault(True)
        add_buttons(
            column, self.salvage, self.backups, self.repair, self.close_button, left=(self.copy,)
        )


def lines(report: Report) -> list[str]:
    """What a check found, a line for each part that was looked at and each problem below it."""
    said = [trn("{n} record was looked at.", "{n} records were looked at.", report.records), ""]
    for part in report.looked:
        problems = [problem for problem in report.problems if problem.part == part]
        if not problems:
            said.append(tr("{part}: in order", part=check.label(part)))
        for problem in problems:
            said.append(tr("{part}: {what}", part=check.label(part), what=problem.what))
            if problem.refs:
                said.append("    " + ", ".join(problem.refs))
            if problem.mends:
                said.append("    " + tr("Repair makes this anew."))
    return said


def _check(catalogue: Any, told: Told, stop: Any) -> Report:
    """Check the catalogue on this thread; `stop` ends it between two looks."""

    def heard(part: Part, done: int, total: int) -> None:
        place = check.PARTS.index(part)
        told(_STEPS * place + _STEPS * done // max(total, 1), _STEPS * len(check.PARTS))

    with catalogue.read() as connection:
        return check.check(connection, catalogue.today(), heard)
