"""Who changed what in a record."""

from collections.abc import Iterable
from html import escape

from defcat.history import EntryView, Step, describe, local
from defcat.kinds import PARTS
from defcat.translation import tr, trn
from ui.widgets.sheet.writing import ROWS, Writing


def history(entries: Iterable[EntryView], w: Writing) -> str:
    """Who changed what, newest first; of the values no more than `ROWS`, the rest in History."""
    sections, left = [], ROWS
    for entry in entries:
        rows = [row for step in entry.steps for row in _step(w, step)]
        head = escape(tr("{label} · {by} · {at}", label=entry.label, by=entry.by, at=_at(entry)))
        if entry.undone:
            head = f"<s>{head}</s> {escape(tr('undone'))}"
        style = f"color:{w.ink.faint}"
        there = f'<a href="entry:{entry.id}" style="{style}">{escape(tr("show in History"))}</a>'
        shown, left = rows[:left], max(0, left - len(rows))
        if rest := len(rows) - len(shown):
            words = trn("{n} more", "{n} more", rest)
            shown.append(w.pair("", f'<a href="entry:{entry.id}">{escape(words)}</a>'))
        sections.append(f"<p style='margin-top:10px'><b>{head}</b> · {there}</p>{w.table(shown)}")
    return w.page(sections)


def _step(w: Writing, step: Step) -> list[str]:
    """A row of the history: a line a field for the record itself, one line for a part's row."""
    lines = [(name, _difference(w, old, new)) for name, old, new in describe(step)]
    if step.what not in PARTS:
        return [w.pair(name, words) for name, words in lines]
    heading = tr(PARTS[step.what].label)
    return [w.pair(heading, "; ".join(words for _, words in lines))] if lines else []


def _difference(w: Writing, old: str, new: str) -> str:
    if old and new:
        return f"{w.quiet(f'<s>{escape(old)}</s>')} → {escape(new)}"
    return escape(new) if new else w.quiet(f"<s>{escape(old)}</s>")


def _at(entry: EntryView) -> str:
    return local(entry.at).strftime("%Y-%m-%d %H:%M")
