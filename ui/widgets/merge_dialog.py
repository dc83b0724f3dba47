"""Merging two records of one kind: both side by side, a choice where they differ, and one undo."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from defcat import merge
from defcat.dossier import Stub, stubs
from defcat.errors import DefcatError, Interrupted
from defcat.kinds import KINDS, PARTS
from defcat.markings import Scheme
from defcat.merge import MergePlan, Pair, Side
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.models.columns import shown_date
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_screen, room_for
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.merge_fields import LABEL_WIDTH, MergeFields
from ui.widgets.notice import Notice, reading_only

_WIDTH = 800
_MARGIN = 24
_CHANNEL = "merge"
_NAMED = 6
"""Fields that are named where they are told of; more are counted."""


class MergeDialog(QDialog):
    """Merges a record into `keep_id`: `gone_id`, or one of its kind that is asked for first.

    `merged` carries the record that was kept, once the merge is on disk.
    """

    merged = Signal(int)

    def __init__(
        self, desk: Desk, keep_id: int, gone_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Merge"))
        self._desk = desk
        self._keep_id = keep_id
        self._gone_id = gone_id
        self._plan: MergePlan | None = None
        self._by_hand: dict[str, int] = {}  # the record whose value somebody chose, by field
        with desk.catalogue.read() as connection:
            keep = stubs(connection, [keep_id])[keep_id]
        self.other = LinkField(LinkFinder(desk, (keep.kind,), keep_id), {}, makes=False)
        self.other.set_names(tr("The record that is the same"))
        self.other.edited.connect(self._other_chosen)
        self.fields = MergeFields()
        self.fields.chosen.connect(self._choose)
        self.notice = Notice()
        self._sides = (_Head(tr("Stays")), _Head(tr("Goes to the bin")))
        self._facts = label("", "muted")
        self._facts.setWordWrap(True)
        self.swap = text_button(tr("Keep the other"))
        self.swap.setToolTip(tr("Keep the record on the right, and merge the left one into it"))
        self.swap.clicked.connect(self._swap)
        self._save = text_button(tr("Merge"), "merge", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.save)
        self._close = text_button(tr("Cancel"))
        self._close.setAutoDefault(True)  # or Enter on it would merge
        self._close.clicked.connect(self.reject)
        self._lay_out(keep)
        self._ask()
        self._fit()  # before it shows: a window is put in the middle as large as it is then

    def plan(self) -> MergePlan | None:
        """What will be done; None while that is read, or the other record is not known."""
        return self._plan

    def choices(self) -> Mapping[str, Side]:
        """The side whose value is taken, for each field in which the two differ."""
        return self.fields.sides()

    def facts(self) -> str:
        """What else the merge does, in words."""
        return self._facts.text()

    def save(self) -> None:
        """Merge once there is a backup, as one change, or say why that cannot be."""
        if self._plan is None or not self._save.isEnabled():
            return
        from ui.safeguard import BEFORE_MERGE, safeguarded

        keep, gone = self._plan.keep, self._plan.gone
        done = tr("Merge {gone} into {keep}", gone=gone.ref, keep=keep.ref)
        safeguarded(self._desk, self, done, BEFORE_MERGE, lambda: self._merge(keep, gone, done))

    def _merge(self, keep: Stub, gone: Stub, done: str) -> None:
        scheme = self._desk.catalogue.scheme
        try:
            with self._desk.change(done) as change:
                merge.merge(change, keep.id, gone.id, self.choices(), scheme=scheme)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.accept()
        self._desk.said.emit(
            tr("{gone} is merged into {keep}.", gone=gone.ref, keep=keep.ref), True
        )
        self.merged.emit(keep.id)

    def done(self, result: int) -> None:
        self._desk.reader.cancel(_CHANNEL)
        super().done(result)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    # --- reading ----------------------------------------------------------------------------

    def _ask(self) -> None:
        """Read what the merge would do, if the other record is known."""
        self._plan = None
        self._show()
        if self._gone_id is None:
            self._desk.reader.cancel(_CHANNEL)
            return
        keep, gone, scheme = self._keep_id, self._gone_id, self._desk.catalogue.scheme

        def read(connection: Any) -> MergePlan | DefcatError:
            try:
                return merge.plan(connection, keep, gone, scheme)
            except Interrupted:
                raise
            except DefcatError as error:
                return error

        self._desk.reader.ask(_CHANNEL, read, self._arrived)

    def _arrived(self, answer: MergePlan | DefcatError) -> None:
        if isinstance(answer, DefcatError):
            self.notice.problem(answer)
            return
        self._plan = answer
        self._show()
        for field, record_id in self._by_hand.items():
            if field in self.choices():
                self.fields.choose(field, "keep" if record_id == answer.keep.id else "gone")
        self._order_stops()
        if self.other.isHidden():
            (self.fields.stops() or [self._save])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _other_chosen(self) -> None:
        value = self.other.value()
        self._gone_id = value if isinstance(value, int) else None
        self._by_hand = {}
        self.notice.hide()
        self._ask()

    def _choose(self, field: str, side: str) -> None:
        assert self._plan is not None
        self._by_hand[field] = (self._plan.keep if side == "keep" else self._plan.gone).id

    def _swap(self) -> None:
        """Let the other record stay; what was chosen by hand stays chosen."""
        if self._plan is None:
            return
        self._keep_id, self._gone_id = self._plan.gone.id, self._plan.keep.id
        self.other.hide()
        self._asked.hide()
        self._ask()

    # --- how it looks -----------------------------------------------------------------------

    def _lay_out(self, keep: Stub) -> None:
        kind = tr(KINDS[keep.kind].label).lower()
        self._asked = label(
            tr("Which {kind} is the same as {title}?", kind=kind, title=keep.title), "label"
        )
        self._asked.setWordWrap(True)
        self._asked.setBuddy(self.other)
        self._asked.setVisible(self._gone_id is None)
        self.other.setVisible(self._gone_id is None)
        heads = QGridLayout()
        heads.setContentsMargins(0, 0, 0, 0)
        heads.setHorizontalSpacing(8)
        heads.setColumnMinimumWidth(0, LABEL_WIDTH + heads.horizontalSpacing())
        for column, head in enumerate(self._sides, 1):
            heads.addWidget(head, 0, column)
            heads.setColumnStretch(column, 1)
        self._heads = QWidget()
        self._heads.setLayout(heads)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(12)
        within.addWidget(self.fields)
        within.addWidget(self._facts)
        within.addStretch(1)
        self._scroll = _Scroll()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._inside = inside
        self._line = hairline()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        whole.setSpacing(12)
        for widget in (self._asked, self.other, self._heads, self._line):
            whole.addWidget(widget)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.notice)
        add_buttons(whole, self._close, self._save, left=(self.swap,))
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)

    def _show(self) -> None:
        """Show the plan, or nothing while there is none."""
        plan = self._plan
        writable = self._desk.catalogue.writable
        for widget in (self._heads, self._line, self._scroll):
            widget.setVisible(plan is not None)
        self.swap.setEnabled(plan is not None)
        self._save.setEnabled(plan is not None and writable)
        if not writable:
            self._save.setToolTip(reading_only())
            self.notice.tell(reading_only(), "neutral")
        if plan is None:
            self.fields.clear()
            self._facts.clear()
        else:
            for head, stub in zip(self._sides, (plan.keep, plan.gone), strict=True):
                head.show_record(stub)
            differing = [pair for pair in plan.pairs if pair.differs]
            self.fields.show_pairs(differing, plan.keep, plan.gone)
            self.fields.setVisible(bool(differing))
            self._facts.setText("\n".join(told(plan, self._desk.catalogue.scheme)))

    def _fit(self) -> None:
        """Be as high as what is shown, as far as the screen goes: a dialog only grows by itself."""
        width = min(_WIDTH, room_for(self).width())
        inside, whole = self._inside.layout(), self.layout()
        assert inside is not None
        assert whole is not None
        inside.activate()
        self._scroll.want(inside.totalHeightForWidth(width - 2 * _MARGIN))
        whole.activate()
        tall = whole.hasHeightForWidth()
        self.resize(width, whole.totalHeightForWidth(width) if tall else self.sizeHint().height())
        fit_to_screen(self)

    def _order_stops(self) -> None:
        before: QWidget = self.other.stops()[-1]
        for stop in (*self.fields.stops(), self.swap, self._close, self._save):
            QWidget.setTabOrder(before, stop)
            before = stop


def told(plan: MergePlan, scheme: Scheme) -> list[str]:
    """What a merge does beside what there is to choose, a sentence each."""
    keep, gone = plan.keep.ref, plan.gone.ref
    agree = sum(pair.keep is not None and pair.keep == pair.gone for pair in plan.pairs)
    taken = [pair for pair in plan.pairs if pair.keep is None and pair.gone is not None]
    named = {tr(KINDS[kind].plural): n for (kind, _), n in plan.named.items()}
    linked = {tr(PARTS[part].inverse or PARTS[part].label): n for part, n in plan.linked.items()}
    moved = {tr(PARTS[part].label): n for part, n in plan.moved.items()}
    same = {tr(PARTS[part].label): n for part, n in plan.same.items()}
    lines = []
    if agree:
        lines.append(trn("{n} field agrees.", "{n} fields agree.", agree))
    if taken:
        lines.append(tr("Taken over from {ref}: {fields}.", ref=gone, fields=_fields(taken)))
    if moved:
        lines.append(tr("Moves to {ref}: {counts}.", ref=keep, counts=_counts(moved)))
    if same:
        lines.append(tr("Stands there already: {counts}.", counts=_counts(same)))
    if linked or named:
        counts = _counts(linked | named)
        lines.append(
            tr("Will name {keep}, no longer {gone}: {counts}.", keep=keep, gone=gone, counts=counts)
        )
    if scheme.level(plan.keep.marking) != scheme.level(plan.gone.marking):
        higher = scheme.level(plan.marking).label
        lines.append(tr("Marking: {level}, the higher of the two.", level=higher))
    lines.append(
        tr(
            "Titles and long texts that are not chosen become other names and notes of {ref}.",
            ref=keep,
        )
    )
    return lines


def _fields(pairs: Sequence[Pair]) -> str:
    names = [tr(pair.field.label) for pair in pairs[:_NAMED]]
    more = len(pairs) - len(names)
    return ", ".join([*names, *([tr("{n} more", n=more)] if more else [])])


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({n:,})" for name, n in counts.items())


class _Scroll(QScrollArea):
    """A scroll area that wants to be as high as its content, which has wrapped lines."""

    _height = 0

    def want(self, height: int) -> None:
        """Want to be `height` px high."""
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height)


class _Head(QWidget):
    """The head of a column: what becomes of the record, its title, and its reference."""

    def __init__(self, fate: str) -> None:
        super().__init__()
        self._fate = label(fate, "group")
        self._title = Elided()
        self._title.setProperty("role", "heading")
        self._ref = label("", "mono")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(2)
        for widget in (self._fate, self._title, self._ref):
            column.addWidget(widget)

    def show_record(self, stub: Stub) -> None:
        """Name a record."""
        self._title.set_words(stub.title)
        self._title.setToolTip(stub.title)
        self._title.setAccessibleName(f"{self._fate.text()}: {stub.title}")
        dated = stub.date and stub.kind != "official"  # whose date is that of the latest post
        self._ref.setText(f"{stub.ref} · {shown_date(stub.date)}" if dated else stub.ref)
