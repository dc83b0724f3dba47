"""One column of the table in a line: its name, what stands in it, and what becomes of it."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from defcat.errors import InputError
from defcat.exchange.choices import Choice
from defcat.exchange.fitting import form_of
from defcat.exchange.guess import ColumnGuess
from defcat.exchange.targets import (
    IGNORED,
    MAIN_FIELD,
    STATED,
    Target,
    place_of,
    target_label,
    targets,
)
from defcat.translation import tr
from ui import theme
from ui.widgets.heading import label
from ui.widgets.link_chip import Elided
from ui.widgets.pull_down import PullDown, SearchedPullDown

SAMPLES = 3
NAME, BECOMES, SEVERAL, SURE = 184, 264, 116, 104
"""Widths in px; what stands in the column takes the rest."""
_CLEAR, _LIKELY = 0.75, 0.55


class TargetModel(QStandardItemModel):
    """What a column of a table of `kind` can become, for all the lines that offer it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        for target in sorted(targets(kind), key=lambda one: one.code not in (STATED, IGNORED)):
            self._add(target)

    def place(self, code: str) -> int:
        """The row of a target, added where it is not among those offered."""
        found = self.match(self.index(0, 0), Qt.ItemDataRole.UserRole, code, 1, _EXACT)
        if not found:
            self._add(Target(code, target_label(self._kind, code)))
            return self.rowCount() - 1
        return found[0].row()

    def _add(self, target: Target) -> None:
        item = QStandardItem(target.label)
        item.setData(target.code, Qt.ItemDataRole.UserRole)
        item.setToolTip(target.help or target.group)
        self.appendRow(item)


class ColumnLine(QWidget):
    """`chosen` carries the Choice that a person made for the column."""

    chosen = Signal(object)

    def __init__(
        self, kind: str, model: TargetModel, guessed: ColumnGuess, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._model = model
        self._guessed = guessed
        self._choice = Choice(guessed.column)
        name, samples = Elided(), Elided()
        name.set_words(" ".join(guessed.column.split()))
        name.setToolTip(guessed.column)
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        name.setFixedWidth(NAME)
        texts = [" ".join(text.split())[:80] for text in guessed.samples[:SAMPLES]]
        samples.set_words("  ·  ".join(texts) or tr("empty"))
        samples.setToolTip("\n".join(text[:300] for text in guessed.samples[:SAMPLES]))
        samples.setProperty("role", "muted")
        said = tr("What “{column}” becomes", column=guessed.column)
        self.target = SearchedPullDown(said)
        self.target.setFixedWidth(BECOMES)
        self.target.share(model)
        self.several: PullDown | None = None
        self._room = QWidget()
        self._room.setFixedWidth(SEVERAL)
        self._beside = QHBoxLayout(self._room)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._sure = label("", "small")
        self._sure.setFixedWidth(SURE)
        self.target.activated.connect(lambda _at: self._retarget())
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 2, 20, 2)
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(samples, 1)
        for widget in (self.target, self._room, self._sure):
            row.addWidget(widget)

    @property
    def column(self) -> str:
        """The name of the column."""
        return self._guessed.column

    def show_choice(self, choice: Choice) -> None:
        """Show what becomes of the column."""
        self._choice = choice
        place = self._model.place(choice.target)
        self.target.blockSignals(True)
        self.target.show_place(place)
        self.target.blockSignals(False)
        self._offer_several(choice)
        self._say_how_sure()

    def sure(self) -> str:
        """What is said of how sure the guess is."""
        return self._sure.text()

    def _offer_several(self, choice: Choice) -> None:
        """Ask what separates several things in a cell, where there may be several."""
        can = _may_have_several(self._kind, choice.target)
        if self.several is None and can:
            said = tr("What separates several in a cell of {c}", c=self.column)
            self.several = PullDown(said)
            self.several.setToolTip(tr("What separates several in one cell"))
            self.several.activated.connect(lambda _at: self._separate())
            self._beside.addWidget(self.several)
        if self.several is not None:
            options = _separators()
            if choice.several not in [value for value, _ in options]:
                options.append((choice.several, f"“{choice.several}”"))
            self.several.offer(options)
            self.several.choose(choice.several)
            self.several.setVisible(can)

    def _retarget(self) -> None:
        target = str(self.target.currentData())
        if target == self._choice.target:
            return
        guessed = self._guessed
        again = target == guessed.target
        several = guessed.several if again or _may_have_several(self._kind, target) else ""
        form = guessed.form if again else form_of(self._kind, target, guessed.samples)
        made = replace(self._choice, target=target, several=several, form=form, values={})
        self.show_choice(made)
        self.chosen.emit(made)

    def _separate(self) -> None:
        assert self.several is not None
        made = replace(self._choice, several=str(self.several.currentData() or ""))
        self.show_choice(made)
        self.chosen.emit(made)

    def _say_how_sure(self) -> None:
        guessed = self._guessed
        tone, says, why = "", "", guessed.why
        if self._choice.target != guessed.target:
            says, why = tr("your choice"), tr("guessed: {what}", what=self._guess_label())
            if guessed.said:
                why = tr("before: {what}", what=self._guess_label())
        elif guessed.said:
            says, tone = guessed.said, "" if guessed.confidence else "warn"
        elif guessed.target in (STATED, IGNORED):
            says = tr("no field")
        elif guessed.confidence >= _CLEAR:
            says = tr("clear")
        elif guessed.confidence >= _LIKELY:
            says = tr("likely")
        else:
            says, tone = tr("look at this"), "warn"
        self._sure.setText(says)
        self._sure.setToolTip(why)
        self.target.setToolTip(why)
        self.target.setAccessibleDescription(f"{says}: {why}" if why else says)
        theme.set_property(self._sure, "tone", tone)

    def _guess_label(self) -> str:
        return target_label(self._kind, self._guessed.target)


def _may_have_several(kind: str, target: str) -> bool:
    """Whether a cell may name several things of such a target."""
    if target in (STATED, IGNORED):
        return False
    try:
        place = place_of(kind, target)
    except InputError:
        return False
    return bool(place.part) and place.field in (MAIN_FIELD.get(place.part), "body")


def _separators() -> list[tuple[str, str]]:
    return [
        ("", tr("one in a cell")),
        (";", tr("several  ;")),
        (",", tr("several  ,")),
        ("/", tr("several  /")),
        ("&", tr("several  &")),
        ("\n", tr("a line each")),
    ]


_EXACT = Qt.MatchFlag.MatchExactly
