"""The backups of a catalogue: when, why, what each holds; to make one, and to go back to one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from defcat import backups
from defcat.backups import Backup, Contents, Source
from defcat.errors import (
    Damaged,
    DefcatError,
    Interrupted,
    NeedsPassphrase,
    WrongPassphrase,
)
from defcat.kinds import KINDS
from defcat.storage.key import Key, Secret
from defcat.translation import tr, trn
from ui import theme
from ui.backing import moment
from ui.errand import Errand
from ui.widgets.ask_passphrase import AskPassphrase
from ui.widgets.buttons import add_buttons, press_with, text_button
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label
from ui.widgets.link_chip import Elided
from ui.widgets.notice import Notice
from ui.widgets.question import ask

_SIZE = QSize(720, 560)
_SETTLE_MS = 120
"""How long a row has been chosen before what it holds is read."""
REASONS = {
    backups.DAILY: "Daily",
    backups.BEFORE_IMPORT: "Before an import",
    backups.BEFORE_MERGE: "Before merging records",
    backups.BEFORE_BULK: "Before changing many records",
    backups.BEFORE_MIGRATION: "Before an update of the program",
    backups.BEFORE_RESTORE: "Before another was restored",
    backups.BY_HAND: "Made by hand",
}
Opens = Source | Secret | Key | None


class BackupsDialog(QDialog):
    """Lists what `find` gives, newest first, and reads what the chosen one holds.

    `path`: the catalogue; `opens`: what its backups open with, as far as it is known.
    `restore_asked` carries the path of a backup and what opened it. `make_asked` and `stop_asked`
    are about one more, which `can_make` allows; `folder_chosen` carries a folder to look in too,
    `salvage_asked` asks for what can be read of the catalogue itself, `check_asked` that all of it
    is looked at.
    """

    restore_asked = Signal(object, object)
    make_asked = Signal()
    stop_asked = Signal()
    folder_chosen = Signal(object)
    salvage_asked = Signal()
    check_asked = Signal()

    def __init__(
        self,
        path: Path,
        find: Callable[[], Sequence[Backup]],
        opens: Opens,
        *,
        can_make: bool,
        typing: Callable[[], bool] = lambda: False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Backups of {name}", name=path.stem))
        self._path = path
        self._find = find
        self._opens = opens
        self._typing = typing
        self._errand: Errand | None = None
        self._found: list[Backup] = []
        self.list = QTableWidget(0, 3)
        self.list.setAccessibleName(tr("Backups"))
        self.says = label("", "muted")
        self.says.setWordWrap(True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.unlock = text_button(tr("Give its passphrase…"), "lock")
        self.notice = Notice()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Making a backup"))
        self.make = text_button(tr("Make one now"), "save")
        self.open_folder = text_button(tr("Open folder"), "external")
        self.other = text_button(tr("Another folder…"))
        self.salvage = text_button(tr("Save what can be read…"))
        self.restore = text_button(tr("Restore…"), "undo")
        self._close = text_button(tr("Close"), variant="primary")
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._lay_out(can_make)
        self._connect()
        self.refresh()
        self.resize(_SIZE)
        fit_to_screen(self)

    def refresh(self) -> None:
        """List what is there now; the row that was chosen stays chosen."""
        chosen = self.chosen()
        try:
            self._found = list(self._find())
        except DefcatError as error:
            self.notice.problem(error)
            self._found = []
        self.list.setRowCount(len(self._found))
        for row, backup in enumerate(self._found):
            for column, says in enumerate(
                (
                    moment(backup.at),
                    tr(REASONS.get(backup.reason, backup.reason)),
                    size_said(backup.size),
                )
            ):
                item = QTableWidgetItem(says)
                if column == 2:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.list.setItem(row, column, item)
        paths = [backup.path for backup in self._found]
        place = paths.index(chosen.path) if chosen and chosen.path in paths else 0
        if self._found:
            self.list.selectRow(place)
        self._show_chosen()

    def chosen(self) -> Backup | None:
        """The backup under the cursor."""
        row = self.list.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def text(self) -> str:
        """What it says of the chosen backup."""
        return self.says.text()

    def show_making(self, done: int, total: int) -> None:
        """Say how far a new one is; `show_made` ends that."""
        self._bar.setVisible(True)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self.make.setText(tr("Stop"))

    def show_made(self, answer: object = None) -> None:
        """Say that none is being made any more, or why none was, and list what is there."""
        self._bar.setVisible(False)
        self.make.setText(tr("Make one now"))
        if isinstance(answer, Damaged):
            self.notice.tell(str(answer), "bad", (tr("Check…"), self._check))
        elif isinstance(answer, DefcatError) and not isinstance(answer, Interrupted):
            self.notice.problem(answer)
        self.refresh()

    def done(self, result: int) -> None:
        self._leave_reading()
        super().done(result)

    def _connect(self) -> None:
        self.list.currentCellChanged.connect(lambda *_: self._show_chosen())
        self._settle.timeout.connect(self._read)
        self.unlock.clicked.connect(self._ask_passphrase)
        self.salvage.clicked.connect(self._salvage)
        self.make.clicked.connect(self._make_or_stop)
        self.open_folder.clicked.connect(self._open_folder)
        self.other.clicked.connect(self._ask_folder)
        self.restore.clicked.connect(self._ask)
        self.list.doubleClicked.connect(lambda _index: self._ask())
        self._close.clicked.connect(self.reject)

    def _make_or_stop(self) -> None:
        (self.stop_asked if self._bar.isVisibleTo(self) else self.make_asked).emit()

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        self.restore.setEnabled(False)
        self.open_folder.setEnabled(chosen is not None)
        self.unlock.hide()
        self._leave_reading()
        if chosen is None:
            self.says.setText(
                tr("There is none yet. One is made each day when something was recorded.")
            )
        else:
            self.folder.set_words(str(chosen.path.parent))
            self.says.setText(tr("Reading what it holds…"))
            self._settle.start()

    def _read(self) -> None:
        chosen, opens = self.chosen(), self._opens
        if chosen is None:
            return
        path = chosen.path
        self._errand = errand = Errand(
            lambda _told, _stop: backups.contents(path, opens), "backup-contents", self
        )
        errand.ended.connect(self._show_contents)
        errand.start()

    def _leave_reading(self) -> None:
        self._settle.stop()
        if self._errand is not None:
            self._errand.leave()
            self._errand.deleteLater()
            self._errand = None

    def _show_contents(self, answer: object) -> None:
        self._leave_reading()
        if isinstance(answer, Contents):
            self.says.setText("\n".join(told(answer)))
            self.restore.setEnabled(True)
        elif isinstance(answer, NeedsPassphrase | WrongPassphrase):
            wrong = isinstance(answer, WrongPassphrase)
            self.says.setText(answer.what if wrong else tr("It is encrypted."))
            self.unlock.show()
        elif isinstance(answer, DefcatError):
            self.says.setText(str(answer))
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _ask_passphrase(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            dialog = AskPassphrase(chosen.path.name, self)
            dialog.given.connect(self._take_secret)
            dialog.open()

    def _take_secret(self, secret: Secret) -> None:
        self._opens = secret
        self._show_chosen()

    def _check(self) -> None:
        self.reject()
        self.check_asked.emit()

    def _salvage(self) -> None:
        self.reject()
        self.salvage_asked.emit()

    def _open_folder(self) -> None:
        if chosen := self.chosen():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(chosen.path.parent)))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Where backups are"))
        if folder:
            self.folder_chosen.emit(Path(folder))
            self.refresh()

    def _ask(self) -> None:
        chosen = self.chosen()
        if chosen is None or not self.restore.isEnabled():
            return
        what = tr(
            "Go back to the backup of {when}?",
            when=moment(chosen.at),
        )
        more = tr(
            "{file} becomes what it was then: nothing recorded later is in it. The file as it is"
            " now is kept beside it under another name.",
            file=self._path.name,
        )
        if self._typing():
            more += "\n\n" + tr(
                "The form that is open is not saved: what you typed stays as a draft in that file"
                " only. Cancel, and save it first, to go on with it."
            )
        ask(self, what, more, tr("Restore"), lambda: self._restore(chosen))

    def _restore(self, chosen: Backup) -> None:
        opens = self._opens
        self.accept()
        self.restore_asked.emit(chosen.path, opens)

    def _lay_out(self, can_make: bool) -> None:
        theme.dress_table(self.list)
        self.list.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.list.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.list.setHorizontalHeaderLabels([tr("When"), tr("Why"), tr("Size")])
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, 220)
        header.resizeSection(2, 96)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        size = QTableWidgetItem(tr("Size"))
        size.setTextAlignment(right)
        self.list.setHorizontalHeaderItem(2, size)
        self.folder = Elided()
        self.folder.setProperty("role", "small")
        press_with(self.make, QKeySequence.StandardKey.New, self)
        for button, tip in (
            (self.open_folder, tr("Show the backups in the folder they are in")),
            (self.other, tr("Look in another folder, such as one on a stick")),
            (self.salvage, tr("Without a good backup: bring into a new file what can be read")),
            (self.restore, tr("Put the chosen backup in the place of the catalogue")),
        ):
            button.setToolTip(tip)
        self._close.setDefault(True)
        self.make.setVisible(can_make)
        self.other.setVisible(not can_make)
        self.salvage.setVisible(not can_make)
        self._bar.hide()
        self.unlock.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(self.folder)
        column.addWidget(self.list, 1)
        self.says.setMinimumHeight(3 * self.says.fontMetrics().lineSpacing())
        for widget in (self.says, self._bar, self.notice):
            column.addWidget(widget)
        column.addWidget(self.unlock, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(8)
        add_buttons(
            column,
            self.restore,
            self._close,
            left=(self.make, self.other, self.open_folder, self.salvage),
        )
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def told(held: Contents) -> list[str]:
    """What a backup holds, a line each."""
    total = sum(held.records.values())
    by_kind = ", ".join(
        f"{tr(KINDS[kind].plural)} {count:,}"
        for kind, count in sorted(held.records.items(), key=lambda each: -each[1])
        if kind in KINDS
    )
    lines = [trn("{n} record", "{n} records", total) + (f": {by_kind}" if by_kind else "")]
    if held.at:
        at = moment(datetime.fromisoformat(held.at))
        lines.append(
            tr("Last change: {label}, by {who}, {when}", label=held.label, who=held.by, when=at)
        )
    lines.append(tr("Encrypted with its passphrase.") if held.encrypted else tr("Not encrypted."))
    return lines


def size_said(size: int) -> str:
    """A size in bytes, as people read it."""
    if size < 1_000_000:
        return tr("{n} kB", n=f"{max(1, round(size / 1_000)):,}")
    return tr("{n} MB", n=f"{size / 1_000_000:,.1f}")
