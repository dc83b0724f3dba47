"""What of a catalogue with a passphrase can be read in the bytes that the program writes.

A made-up word stands in every text of every kind of record and part, in the history, in drafts,
searches, templates and settings. A child works with all of it in a folder that has everything it
writes, temporary files too, and is killed; every file is searched for every word, while the child
is at work and afterwards.

`python -m tests.torture.readable FOLDER` is the child without a window; the one with a window is
`tests.torture.at_the_window`. Both print the words they wrote, a JSON document, once they are at
work, and then wait to be killed.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from defcat import backups, crash, log
from defcat.briefs import Request, build, docx, pdf, recent, templates
from defcat.briefs.desk import DeskSettings
from defcat.briefs.desk import save as save_settings
from defcat.briefs.order import Order
from defcat.catalogue import Catalogue
from defcat.drafts import store
from defcat.drafts.draft import Draft
from defcat.search import recent as recent_searches
from defcat.search import run, saved
from defcat.search.parse import parse
from tests.core.making import NOON, ROOT
from tests.core.test_canary import Canaries
from tests.torture.hands import NAME, as_key
from tests.torture.plans import FIRST
from tests.torture.quick import quick_keys

CODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_LARGE = """
SELECT count(*) FROM (
    SELECT DISTINCT a.title || b.title || a.rowid || b.rowid || c.rowid AS line
    FROM record a, record b, (SELECT rowid FROM record LIMIT 15) c ORDER BY line DESC
)"""
"""More than fits into memory that SQLite keeps for it is put in order somewhere else."""


@dataclass(frozen=True)
class Seen:
    """A word that can be read in a file, and where the word was written."""

    file: str
    word: str
    place: str


def readable(folder: Path, words: dict[str, str]) -> list[Seen]:
    """Which of `words` can be read in the files below `folder`, in any case and coding."""
    known = {
        word.lower().encode(coding): (word, place)
        for word, place in words.items()
        for coding in CODINGS
    }
    anything = re.compile(b"|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    found = []
    for file, content in sorted(_contents(folder)):
        for match in {each.group() for each in anything.finditer(content.lower())}:
            found.append(Seen(file, *known[match]))
    return found


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder by its name, with the name itself as part of what can be read."""
    for each in folder.rglob("*"):
        if each.is_file():
            name = str(each.relative_to(folder))
            yield name, name.encode() + b"\n" + each.read_bytes()


def fill(folder: Path, passphrase: str | None = FIRST) -> tuple[Catalogue, dict[str, str]]:
    """A catalogue with a word in every place that can hold one, open; the words by their places."""
    canaries = Canaries(folder, secrets=True, key=as_key(passphrase))
    catalogue, words = canaries.catalogue, dict(canaries.words)

    def word(place: str) -> str:
        made = f"Xv{len(words):04}" + place.replace(" ", "")[::-1].lower()
        words[made] = place
        return made

    with catalogue.change("Keep") as change:
        half = Draft.new("official", title=word("draft title"), notes=word("draft notes"))
        store.keep(change.connection, half, NOON.isoformat())
        saved.save(change.connection, word("search name"), word("search query"))
        recent_searches.note(change.connection, word("recent search"))
        asked = Order(Request("profile", tuple(canaries.records(("official",))[:1])))
        recent.note(change.connection, recent.Recent(word("recent brief"), asked))
        save_settings(change.connection, DeskSettings(letterhead=word("letterhead")))
    templates.save(catalogue, templates.Template(word("template"), "profile", ("career",)))
    with catalogue.change(word("label")) as change:
        person = canaries.open["official"]
        change.set("official", person, notes=f"{word('long text')} " * 5_000)
    with catalogue.change("Take back") as change:
        change.set("official", person, notes=None)
    return catalogue, words


def use(catalogue: Catalogue, folder: Path, words: dict[str, str]) -> None:
    """Do with it whatever makes a program write something."""
    catalogue.notice()
    catalogue.undo()
    catalogue.redo()
    catalogue.rebuild_index()
    day = date(2024, 11, 18)
    with catalogue.read() as connection:
        for word in list(words)[:40]:
            run.find(connection, parse(word), today=day)
        run.find(connection, parse(""), order="title", today=day)
        asked = Request("country", country="IN")
        days = {"as_of": day, "prepared_on": day}
        brief = build(connection, asked, scheme=catalogue.scheme, **days)
        pdf.render(brief)
        docx.render_docx(brief)
        connection.exec_driver_sql(_LARGE).all()
    kept = log.LogFile(folder / "logs")
    log.event("backup-made", backup=backups.make(catalogue, backups.BY_HAND).path)
    kept.close()
    try:
        raise KeyError(next(iter(words)))
    except KeyError as error:
        crash.keep(crash.report(error), folder / "crashes")


@contextmanager
def child(module: str, folder: Path, *more: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """A child at work in `folder`; its number, and what it says. It is killed in the end."""
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    places = ("TMPDIR", "SQLITE_TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    own = dict.fromkeys(places, str(temporary)) | {"HOME": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-m", module, str(folder), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | own | {"QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            if not line:
                raise RuntimeError(f"{module} said nothing")
            yield process.pid, json.loads(line)
        finally:
            process.send_signal(signal.SIGKILL)


def look(module: str, folder: Path) -> tuple[int, list[Seen]]:
    """Let a child work in `folder` and kill it; how many words it wrote, and which can be read."""
    with child(module, folder) as (_, said):
        found = readable(folder, said["words"])
    return len(said["words"]), found + readable(folder, said["words"])


def wait_with(said: dict[str, Any]) -> None:
    """In the child: say that it is at work, and wait to be killed."""
    print(json.dumps(said), flush=True)
    signal.pause()


def main(arguments: Sequence[str]) -> None:
    quick_keys()
    folder = Path(arguments[0])
    catalogue, words = fill(folder)
    use(catalogue, folder, words)
    wait_with({"words": words})


def summary(found: Iterable[Seen]) -> list[str]:
    """What can be read, a line for each file and place."""
    return sorted({f"{each.file}: {each.place}" for each in found})


__all__ = ["NAME", "child", "fill", "look", "main", "readable", "summary", "use", "wait_with"]

if __name__ == "__main__":
    main(sys.argv[1:])
