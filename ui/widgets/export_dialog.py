"""Records out to a file: which of them, in what form, and up to which marking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QVBoxLayout, QWidget

from defcat import settings
from defcat.errors import DefcatError, Interrupted
from defcat.search.query import Query
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.field_choice import MarkingField
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.notice import Notice
from ui.widgets.pull_down import PullDown
from ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from defcat.exchange.export import Exported

_WIDTH = 520


@dataclass(frozen=True)
class Lot:
    """Records that can be exported: what they are called, and which they are.

    `ids` are those records, `query` what finds them; without either, all of the catalogue.
    """

    label: str
    ids: Sequence[int] | None = None
    query: Query | None = None


class ExportDialog(QDialog):
    """Asks which of `lots` go out and how, and writes them to the file that is chosen then.

    `written` carries the file and what is to be said of it, a sentence each.
    """

    written = Signal(Path, list)

    def __init__(
        self, desk: Desk, lots: Sequence[Lot], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._desk = desk
        self._lots = lots
        self._name = name
        self.lot = PullDown(tr("Records"), [(n, lot.label) for n, lot in enumerate(lots)])
        forms = [(ending, words) for ending, (words, _) in _forms().items()]
        self.form = PullDown(tr("Form"), forms)
        catalogue = desk.catalogue
        self.ceiling = MarkingField(catalogue.scheme, nothing=tr("Everything"))
        self.notice = Notice()
        self._says = label("", "muted")
        self._says.setWordWrap(True)
        self._save = text_button(tr("Choose the file…"), "export", "primary")
        self._save.setDefault(True)
        self._save.setToolTip(tr("Choose where to write it (Ctrl+S)"))
        self._save.clicked.connect(self.choose)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would export
        self._cancel.clicked.connect(self.reject)
        self.ceiling.set_value(catalogue.settings.get("ceiling"))
        self.form.activated.connect(lambda _at: self._tell())
        self.ceiling.edited.connect(self._tell)
        self._lay_out()
        self._tell()

    def text(self) -> str:
        """What is said of the form that is chosen."""
        return self._says.text()

    def choose(self) -> None:
        """Ask where to, and write it."""
        ending = str(self.form.currentData())
        words, _ = _forms()[ending]
        offered = settings.documents_folder() / f"{self._name}{ending}"
        kinds = f"{words} (*{ending})"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export"), str(offered), kinds)
        if chosen:
            path = Path(chosen)
            self.write(
                path if path.suffix.lower() == ending else path.with_name(path.name + ending)
            )

    def write(self, path: Path) -> None:
        """Write what is chosen to `path`, beside the GUI thread."""
        lot = self._lots[self.lot.currentData()]
        level = self.ceiling.value()
        ceiling = str(level) if level is not None else None
        catalogue = self._desk.catalogue

        def work(told: Callable[[int, int], None], _stop: Callable[[], bool]) -> "Exported":
            from defcat.exchange.export import export

            with catalogue.read() as connection:
                return export(
                    connection,
                    path,
                    catalogue.scheme,
                    catalogue.today(),
                    lot.query,
                    ids=lot.ids,
                    ceiling=ceiling,
                    progress=told,
                )

        self.notice.dismiss()
        errand = self._desk.aside(work, "export")
        doing = tr("Exporting {file}", file=path.name)
        errand.start()
        waiting = Waiting(
            doing, tr("Writing…"), errand, lambda answer: self._end(path, answer), self
        )
        waiting.open()

    def _end(self, path: Path, answer: object) -> None:
        from defcat.exchange.export import Exported, remarks

        if isinstance(answer, Interrupted):
            self.notice.tell(tr("Stopped. Nothing was written."), "neutral")
        elif isinstance(answer, DefcatError):
            self.notice.problem(answer)
        elif isinstance(answer, Exported):
            n = answer.records
            said = trn("{n} record is in {file}.", "{n} records are in {file}.", n, file=path.name)
            self.accept()
            self.written.emit(path, [said, *remarks(answer)])
            return
        else:
            assert isinstance(answer, Exception)
            raise answer
        fit_to_content(self)

    def _tell(self) -> None:
        """Say what the chosen form is good for, and what the ceiling does."""
        said = [_forms()[str(self.form.currentData())][1]]
        if self.ceiling.value() is not None:
            said.append(tr("Records above the ceiling are left out, and named nowhere."))
        self._says.setText(" ".join(said))
        fit_to_content(self)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.lot.setToolTip(tr("Which records go out"))
        self.form.setToolTip(tr("What kind of file is written"))
        self.ceiling.set_names(tr("Up to"), tr("The highest marking that goes out"))
        for name, field in (
            (tr("Records"), self.lot),
            (tr("Form"), self.form),
            (tr("Up to"), self.ceiling),
        ):
            form.addRow(label(name, "label"), field)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Export"), "title"))
        column.addLayout(form)
        column.addWidget(self._says)
        column.addWidget(self.notice)
        add_buttons(column, self._cancel, self._save)
        save = QShortcut(QKeySequence("Ctrl+S"), self)
        save.activated.connect(self._save.click)
        self.resize(_WIDTH, 0)
        fit_to_content(self)
        self.lot.setFocus()


def _forms() -> Mapping[str, tuple[str, str]]:
    """By ending: what a form is called, and what it is good for."""
    return {
        ".xlsx": (tr("Excel workbook"), tr("A sheet for each kind, for a spreadsheet program.")),
        ".csv": (tr("CSV table"), tr("One table as plain text, for any other program.")),
        ".json": (tr("JSON, complete"), tr("All that is recorded: another catalogue can read it.")),
        ".vcf": (tr("vCards"), tr("Officials alone, for an address book.")),
        ".ics": (tr("Calendar"), tr("Engagements with a day alone, for a calendar.")),
    }
