"""The second step: what a row is, and where in the file the table stands; its rows as read."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from defcat.exchange.layout import Layout
from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui.imports import profile_folder
from ui.imports.intake import Intake
from ui.imports.step import Step
from ui.imports.tables import ListModel, SheetModel, Shown
from ui.models.notices import NoticeColumn
from ui.widgets.buttons import text_button
from ui.widgets.heading import hairline, label
from ui.widgets.notices import NoticeTable
from ui.widgets.pull_down import PullDown
from ui.widgets.row_table import RowTable

_SIDE = 296
_LEFT_HEIGHT = 132
_CELL, _WIDEST = 64, 280
_MEASURED = 40
_ENCODINGS = (
    *("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "cp1257"),
    "iso8859_2",
)
_GUESSED, _OTHER = "", "…"


class SheetStep(Step):
    """`laid` carries another Layout, `kind_chosen` what a row is.

    `profile_chosen` carries the path or the name of a profile to read the file by, empty for none.
    """

    laid = Signal(object)
    kind_chosen = Signal(str)
    profile_chosen = Signal(str)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._layout = Layout()
        self.kind = PullDown(tr("What a row is"), [(k, tr(KINDS[k].label)) for k in KINDS])
        self.profile = PullDown(tr("How it is read"))
        self.sheet = PullDown(tr("Sheet"))
        self.first, self.last = (
            _line_box(tr("First line of the head")),
            _line_box(tr("Last line of the head")),
        )
        self.encoding = PullDown(tr("Encoding"))
        self.delimiter = PullDown(tr("Separator"))
        self.above = text_button("")
        self.model = SheetModel(self)
        self.table = RowTable(tr("The first rows"))
        self.table.setModel(self.model)
        self.left_model = ListModel(_left_columns(), self)
        self.left_table = NoticeTable(self.left_model, _left_columns(), tr("What is no row"))
        self._counts = label("", "muted")
        self._left_says = label("", "group")
        self._left_line = hairline()
        self._form = QFormLayout()
        self._head = QHBoxLayout()
        self._lay_out()
        self._connect()

    def show_intake(self, intake: Intake) -> None:
        reading = intake.reading
        if reading is None:
            return
        self._layout = layout = reading.layout
        self.kind.choose(intake.kind)
        self.kind.setEnabled(intake.loaded is None)
        self._offer_profiles(intake)
        self.sheet.offer([(name, name) for name in intake.sheets])
        self.sheet.choose(layout.sheet)
        self._form.setRowVisible(self.sheet, len(intake.sheets) > 1)
        has_head = layout.head is not None
        self._form.setRowVisible(self._head, has_head)
        self._form.setRowVisible(self.above, has_head)
        for box, line in zip((self.first, self.last), layout.head or (1, 1), strict=True):
            box.blockSignals(True)
            box.setValue(line)
            box.blockSignals(False)
        is_text = bool(layout.encoding)
        self._form.setRowVisible(self.encoding, is_text)
        self._form.setRowVisible(self.delimiter, is_text)
        if is_text:
            known = dict.fromkeys([layout.encoding, *_ENCODINGS])
            self.encoding.offer([(one, one.upper()) for one in known])
            self.encoding.choose(layout.encoding)
            self.delimiter.choose(layout.delimiter)
        self.above.setText(", ".join(layout.fill_down) or tr("In no column"))
        self.model.show(reading)
        self._fit_columns()
        lines = reading.left
        self.left_model.show(
            len(lines),
            lambda row: Shown(
                (f"{lines[row].line:,}", lines[row].why, lines[row].text),
                ("faint", "text", "muted"),
            ),
        )
        for widget in (self._left_line, self._left_says, self.left_table):
            widget.setVisible(bool(lines))
        self._left_says.setText(trn("{n} line is no row", "{n} lines are no rows", len(lines)))
        self._counts.setText(_counted(intake))

    def can_go_on(self) -> bool:
        return self.model.rowCount() > 0

    def take_focus(self) -> None:
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def counts(self) -> str:
        """What is said of the lines of the sheet."""
        return self._counts.text()

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _at: self.kind_chosen.emit(self.kind.currentData()))
        self.profile.activated.connect(lambda _at: self._choose_profile())
        self.sheet.activated.connect(lambda _at: self._lay(sheet=self.sheet.currentData()))
        self.encoding.activated.connect(lambda _at: self._lay(encoding=self.encoding.currentData()))
        self.delimiter.activated.connect(
            lambda _at: self._lay(delimiter=self.delimiter.currentData())
        )
        self.first.editingFinished.connect(self._head_typed)
        self.last.editingFinished.connect(self._head_typed)
        self.above.clicked.connect(self._choose_above)

    def _lay(self, **said: object) -> None:
        """Have the file read as somebody says now; another sheet has its own head."""
        known = self._layout
        if "sheet" in said:
            known = Layout(encoding=known.encoding, delimiter=known.delimiter)
        elif "head" not in said and "fill_down" not in said:
            known = replace(known, head=None, fill_down=())
        wanted = replace(known, **said)  # type: ignore[arg-type]
        if wanted != self._layout:
            self.laid.emit(wanted)

    def _head_typed(self) -> None:
        first, last = self.first.value(), self.last.value()
        self._lay(head=(min(first, last), max(first, last)))

    def _choose_above(self) -> None:
        """Choose the columns in which an empty cell means what stands above it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self._layout.fill_down
        for at in range(1, self.model.columnCount()):
            name = str(self.model.headerData(at, Qt.Orientation.Horizontal))
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name in chosen)
            action.toggled.connect(
                lambda on, name=name: self._lay(
                    fill_down=tuple(
                        [*chosen, name] if on else [one for one in chosen if one != name]
                    )
                )
            )
        menu.popup(self.above.mapToGlobal(QPoint(0, self.above.height())))

    def _offer_profiles(self, intake: Intake) -> None:
        options = [(_GUESSED, tr("As it looks"))]
        paths = profile_folder.kept(self._folder)
        options += [(str(path), path.stem) for path in paths]
        loaded = intake.loaded.profile.name if intake.loaded else ""
        if loaded and loaded not in [path.stem for path in paths]:
            options.append((loaded, loaded))
        self.profile.offer([*options, (_OTHER, tr("A profile in a file…"))])
        named = next((value for value, words in options if words == loaded), _GUESSED)
        self.profile.choose(named if loaded else _GUESSED)

    def _choose_profile(self) -> None:
        chosen = str(self.profile.currentData())
        if chosen == _OTHER:
            kinds = tr("Profiles (*{suffix})", suffix=profile_folder.SUFFIX)
            chosen, _ = QFileDialog.getOpenFileName(self, tr("A profile"), str(self._folder), kinds)
            if not chosen:
                self.profile.choose(_GUESSED)
                return
        self.profile_chosen.emit(chosen)

    def _fit_columns(self) -> None:
        """Give each column the room that its head and the first rows take, within reason."""
        metrics = QFontMetrics(self.table.font())
        rows = min(self.model.rowCount(), _MEASURED)
        for at in range(min(self.model.columnCount(), 4 * _MEASURED)):
            head = str(self.model.headerData(at, Qt.Orientation.Horizontal))
            texts = (str(self.model.index(row, at).data() or "")[:60] for row in range(rows))
            # The longest is hardly ever the narrower one, and to measure them all takes long.
            width = max(map(metrics.horizontalAdvance, (head[:60], max(texts, key=len)))) + 28
            self.table.setColumnWidth(at, max(_CELL, min(width, _WIDEST)))

    def _lay_out(self) -> None:
        self.delimiter.offer(
            [(",", tr("Comma")), (";", tr("Semicolon")), ("\t", tr("Tab")), ("|", tr("Bar |"))]
        )
        head = self._head
        side = QFrame()
        side.setProperty("role", "panel")
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(4)
        form = self._form
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(form)
        column.addStretch(1)
        form.addRow(_asked(tr("Each row is"), self.kind), self.kind)
        form.addRow(_asked(tr("Read it"), self.profile), self.profile)
        form.addRow(_asked(tr("Sheet"), self.sheet), self.sheet)
        form.addRow(_asked(tr("Head, from line to line"), self.first), head)
        head.setSpacing(8)
        head.addWidget(self.first, 1)
        head.addWidget(self.last, 1)
        form.addRow(_asked(tr("Empty means as above"), self.above), self.above)
        form.addRow(_asked(tr("Encoding"), self.encoding), self.encoding)
        form.addRow(_asked(tr("Separator"), self.delimiter), self.delimiter)
        self.above.setAccessibleName(tr("Empty means as above"))
        self.above.setToolTip(tr("Columns in which an empty cell means what stands above it"))
        self.profile.setToolTip(tr("As it looks, or by a profile that was kept before"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(side)
        scroll.setFixedWidth(_SIDE)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll)
        whole.addWidget(hairline(Qt.Orientation.Vertical))
        right = QVBoxLayout()
        whole.addLayout(right, 1)
        right.setSpacing(0)
        self._counts.setContentsMargins(12, 8, 12, 8)
        self._left_says.setContentsMargins(12, 8, 12, 4)
        self.left_table.setFixedHeight(_LEFT_HEIGHT)
        right.addWidget(self._counts)
        right.addWidget(hairline())
        right.addWidget(self.table, 1)
        right.addWidget(self._left_line)
        right.addWidget(self._left_says)
        right.addWidget(self.left_table)


def _line_box(name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, 1_000_000)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(8, 0, 0, 0)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box


def _asked(words: str, field: QWidget) -> QWidget:
    made = label(words, "label", of=field)
    return made


def _left_columns() -> tuple[NoticeColumn, ...]:
    return (
        NoticeColumn(tr("Line"), 72),
        NoticeColumn(tr("Why it is left out"), 220),
        NoticeColumn(tr("What stands there"), 200, 1),
    )


def _counted(intake: Intake) -> str:
    """Every line of the sheet, by what it is."""
    reading = intake.reading
    assert reading is not None
    n = len(reading.table.rows)
    said = [trn("{n} row", "{n} rows", n)]
    columns = len(reading.table.columns)
    said.append(trn("{n} column", "{n} columns", columns))
    head = reading.layout.head
    if head and head[1] > head[0]:
        said.append(tr("a head of {n} lines", n=head[1] - head[0] + 1))
    if reading.blank:
        said.append(trn("{n} blank line", "{n} blank lines", reading.blank))
    if reading.left:
        said.append(trn("{n} line left out", "{n} lines left out", len(reading.left)))
    if reading.filled:
        said.append(
            trn("{n} cell filled from above", "{n} cells filled from above", reading.filled)
        )
    return " · ".join(said)
