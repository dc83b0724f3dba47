"""The first page: what is pressing, the latest of each kind, and what changed last."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat import history
from defcat.dossier import stubs
from defcat.kinds import KINDS
from defcat.rules.tenure import begun_last
from defcat.rules.watch import DAYS, Watched, pressing
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import ListRow
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.models.columns import shown_date
from ui.models.watched import WatchModel, tallies, watch_columns
from ui.pages.watch import nothing_due
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.lines_card import Line, LinesCard
from ui.widgets.notices import NoticeTable
from ui.widgets.tally import TallyLine

if TYPE_CHECKING:
    from defcat.drafts.store import Kept

SHOWN = 5
PRESSING = 4
"""Lines of the card of what is pressing."""
_INSET = 12
"""What the cells of a table keep free at their sides, in px."""


class HomePage(QFrame):
    """Cards of records, each one click away.

    `chosen` carries a record, `new_asked` a kind, `draft_chosen` the number of a kept draft,
    `watch_asked` one of the rules of what is watched. `findings_asked` asks for their page.
    """

    chosen = Signal(int)
    watch_asked = Signal(str)
    findings_asked = Signal()
    new_asked = Signal(str)
    draft_chosen = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._desk = desk
        self._cards: dict[str, LinesCard] = {}
        self._watch = _WatchCard()
        self._watch.chosen.connect(self.chosen)
        self._watch.rule_chosen.connect(self.watch_asked)
        self._watch.findings_chosen.connect(self.findings_asked)
        self._lay_out()
        self._day: date | None = None
        self._watched_on: date | None = None
        self._latest_of: tuple[date | None, date] | None = None
        desk.changed.connect(self._changed)

    def show_day(self, day: date | None) -> None:
        """Show what was the latest on `day`, None for today."""
        self._day = day
        self.refresh()

    def redraw(self) -> None:
        """Write the cards anew: in other colours."""
        self._latest_of = None
        self.refresh()

    def refresh(self) -> None:
        """Read the cards again that may have others on them by now; what is pressing last, because
        it takes longest.
        """
        day = self._day
        today = self._desk.catalogue.today()

        def watched(connection: Any) -> tuple[list[Watched], dict[str, int]]:
            return pressing(connection, asked, PRESSING)

        def show(found: tuple[list[Watched], dict[str, int]]) -> None:
            self._watched_on = asked
            self._watch.show_watched(*found, day)

        asked = day or today
        if asked != self._watched_on:  # it takes long, and only a change or a day alters it
            self._desk.reader.ask("home-watch", watched, show, patient=True)
        same, self._latest_of = self._latest_of == (day, today), (day, today)
        for name, read in _readers(day, today).items():
            if same and name != "changes":  # there may be another draft
                continue
            # last: who types at once is not to wait for what is out of sight by then
            channel, card = f"home-{name}", self._cards[name]
            self._desk.reader.ask(channel, read, card.show_lines, last=True)

    def _changed(self) -> None:
        self._watched_on = self._latest_of = None
        self.refresh()

    def show_findings(self, count: int) -> None:
        """Say how many findings are open."""
        self._watch.show_findings(count)

    def _lay_out(self) -> None:
        title = label(self._desk.catalogue.path.stem, "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(title, 1)
        for kind, words in (
            ("agreement", tr("New agreement")),
            ("engagement", tr("New engagement")),
            ("official", tr("New official")),
        ):
            button = text_button(words, "add")
            button.clicked.connect(lambda _on=False, kind=kind: self.new_asked.emit(kind))
            button.setEnabled(self._desk.catalogue.writable)
            actions.addWidget(button)
        column.addLayout(actions)
        column.addWidget(self._watch)
        grid = QGridLayout()
        grid.setSpacing(16)
        for place, (name, heading) in enumerate(_headings()):
            self._cards[name] = LinesCard(heading)
            self._cards[name].followed.connect(self._follow)
            grid.addWidget(self._cards[name], place // 2, place % 2)
        column.addLayout(grid, 1)

    def _follow(self, href: str) -> None:
        what, _, number = href.partition(":")
        (self.draft_chosen if what == "draft" else self.chosen).emit(int(number))


class _WatchCard(QFrame):
    """What is most pressing, how much there is of each rule, and how many findings are open."""

    chosen = Signal(int)
    rule_chosen = Signal(str)
    findings_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._model = WatchModel(headed=False, parent=self)
        self._table = NoticeTable(self._model, watch_columns(), tr("Watch"))
        self._tallies = TallyLine(tr("How many of each"))
        self._nothing = label("", "muted")
        self._findings = text_button("", variant="link")
        self._findings.setToolTip(tr("What looks wrong in the records"))
        self._table.opened.connect(self._open)
        self._table.clicked.connect(lambda index: self._open(index.row()))
        self._tallies.chosen.connect(self.rule_chosen)
        self._findings.clicked.connect(self.findings_chosen)
        self._lay_out()

    def show_watched(
        self, watched: list[Watched], counts: dict[str, int], day: date | None
    ) -> None:
        """Show what is most pressing on a day, and how much there is of each rule."""
        self._model.show(watched)
        self._tallies.show_tallies(tallies(counts))
        self._nothing.setText(nothing_due(DAYS, day)[0])
        self._listing.setCurrentIndex(0 if watched else 1)
        rows = self._model.rowCount()
        self._room.setFixedHeight(rows * self._table.rowHeight(0) if rows else 24)

    def show_findings(self, count: int) -> None:
        """Say how many findings are open; nothing where there are none."""
        self._findings.setText(trn("{n} finding", "{n} findings", count))
        self._findings.setVisible(count > 0)

    def _lay_out(self) -> None:
        self._table.setColumnHidden(1, True)  # the reference: who comes in knows the title
        self._table.horizontalHeader().hide()
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setSelectionMode(NoticeTable.SelectionMode.SingleSelection)
        self._findings.hide()
        self._tallies.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._room = QWidget()
        self._listing = QStackedLayout(self._room)
        self._listing.addWidget(self._table)
        self._listing.addWidget(self._nothing)
        self._listing.setCurrentIndex(1)
        self._room.setFixedHeight(24)
        self._nothing.setContentsMargins(_INSET, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(_INSET, 0, _INSET, 0)
        head.setSpacing(12)
        head.addWidget(label(tr("Watch"), "heading"))
        head.addWidget(self._tallies, 1)
        head.addWidget(self._findings)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16 - _INSET, 12, 16 - _INSET, 8)
        inside.setSpacing(8)
        inside.addLayout(head)
        inside.addWidget(self._room)

    def _open(self, row: int) -> None:
        if each := self._model.watched_at(row):
            self.chosen.emit(each.record.id)


def _headings() -> tuple[tuple[str, str], ...]:
    return (
        ("engagements", tr("Latest engagements")),
        ("agreements", tr("Latest agreements")),
        ("officials", tr("Officials who took office last")),
        ("changes", tr("Changed last")),
    )


def _took_office(day: date) -> Callable[[Any], list[Line]]:
    """Who had taken office last on `day`; the date of an official is that of the latest post."""

    def read(connection: Any) -> list[Line]:
        begun = begun_last(connection, day, SHOWN)
        named = stubs(connection, [one.official for one in begun])
        return [
            Line(named[one.official].title, f"record:{one.official}", shown_date(one.start))
            for one in begun
        ]

    return read


def _newest(kind: str, day: date | None, today: date) -> Callable[[Any], list[Line]]:
    query = parse(f"kind:{kind}").on(day)

    def read(connection: Any) -> list[Line]:
        return _lines(run.listed(connection, query, SHOWN, today=today))

    return read


def _lines(rows: list[ListRow]) -> list[Line]:
    return [Line(row.title, f"record:{row.id}", shown_date(row.date)) for row in rows]


def _held_last(day: date) -> Callable[[Any], list[Line]]:
    """The latest engagements of `day` or before it; what is planned is watched."""
    query = parse("kind:engagement").on(day)
    # Asked without a today, the query leaves plans out as it does whatever came later than its day.
    return lambda connection: _lines(run.listed(connection, query, SHOWN))


def _changed_last(connection: Any) -> list[Line]:
    """What waits to be saved, then the records changed last."""
    from defcat.drafts import store as draft_store  # forms need it, and the first page hardly ever

    lines = [_draft_line(kept) for kept in draft_store.kept(connection)]
    found: dict[int, Line] = {}
    for entry in history.entries(connection, limit=4 * SHOWN, rows=SHOWN):
        for step in entry.steps:
            record = step.record
            if record and not record.binned and record.id not in found:
                found[record.id] = Line(record.title, f"record:{record.id}", entry.label)
    return [*lines, *found.values()][:SHOWN]


def _draft_line(kept: "Kept") -> Line:
    draft = kept.draft
    kind = tr(KINDS[draft.kind].label).lower()
    title = str(draft.values.get("title") or tr("New {kind}", kind=kind))
    return Line(title, f"draft:{kept.id}", tr("Draft, not saved"))


def _readers(day: date | None, today: date) -> dict[str, Callable[[Any], list[Line]]]:
    """What the cards read: the latest of `day`, and what was recorded last, which is always now."""
    return {
        "engagements": _held_last(day or today),
        "agreements": _newest("agreement", day, today),
        "officials": _took_office(day) if day else _newest("official", day, today),
        "changes": _changed_last,
    }
