"""What wants attention, wired into the workspace: what is watched, and what was noticed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from defcat.errors import DefcatError
from defcat.rules import findings
from defcat.rules.findings import Found, Scope
from defcat.translation import trn
from ui.deeds import menu
from ui.frame import Frame
from ui.noticing import Noticing
from ui.window import Window

if TYPE_CHECKING:
    from ui.workspace import Workspace

_TAB_OF = {
    "event": "timeline",
    "tenure": "timeline",
    "outcome": "timeline",
    "participant": "links",
    "agreement_relation": "links",
    "citation": "sources",
}
"""The tab of the pane on which a part stands that a finding is about; the facts for all others."""


class Attention(QObject):
    """Leads from what is watched and noticed to the records, and does what findings offer."""

    def __init__(self, work: "Workspace", window: Window, frame: Frame) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self.noticing = Noticing(work.desk, self)
        self._connect(frame)

    def start(self) -> None:
        """Begin to see what is worth a look."""
        self.noticing.start()

    def stop(self) -> None:
        """Leave it, because the catalogue is closed."""
        self.noticing.stop()

    def open(self, found: Found) -> None:
        """Show the record that a finding is about, at the part of it that it is about."""
        tab = _TAB_OF.get(found.finding.about or "", "facts")
        self._work.records.detail.show_tab(tab)
        self._work.open_among_its_kind(found.record.id)

    def mend(self, found: Found) -> None:
        """Do what the finding offers: merge two records, or open the form where it is wrong."""
        other = found.finding.other_id
        if findings.RULES[found.finding.rule].scope is Scope.PAIR and other is not None:
            # the older one is the one that others refer to
            return self._merge(*sorted((found.record.id, other)))
        recording = self._work.recording
        open_form = recording.mend if self._work.on_findings() else recording.edit
        open_form(found.record.id)
        if self._work.form is not None:
            self._work.form.body.go_to(found)

    def dismiss(self, found: Sequence[Found]) -> None:
        """Ask why these may stand, and let them; those that were dismissed are left out."""
        from ui.widgets.dismiss import DismissDialog

        chosen = [each for each in found if each.dismissal is None]
        if chosen and self._desk.catalogue.writable:
            dialog = DismissDialog(self._desk, chosen, self._window)
            dialog.rejected.connect(self._window.guard.start)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def dismiss_one(self, found: Found) -> None:
        """Ask why this one may stand."""
        self.dismiss([found])

    def take_back(self, found: Sequence[Found]) -> None:
        """Bring back those of these that were dismissed, as one change."""
        chosen = [each for each in found if each.dismissal is not None]
        if not chosen or not self._desk.catalogue.writable:
            return
        done = trn("Bring back {n} finding", "Bring back {n} findings", len(chosen))
        with self._guarded():
            with self._desk.change(done) as change:
                for each in chosen:
                    findings.undismiss(change, each.finding)
            said = trn("{n} finding is back.", "{n} findings are back.", len(chosen))
            self._desk.said.emit(said, True)

    def _merge(self, keep: int, gone: int) -> None:
        from ui.widgets.merge_dialog import MergeDialog

        with self._guarded():
            dialog = MergeDialog(self._desk, keep, gone, self._window)
            if not self._work.on_findings():  # whoever works through the list goes on there
                dialog.merged.connect(self._work.open_among_its_kind)
            dialog.rejected.connect(self._window.guard.start)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _watch_rule(self, rule: str) -> None:
        self._work.go("watch")
        self._work.watch.show_rule(rule)

    def _menu(self, at: QPoint) -> None:
        work = self._work
        menu([deed for deed in work.deeds if deed.applies == work.on_findings], work).popup(at)

    def _connect(self, frame: Frame) -> None:
        home, watch, page = self._work.home, self._work.watch, self._work.findings
        detail = self._work.records.detail
        home.watch_asked.connect(self._watch_rule)
        home.findings_asked.connect(lambda: self._work.go("findings"))
        watch.opened.connect(self._work.open_among_its_kind)
        watch.left.connect(self._work.back)
        page.opened.connect(self.open)
        page.mend_asked.connect(self.mend)
        page.dismiss_asked.connect(self.dismiss)
        page.back_asked.connect(self.take_back)
        page.menu_asked.connect(self._menu)
        page.left.connect(self._work.back)
        detail.mend_asked.connect(self.mend)
        detail.dismiss_asked.connect(self.dismiss_one)
        self.noticing.counted.connect(frame.show_findings)
        self.noticing.counted.connect(home.show_findings)
        self.noticing.progressed.connect(frame.show_checking)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DefcatError as error:
            self._desk.failed.emit(error)
