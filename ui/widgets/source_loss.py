"""Before a source goes to the bin: what it supports, and what of that would have no source left."""

from html import escape
from itertools import groupby

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from defcat.dossier import Stub
from defcat.drafts.draft import NewRecord
from defcat.errors import InputError
from defcat.rules.support import Loss, Losses
from defcat.translation import tr, trn
from ui import theme
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.notice import Notice

_WIDTH, _HEIGHT = 600, 460


class SourceLoss(QDialog):
    """Asks whether sources may go. `agreed` carries what is cited in their place, or None.

    That is a record's identifier, or a `NewRecord`. `followed` carries a record to read instead.
    """

    agreed = Signal(object)
    followed = Signal(int)

    def __init__(
        self, desk: Desk, sources: dict[int, Stub], losses: Losses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Put in the bin"))
        self._sources = sources
        self._facts = QTextBrowser()
        self._facts.setOpenLinks(False)
        self._facts.setAccessibleName(tr("What these sources support"))
        self._facts.setHtml(_page(losses))
        self._facts.anchorClicked.connect(self._follow)
        self._heir = LinkField(LinkFinder(desk, ("source",)), {})
        self._heir.set_names(tr("The source to cite instead"))
        self.notice = Notice()
        self._replace = text_button(tr("Replace by another source…"), "source", "quiet")
        self._replace.clicked.connect(self._ask_heir)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._go = text_button(tr("Put in the bin anyway"), "bin", "danger")
        self._go.setAutoDefault(True)  # or Enter on it would cancel
        self._go.clicked.connect(self._agree)
        self._lay_out(losses)
        self._heir.hide()

    def heir(self) -> LinkField:
        """Where the source is chosen that is cited instead, once that is asked for."""
        return self._heir

    def text(self) -> str:
        """The facts that are listed, as plain text."""
        return self._facts.toPlainText()

    def _agree(self) -> None:
        heir = self._heir.value() if self._heir.isVisible() else None
        if not self._heir.isVisible() or self._can_replace(heir):
            self.accept()
            self.agreed.emit(heir)

    def _can_replace(self, heir: object) -> bool:
        if not isinstance(heir, int | NewRecord):
            problem = tr("No source is chosen.")
        elif heir in self._sources:
            problem = tr("This source is to go to the bin itself.")
        else:
            return True
        self.notice.problem(InputError(problem, tr("Type its name and choose it from the list.")))
        return False

    def _ask_heir(self) -> None:
        """Ask for the source that takes the place of those that go."""
        self._replace.hide()
        self._heir.show()
        self._go.setText(tr("Replace, and put in the bin"))
        self._heir.setFocus()

    def _follow(self, url: QUrl) -> None:
        self.reject()
        self.followed.emit(int(url.path()))

    def _lay_out(self, losses: Losses) -> None:
        named = [stub.title for stub in self._sources.values()]
        title = label(named[0] if len(named) == 1 else _count(len(named)), "title")
        title.setWordWrap(True)
        says = label(_says(losses), "")
        says.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (title, says, self._facts, self._heir, self.notice):
            column.addWidget(widget, int(widget is self._facts))
        add_buttons(column, self._cancel, self._go, left=(self._replace,))
        self._cancel.setFocus()
        self.resize(_WIDTH, _HEIGHT)
        fit_to_screen(self)


def _count(n: int) -> str:
    return trn("{n} source", "{n} sources", n)


def _says(losses: Losses) -> str:
    """How much is lost, and how much is not."""
    said = []
    if losses.unsupported:
        facts = trn("{n} fact", "{n} facts", losses.unsupported)
        records = trn("{n} record", "{n} records", losses.records)
        said.append(
            trn(
                "{facts} in {records} loses its only source.",
                "{facts} in {records} lose their only source.",
                losses.unsupported,
                facts=facts,
                records=records,
            )
        )
    if losses.kept:
        said.append(
            trn("{n} fact keeps another one.", "{n} facts keep another one.", losses.kept)
            if losses.unsupported
            else trn(
                "{n} fact keeps another source.", "{n} facts keep another source.", losses.kept
            )
        )
    return " ".join(said)


def _page(losses: Losses) -> str:
    """The facts by record, those that lose their only source first."""
    colours = theme.current()
    pieces = [f"<style>a {{ color: {colours.accent}; text-decoration: none; }}</style>"]
    for only, heading, ink in (
        (True, tr("Without a source"), colours.bad),
        (False, tr("With another source"), colours.muted),
    ):
        listed = [loss for loss in losses.listed if loss.only is only]
        if listed:
            pieces.append(f'<p style="color:{ink}"><b>{escape(heading)}</b></p>')
            pieces += _records(listed, colours.faint)
    if more := losses.unsupported + losses.kept - len(losses.listed):
        pieces.append(f"<p>{escape(trn('{n} more', '{n} more', more))}</p>")
    return f'<body style="color:{colours.text}">{"".join(pieces)}</body>'


def _records(listed: list[Loss], faint: str) -> list[str]:
    pieces = []
    for record, found in groupby(listed, key=lambda loss: loss.record):
        facts = "<br>".join(escape(loss.words) for loss in found)
        name = f'<a href="record:{record.id}">{escape(record.title)}</a>'
        ref = f'<span style="color:{faint}">{record.ref}</span>'
        pieces.append(f'<p style="margin:8px 0 0 0">{name} {ref}</p>')
        pieces.append(f'<p style="margin:0 0 0 16px">{facts}</p>')
    return pieces
