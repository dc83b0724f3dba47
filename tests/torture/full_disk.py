"""Every way to write, on a disk without room.

A small file system is filled until so many bytes are left, and something is written. It is refused
in words with a next step, the state before it is still there, and nothing else lies about; once
there is room, the same works. The file system is one of memory, in a name space of its own, which
needs no rights and is gone with this process; where a system has no such thing, files that may not
grow any more take its place, which is nearly the same to a program.

`python -m tests.torture.full_disk FOLDER [ROOM…]` prints what came of each write as a JSON document
in a line.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path

from defcat import backups, bulk, cli, log
from defcat.briefs import Request, build, docx, pdf
from defcat.catalogue import Catalogue
from defcat.drafts import store
from defcat.errors import DefcatError
from defcat.exchange.jsonfile import export_json
from defcat.salvage import salvage
from defcat.search import saved
from tests.core.making import NOON, ROOT
from tests.torture.hands import DATA, NAME, QUICKLY, WHOLLY, Hands, content, kept, state_of
from tests.torture.plans import (
    FIRST,
    TOPIC,
    TYPED,
    back_up,
    begin,
    begin_old,
    change,
    edit_many,
    import_table,
    notice,
    rekey_to,
    undo,
    write_beside,
    write_table,
)
from tests.torture.quick import quick_keys

SIZE = 12 * 1024 * 1024
FULL, NEARLY = 0, 48 * 1024
ROOMS = (FULL, NEARLY)
MANY_ROOMS = (0, 1, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
"""In KiB; what is enough differs, and so does where in its work a write meets the end."""
BALLAST = "ballast"
BACKUP = "<backup>"
_DAY = date(2024, 11, 18)


@dataclass(frozen=True)
class Way:
    """A way to write. `begin` makes what there is before; `prepare` does what is not measured.

    `writes` names a file that is to be whole afterwards, or not there; `in_pieces`: what follows
    from the record is written piece by piece, each of them whole, and made anew whenever it lacks.
    """

    name: str
    do: Callable[[Hands], object]
    begin: Callable[[Path], None] = begin
    prepare: Callable[[Hands], object] = lambda hands: hands.catalogue
    writes: str = ""
    in_pieces: bool = False
    secrets: tuple[str | None, ...] = (None,)


@dataclass(frozen=True)
class Came:
    """What came of a way to write with so much room: what was said, and what is wrong with it."""

    way: str
    room: int
    said: str
    wrong: tuple[str, ...]


def ways() -> tuple[Way, ...]:
    """Every way to write, but for the window's own."""
    long = "A long day at the docks. " * 4_000
    return (
        Way("edit", change(lambda c: c.set("engagement", 2, notes=long))),
        Way("create records", change(lambda c: _add_many(c))),
        Way("import", import_table, prepare=_with_a_table),
        Way("bulk edit", edit_many(bulk.AddTopic(TOPIC))),
        Way("undo", undo, prepare=edit_many(bulk.AddTopic(TOPIC))),
        Way("draft", write_beside(lambda c: store.keep(c, _long_draft(long), NOON.isoformat()))),
        Way("saved search", write_beside(lambda c: saved.save(c, "Docks", long[:5_000]))),
        Way("setting", lambda hands: hands.catalogue.keep_setting("brief-letterhead", long)),
        Way("findings", notice, prepare=_to_be_noticed, in_pieces=True),
        Way("index made anew", lambda hands: hands.catalogue.rebuild_index()),
        Way("open", lambda hands: hands.catalogue, prepare=Hands.close),
        Way("migration", lambda hands: hands.catalogue, begin_old, Hands.close),
        Way("new catalogue", _new, prepare=Hands.close, writes="new.defcat"),
        Way("another passphrase", rekey_to(FIRST), prepare=Hands.close, secrets=(None, FIRST)),
        Way("passphrase removed", rekey_to(None), _keyed, Hands.close, secrets=(None, FIRST)),
        Way("backup", back_up),
        Way("restore", _restore, prepare=_closed_with_a_backup),
        Way("salvage", _salvage, prepare=Hands.close, writes="new.defcat"),
        Way("PDF", partial(_brief, form="pdf"), writes="brief.pdf"),
        Way("DOCX", partial(_brief, form="docx"), writes="brief.docx"),
        Way("export", _export, writes="out.json"),
        Way("log", _log, prepare=Hands.close),
        *(_command(*line) for line in COMMANDS),
    )


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("import", NAME, "visits.csv", "--profile", "visits.toml"),
    ("undo", NAME),
    ("new", "new.defcat", "--sample"),
    ("brief", NAME, "country", "IN", "--out", "brief.pdf"),
    ("export", NAME, "out.json"),
    ("check", NAME, "--repair"),
    ("backup", NAME),
    ("restore", BACKUP, NAME),
    ("passphrase", NAME, "--new-passphrase-file", "secret"),
    ("salvage", NAME, "new.defcat"),
)


def _command(*words: str) -> Way:
    """A command of the command line, which says in one line why it did nothing; in one before that
    it may say that the daily backup could not be made.
    """

    def do(hands: Hands) -> None:
        said, printed = StringIO(), StringIO()
        here = Path.cwd()
        os.chdir(hands.folder)
        try:
            with redirect_stderr(said), redirect_stdout(printed):
                code = cli.main([str(_backup(hands)) if w == BACKUP else w for w in words])
        finally:
            os.chdir(here)
        lines = said.getvalue().strip().splitlines()
        if code == cli.DONE:
            return
        told = all(line.startswith("defcat: ") for line in lines)
        if code != 2 or not told or len(lines) > 2 or "went wrong" in lines[-1]:
            raise AssertionError(f"exit code {code}: {said.getvalue()} {printed.getvalue()}")
        raise DefcatError(lines[-1], "as said")

    written = next((word for word in words[1:] if word in _WRITTEN), "")
    return Way(f"defcat {words[0]}", do, begin, _closed_with_all, written, secrets=(None, FIRST))


_WRITTEN = ("new.defcat", "brief.pdf", "out.json")


def _to_be_noticed(hands: Hands) -> None:
    edit_many(bulk.SetField("date", "1815"))(hands)


def _with_a_table(hands: Hands) -> None:
    write_table(hands.folder, 1, "Said. " * 99, rows=99)
    assert hands.catalogue.writable


def _closed_with_all(hands: Hands) -> None:
    _with_a_table(hands)
    (hands.folder / "secret").write_text(FIRST, "utf-8")
    _closed_with_a_backup(hands)


def _closed_with_a_backup(hands: Hands) -> None:
    back_up(hands)
    change(lambda c: c.set("engagement", 2, title="Visit to the docks"))(hands)
    hands.close()


def _keyed(folder: Path) -> None:
    begin(folder, FIRST)


def _backup(hands: Hands) -> Path:
    return kept(hands.folder)[0]


def _restore(hands: Hands) -> None:
    backups.restore(_backup(hands), hands.path, None, user="asha", now=NOON)


def _salvage(hands: Hands) -> None:
    salvage(hands.path, None, hands.folder / "new.defcat")


def _add_many(under_way: object) -> None:
    for number in range(200):
        under_way.add("topic", title=f"Topic {number}", type="sector")  # type: ignore[attr-defined]


def _long_draft(text: str) -> object:
    TYPED.put("notes", text)
    return TYPED


def _new(hands: Hands) -> None:
    Catalogue.create(hands.folder / "new.defcat", user="asha", now=lambda: NOON).close()


def _brief(hands: Hands, form: str) -> None:
    catalogue = hands.catalogue
    with catalogue.read() as connection:
        asked = Request("country", country="IN")
        days = {"as_of": _DAY, "prepared_on": _DAY}
        brief = build(connection, asked, scheme=catalogue.scheme, **days)
    if form == "pdf":
        pdf.write_pdf(brief, hands.folder / "brief.pdf")
    else:
        docx.write_docx(brief, hands.folder / "brief.docx")


def _export(hands: Hands) -> None:
    with hands.catalogue.read() as connection:
        export_json(connection, hands.folder / "out.json", None, today=_DAY)


def _log(hands: Hands) -> None:
    """A log that cannot be written stops nobody."""
    kept = log.LogFile(hands.folder / "logs")
    for _ in range(2_000):
        log.event("saved", records=1)
    kept.close()


# --- doing it -------------------------------------------------------------------------------------


def try_way(
    way: Way, begun: Path, folder: Path, room: int, limit: "Limit", parts: Collection[str]
) -> Came:
    """Write with `room` bytes left, then with enough; `begun` is what there is before. In the end
    these `parts` of a check are looked at.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(begun, folder)
    os.environ["XDG_DATA_HOME"] = str(folder / DATA)
    hands = Hands(folder, way.secrets)
    way.prepare(hands)
    before, names = _content(hands, folder), _names(folder)
    wrong, said = [], ""
    with limit(folder, room):
        try:
            way.do(hands)
            said = "done"
        except DefcatError as error:
            said = str(error)
            wrong += [] if error.fix else ["it says no next step"]
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            said = f"{type(error).__name__}: {error}"
            wrong += ["no expected failure"]
    if said != "done":
        wrong += _changed(way, hands, folder, before, names)
    try:
        if said != "done" or not way.writes:
            _try_again(way, hands, said)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        wrong += [f"not done with room: {type(error).__name__}: {error}"]
    hands.close()
    try:
        state_of(folder / NAME, way.secrets, parts)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        wrong += [f"broken afterwards: {error}"]
    if way.writes and not (folder / way.writes).is_file():
        wrong += [f"{way.writes} is not there"]
    return Came(way.name, room, said, tuple(wrong))


def _try_again(way: Way, hands: Hands, said: str) -> None:
    if said != "done":
        way.do(hands)


def _changed(
    way: Way, hands: Hands, folder: Path, before: str, names: frozenset[str]
) -> Iterator[str]:
    if way.begin is not begin_old and not way.in_pieces and _content(hands, folder) != before:
        yield "something was changed"
    if way.writes and (folder / way.writes).exists():
        yield f"there is a {way.writes}"
    if more := _names(folder) - names:
        yield f"left behind: {sorted(more)}"


def _content(hands: Hands, folder: Path) -> str:
    """What the catalogue holds; of a closed one its bytes."""
    if hands.is_open:
        return content(hands.catalogue)
    return (folder / NAME).read_bytes().hex()


def _names(folder: Path) -> frozenset[str]:
    """What lies in a folder, but for what goes with an open catalogue."""
    own = (
        f"{NAME}-wal",
        f"{NAME}-shm",
        f"{NAME}.lock",
        f"{NAME}.holder",
        "defcat.log",
        "backups.json",
    )
    files = (each for each in folder.rglob("*") if each.is_file() and each not in kept(folder))
    return frozenset(str(each.relative_to(folder)) for each in files if each.name not in own)


Limit = Callable[[Path, int], "object"]


@contextmanager
def filled(folder: Path, room: int) -> Iterator[None]:
    """The disk that `folder` is on filled but for `room` bytes."""
    ballast = folder.parent / BALLAST
    free = os.statvfs(folder)
    size = free.f_bavail * free.f_frsize - room
    with ballast.open("wb") as file:
        if size > 0:
            os.posix_fallocate(file.fileno(), 0, size)
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_growth(folder: Path, room: int) -> Iterator[None]:
    """Files that cannot grow beyond `room` bytes more than the largest one that there is."""
    import resource

    largest = max(each.stat().st_size for each in folder.iterdir()) if room else 0
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
        signal.signal(signal.SIGXFSZ, handled)


def try_all(folder: Path, rooms: Sequence[int], limit: Limit) -> Iterator[Came]:
    """Every way to write, with each of `rooms`."""
    parts = WHOLLY if len(rooms) > 1 else QUICKLY
    begun: dict[Callable[[Path], None], Path] = {}
    for way in ways():
        if way.begin not in begun:
            begun[way.begin] = folder / f"begun-{len(begun)}"
            begun[way.begin].mkdir()
            way.begin(begun[way.begin])
        for room in rooms:
            yield try_way(way, begun[way.begin], folder / "desk", room, limit, parts)


def run(
    folder: Path,
    rooms: Sequence[int] = ROOMS,
    told: Callable[[Came], object] = lambda came: None,
) -> tuple[str, list[Came]]:
    """Try everything in a process of its own, on a disk of its own where that can be had; on what
    kind of disk, and what came of it, of which `told` hears as it goes.
    """
    me = [sys.executable, "-m", "tests.torture.full_disk", str(folder), *map(str, rooms)]
    apart = ["unshare", "--mount", "--map-root-user"]
    has_small_disk = not subprocess.run(
        [*apart, "mount", "-t", "tmpfs", "none", str(folder)], capture_output=True
    ).returncode
    command = [*apart, *me, "--mount"] if has_small_disk else me
    came = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            came.append(Came(**json.loads(line)))
            told(came[-1])
    if process.returncode:
        raise RuntimeError(f"it ended with {process.returncode}")
    return ("a disk of its own" if has_small_disk else "files that cannot grow"), came


def main(arguments: Sequence[str]) -> None:
    quick_keys()
    mount = "--mount" in arguments
    folder, *rooms = [word for word in arguments if word != "--mount"]
    if mount:
        size = f"size={SIZE}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], check=True)
    limit = filled if mount else no_growth
    for came in try_all(Path(folder), [int(room) for room in rooms], limit):
        print(json.dumps(asdict(came)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
