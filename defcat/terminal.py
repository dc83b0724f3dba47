"""How the command line prints: JSON, tables, a record in words, what an import did."""

import json
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from defcat import history, vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row
from defcat.exchange.formats import Reading
from defcat.exchange.guess import Guess
from defcat.exchange.importer import ImportResult
from defcat.exchange.rehearsal import Fate
from defcat.exchange.targets import target_label
from defcat.fields import Link
from defcat.history import EntryView
from defcat.kinds import KINDS, PARTS, label_of
from defcat.parts import NAMES_ROW
from defcat.text import escaped, shown
from defcat.translation import tr, trn

STEPS = 20
"""So many rows of an entry of the history are printed."""
LEFT = 5
"""So many lines that were left out are shown."""
VALUE = 100
"""Characters of a value in the history."""
WIDTH = 140
"""Columns of a table that is not printed to a terminal."""


def _say(line: str) -> None:
    """Print a line in which nothing commands the terminal."""
    print(shown(line))


def print_json(document: dict[str, Any]) -> None:
    """One JSON document, in which nothing commands the terminal."""
    print(escaped(json.dumps(document, ensure_ascii=False, indent=1)))


def print_table(columns: list[str], rows: list[list[str]]) -> None:
    """Rows under headings, as wide as the terminal."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, markup=False)
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for row in rows:
        table.add_row(*map(shown, row))
    console.print(table)


@contextmanager
def progress(words: str, *, at_once: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while it is a terminal; told how much is done, of how much.

    It is there `at_once`, or as soon as it is told something.
    """
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None, visible=at_once)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def print_record(dossier: Dossier, status: dict[str, Any] | None) -> None:
    """A record in words: fields, parts, links from elsewhere, sources."""
    _say(f"{dossier.stub.ref}  {dossier.stub.title}")
    if status:
        _print_status(status)
    for field in KINDS[dossier.kind].fields:
        if field.name != "title" and dossier.values[field.name] is not None:
            _say(_below(f"  {tr(field.label)}: {dossier.text(field.name)}", 4))
    for name, rows in dossier.parts.items():
        if name != "citation":
            _print_rows(tr(PARTS[name].label), (_in_words(dossier, row) for row in rows))
    for name, rows in dossier.backlinks.items():
        if name != "citation":
            _print_rows(tr(PARTS[name].inverse), (_from_there(dossier, row) for row in rows))
    _print_rows(
        tr("Sources"), (_in_words(dossier, citation) for citation in dossier.parts["citation"])
    )


def print_day(shown: dict[str, Any]) -> None:
    """How a record stands on its day, from what `defcat show --json` says of it."""
    day = PartialDate.parse(shown["as_of"]).show()
    offices = [f"{each['title']} ({each['ref']}): {each['office']}" for each in shown["offices"]]
    stood = [f"{each['title']} ({each['ref']}): {each['says']}" for each in shown["commitments"]]
    own = shown["kind"] == "official"
    posts = [p["says"] if own else f"{p['official']}: {p['says']}" for p in shown["posts"]]
    _print_rows(tr("Posts, {day}", day=day), posts)
    _print_rows(tr("Offices held then"), offices)
    _print_rows(tr("Commitments, {day}", day=day), stood)
    if shown["came_later"]:
        _say(f"  {tr('This record came after {day}.', day=day)}")
    if n := shown["left_out"]:
        left = trn("{n} later item left out", "{n} later items left out", n)
        _say(f"  {left} ({tr('after {day}', day=day)})")


def print_findings(found: list[dict[str, Any]]) -> None:
    """What the catalogue noticed about a record, and what to do about it."""
    _print_rows(tr("Findings"), (f"{each['says']} {each['fix']}".strip() for each in found))


def print_import(result: ImportResult, *, refused: bool, dry_run: bool) -> None:
    """What would change, the rows that are left out, then the counts, unless it was refused."""
    for change in result.changes:
        _say(f"{change.ref}  {change.title}")
        for one in change.fields:
            said = f"{_short(one.before)} → {_short(one.says)}"
            _say(f"    {one.label}: {said} ({_fates()[one.fate]})")
    for bad in (*result.bad, *result.doubtful):
        where = tr("line {n}", n=bad.line) + (f": {bad.column}" if bad.column else "")
        _say(f"{where}: {bad.reason}")
    if refused:
        return
    counts = tr(
        "{new} new, {changed} changed, {unchanged} unchanged",
        new=result.new,
        changed=result.changed,
        unchanged=result.unchanged,
    )
    if result.kept:
        counts += "; " + trn(
            "{n} statement kept beside what is recorded",
            "{n} statements kept beside what is recorded",
            result.kept,
        )
    if result.joined:
        counts += "; " + trn(
            "{n} joined to a record known by name",
            "{n} joined to records known by name",
            result.joined,
        )
    if result.doubtful:
        n = len(result.doubtful)
        counts += "; " + trn("{n} doubtful, left out", "{n} doubtful, left out", n)
    if dry_run:
        counts = tr("Would be: {counts}", counts=counts)
    elif not result.new and not result.changed:
        counts += tr("; nothing was changed")
    _say(counts)


def _fates() -> dict[Fate, str]:
    """What becomes of what a file says."""
    return {
        Fate.SET: tr("set"),
        Fate.ADDED: tr("added"),
        Fate.REMOVED: tr("taken away"),
        Fate.BESIDE: tr("kept beside"),
        Fate.LEFT: tr("left as it is"),
    }


def print_guess(guess: Guess) -> None:
    """What the columns of a table seem to be, and what tells its rows from each other."""
    _say(tr("Each row is: {kind}", kind=tr(KINDS[guess.kind].label).lower()))
    for one in guess.columns:
        label = target_label(guess.kind, one.target)
        sure = tr("{n} % sure", n=round(100 * one.confidence))
        _say(f"  {one.column} → {label} ({sure}{': ' if one.why else ''}{one.why})")
    _say(tr("Rows are told apart by: {names}", names=", ".join(guess.key) or "-"))
    _say(f"  {guess.key_why}")
    _say_order(guess)


def _say_order(guess: Guess) -> None:
    """How dates are read, why, and what speaks against it."""
    orders = {
        "day-first": tr("Dates are read with the day first, 03/04/2024 as 3 April 2024"),
        "month-first": tr("Dates are read with the month first, 03/04/2024 as 4 March 2024"),
        "iso": tr("Dates are read as 2024-04-03"),
    }
    said = guess.dates
    _say(orders[said.order] + (f": {said.why}" if said.why else ""))
    if said.doubt:
        _say(f"  {tr('In doubt: {why}', why=said.doubt)}")


def print_lines(reading: Reading, others: Sequence[str]) -> None:
    """What became of the lines of a sheet that are no rows; `others` are sheets not read.

    Nothing is said where all below the head are rows.
    """
    if not (reading.blank or reading.left or others):
        return
    head = reading.layout.head
    counts = (
        trn("{n} row", "{n} rows", len(reading.table.rows)),
        trn("{n} line of the head", "{n} lines of the head", head[1] - head[0] + 1 if head else 0),
        trn("{n} blank line", "{n} blank lines", reading.blank),
        trn("{n} line left out", "{n} lines left out", len(reading.left)),
    )
    _say(tr("Read: {counts}", counts=", ".join(counts)))
    for left in reading.left[:LEFT]:
        _say(f"  {tr('line {n}', n=left.line)}: {left.why}: {_short(left.text)}")
    if len(reading.left) > LEFT:
        _say(f"  {tr('… and {n} more', n=len(reading.left) - LEFT)}")
    if others:
        _say(tr("Sheets not read (see --sheet): {names}", names=", ".join(others)))


def print_history(entries: Iterable[EntryView], backwards: Container[int] = ()) -> None:
    """Each entry with its first changes, what a field was and what it is, each on one line.

    `backwards`: those before which the clock was set back.
    """
    for entry in entries:
        undone = tr(" (undone)") if entry.undone else ""
        undone += tr(" (the clock was set back)") if entry.id in backwards else ""
        _say(f"{entry.id}  {entry.at}  {entry.by}  {entry.label}{undone}")
        shown = entry.steps[:STEPS]
        for step in shown:
            of = step.record.ref if step.record else "-"
            for label, old, new in history.describe(step):
                _say(f"    {of}  {label}: {_short(old)} → {_short(new)}")
        if more := entry.total - len(shown):
            _say(f"    {tr('… and {n} more', n=more)}")


def _short(value: str) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(value.split()) or "-"
    return line if len(line) <= VALUE else line[: VALUE - 1].rstrip() + "…"


def _print_status(status: dict[str, Any]) -> None:
    """A status with its reason and sources, the term, and the parties that stand elsewhere."""
    _say(f"  {tr('Status')}: {status['label']} ({status['reason']})")
    if status["sources"]:
        _say(f"    {tr('according to {sources}', sources=', '.join(status['sources']))}")
    for each in status["parties"]:
        if each["code"] != status["code"]:
            label = vocabulary.label("agreement-status", each["code"])
            _say(f"    {each['party']}: {label} ({each['reason']})")
    if words := status["term"]["words"]:
        _say(f"  {tr('Term')}: {words}")


def _print_rows(heading: str, lines: Iterable[str]) -> None:
    shown = [line for line in lines if line]
    if shown:
        _say(f"  {heading}:")
        for line in shown:
            _say(_below(f"    {line}", 6))


def _below(text: str, columns: int) -> str:
    """Text of several lines with all but the first set in by so many columns."""
    return text.replace("\n", "\n" + " " * columns)


def _in_words(dossier: Dossier, row: Row) -> str:
    """A row by its values, each link by the title and reference at its other end."""
    said = []
    for field in PARTS[row.part].fields:
        value = row[field.name]
        if value is None or field.name == NAMES_ROW.get(row.part):
            continue
        if isinstance(field.type, Link):
            stub = dossier.stubs[int(value)]
            said.append(f"{stub.title} ({stub.ref})")
        elif field.name == "about":
            said.append(tr("on {what}", what=label_of(dossier.kind, str(value)).lower()))
        elif field.name == "preferred":
            said.extend([tr("preferred")] if value else [])
        else:
            said.append(row.text(field.name))
    return "; ".join(said)


def _from_there(dossier: Dossier, row: Row) -> str:
    """A row of another record that names this one."""
    stub = dossier.stubs[row.record_id]
    role = row.text("post") if row.part == "tenure" else row.role(back=True)
    return "; ".join(word for word in (f"{stub.title} ({stub.ref})", role) if word)
