"""What is asked for on a page of records, and who does it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.workspace import Workspace


def answer(work: "Workspace") -> None:
    """Have what the pages of `work` ask for done: a record shown, edited, begun or acted on."""
    recording, acts, records = work.recording, work.acts, work.records
    work.home.chosen.connect(work.open_record)
    work.home.new_asked.connect(recording.new_record)
    work.home.draft_chosen.connect(recording.resume)
    work.bin.opened.connect(work.open_record)
    records.new_asked.connect(recording.begin)
    records.edit_asked.connect(recording.edit)
    detail = records.detail
    detail.followed.connect(work.open_record)
    detail.list_asked.connect(work.ask)
    detail.edit_asked.connect(recording.edit)
    detail.cite_asked.connect(recording.cite)
    detail.brief_asked.connect(lambda _id: work.briefing.preview())
    detail.bin_asked.connect(lambda _id: acts.put_in_bin())
    detail.link_asked.connect(acts.link)
    detail.row_asked.connect(acts.row)
    detail.prefer_asked.connect(acts.prefer)
    detail.deed_asked.connect(acts.do)
    acts.held.connect(recording.enter_what_came_of_it)
