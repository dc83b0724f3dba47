"""Writing a draft as one change: at once, or beside the window where its words are many.

A record is found by the text of its papers, so all of that is written again with each change of it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from defcat.catalogue import Catalogue, Stop
from defcat.change import Change, Changed
from defcat.drafts import store
from defcat.drafts.draft import Draft
from defcat.kinds import KINDS
from defcat.translation import tr
from ui.desk import Desk
from ui.writing import AT_ONCE, write

if TYPE_CHECKING:
    from defcat.bulk import Told

MUCH_TEXT = 500_000
"""Bytes of attached text that take longer than nobody feels: a book of some hundred pages."""


def is_heavy(desk: Desk, draft: Draft) -> bool:
    """Whether to write the words of the record would hold up the window."""
    if draft.record_id is None:
        return False
    from defcat import attachments

    with desk.catalogue.read() as connection:
        return attachments.text_bytes(connection, draft.record_id) > MUCH_TEXT


def save_now(desk: Desk, draft: Draft, kept: int | None) -> int:
    """Write a draft and forget the one that was `kept` of it; the record's identifier."""
    label, ready = _ready(desk, draft)
    with desk.change(label) as change:
        record_id = _put(change, ready, kept)
    draft.made = ready.made
    return record_id


def save_beside(
    desk: Desk, over: QWidget, draft: Draft, kept: int | None, then: Callable[[int], object]
) -> None:
    """The same on another thread, behind a dialog; `then` gets the identifier when it is done."""
    label, ready = _ready(desk, draft)
    saved: list[int] = []

    def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
        with catalogue.change(label, stop, told) as change:
            saved.append(_put(change, ready, kept))
        return change.done

    def written(_changed: Changed) -> None:
        draft.made = ready.made
        then(saved[-1])

    write(desk, over, label, AT_ONCE + 1, work, written)


def _ready(desk: Desk, draft: Draft) -> tuple[str, Draft]:
    """What saving is called in the history, and the draft on its record as it is now."""
    kind = tr(KINDS[draft.kind].label).lower()
    if draft.record_id is None:
        return tr("Add {kind}", kind=kind), draft
    with desk.catalogue.read() as connection:
        draft = draft.rebased(Draft.read(connection, draft.record_id))
    return tr("Edit {kind}", kind=kind), draft


def _put(change: Change, draft: Draft, kept: int | None) -> int:
    record_id = draft.save(change)
    if kept is not None:
        store.forget(change.connection, kept)
    return record_id
