"""A section of a form that only tells: what is still open from earlier, a series' editions.

Each line leads to a record; the form's draft is kept when somebody follows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from defcat import countries
from defcat.dates import PartialDate
from defcat.drafts.draft import Draft, facts_in
from defcat.errors import InputError
from defcat.rules.editions import Edition, latest, missing, ordinal
from defcat.rules.meetings import Carried, carried_to
from defcat.rules.term import term
from defcat.translation import capital, tr, trn
from ui import theme
from ui.models.columns import shown_date
from ui.widgets.field_make import Fitting
from ui.widgets.heading import Heading


@dataclass(frozen=True)
class Line:
    """A line: the words, the record they lead to if any, and what is said quietly after them."""

    words: str
    record: int | None = None
    beside: str = ""


Read = Callable[[Any], list[Line]]


class ToldPart(QWidget):
    """Tells `what` of the record in the form.

    `followed` carries the record that a line leads to; `filled` whether there is anything to tell.
    """

    followed = Signal(int)
    filled = Signal(bool)

    def __init__(self, what: str, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self._fitting = fitting
        self._reader = fitting.desk.reader
        heading = _headings()[what]
        self._lines = QLabel()
        self._lines.setTextFormat(Qt.TextFormat.RichText)
        self._lines.setWordWrap(True)
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._lines.setAccessibleName(heading)
        self._lines.linkActivated.connect(lambda link: self.followed.emit(int(link)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Heading(heading))
        column.addWidget(self._lines)
        channel, reader = self._channel, self._reader
        self.destroyed.connect(lambda: reader.cancel(channel))

    def refresh(self) -> None:
        """Read it anew, for the draft as it is now."""
        read = _READERS[self._what](self._fitting.draft, self._fitting.desk.catalogue.today())
        self._reader.ask(self._channel, read, self._show)

    def stops(self) -> list[QWidget]:
        """What takes the focus."""
        return [self._lines] if self._lines.text() else []

    def text(self) -> str:
        """What it tells, as HTML."""
        return self._lines.text()

    @property
    def _channel(self) -> str:
        return f"told-{id(self)}"

    def _show(self, lines: list[Line]) -> None:
        self._lines.setText("".join(map(_html, lines)))
        self.filled.emit(bool(lines))


def _html(line: Line) -> str:
    ink = theme.current()
    words, quiet = escape(line.words), f'<span style="color:{ink.faint}">'
    if line.record is None:
        said = f"{quiet}{words}</span>"
    else:
        link = f'<a href="{line.record}" style="color:{ink.accent};text-decoration:none">'
        said = f"{link}{words}</a> {quiet}{escape(line.beside)}</span>"
    return f'<p style="margin:2px 0">{said}</p>'


def _headings() -> dict[str, str]:
    return {
        "still-open": tr("Still open from earlier"),
        "editions": tr("Editions"),
        "term": tr("What follows from the term"),
    }


def _editions(draft: Draft, _today: date) -> Read:
    """The editions of the series in the form, in order, with those that are not on record."""
    series = draft.record_id

    def read(connection: Any) -> list[Line]:
        return _edition_lines(*latest(connection, series)) if series is not None else []

    return read


def _edition_lines(found: list[Edition], earlier: int) -> list[Line]:
    lines = [Line(trn("{n} earlier one", "{n} earlier ones", earlier))] if earlier else []
    gaps = missing(found, earlier)
    for each in found:
        while gaps and each.number is not None and gaps[0] < each.number:
            lines.append(Line(tr("no {ordinal} edition on record", ordinal=ordinal(gaps.pop(0)))))
        number = ordinal(each.number) if each.number is not None else tr("without a number")
        said = (number, shown_date(each.stub.date), each.stub.ref)
        lines.append(Line(each.stub.title, each.stub.id, " · ".join(filter(None, said))))
    return lines


def _still_open(draft: Draft, today: date) -> Read:
    """What is open from earlier engagements with the people in the form, or of its series."""
    people = [row.values.get("other_id") for row in draft.rows["participant"]]
    known = [person for person in people if isinstance(person, int)]
    series, when, here = draft.values.get("series"), draft.values.get("date"), draft.record_id
    of_series = series if isinstance(series, int) else None

    def read(connection: Any) -> list[Line]:
        readable = when if isinstance(when, str) and _is_date(when) else None
        found = carried_to(connection, known, of_series, readable, today, here=here)
        return [_promise_line(each) for each in found]

    return read


def _promise_line(each: Carried) -> Line:
    promise, standing = each
    side = countries.name(promise.owner_side) if promise.owner_side else ""
    said = " · ".join(filter(None, (promise.ref, side, standing.says)))
    return Line(promise.title, promise.id, said)


def _term(draft: Draft, today: date) -> Read:
    """Until when an agreement runs by its term, what comes then, and the last day of notice."""
    words = term(facts_in(draft), today).words()
    lines = [Line(capital(words))] if words else []
    return lambda _connection: lines


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except InputError:
        return False  # typed, and not readable yet
    return True


_READERS: dict[str, Callable[[Draft, date], Read]] = {
    "editions": _editions,
    "still-open": _still_open,
    "term": _term,
}
