"""Catalogues and values from strangers: nothing runs, nothing crashes, nothing hides."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from defcat import text
from defcat.catalogue import Catalogue
from defcat.cli import main
from defcat.errors import InputError, NotACatalogue, Tampered
from defcat.fields import LONG, MOST, Text
from tests.core.making import make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A catalogue of a visit, an agreement, an official and a topic, with a change and a draft."""
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            topic = change.add("topic", title="Logistics", type="sector")
            minister = change.add("official", title="A. Minister")
            change.add_part("tenure", minister, post="Minister", start="2020", country="IN")
            visit = change.add("engagement", title="Visit", type="visit", date="2024-01")
            change.add_part("participant", visit, other_id=minister, role="member")
            change.add_part("subject", visit, other_id=topic)
            mou = change.add("agreement", title="MoU", type="mou", duration="five years")
            change.add_part("event", mou, type="signature", date="2020-05-01")
            change.add_part("party", mou, role="party", country="IN")
        with catalogue.mend() as connection:
            connection.exec_driver_sql(
                "INSERT INTO draft (kind, at, content) VALUES ('topic', '', '{}')"
            )
        made = catalogue.path
    return made


def by_hand(path: Path, *statements: str) -> None:
    """Write as another program does, which keeps no rules."""
    with closing(driver.connect(str(path))) as connection:
        connection.create_function("shout", 1, lambda value: value, deterministic=True)
        for statement in statements:
            connection.execute(statement)
        connection.commit()


FOREIGN = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM record; END",
    "trigger on read": "CREATE VIEW v AS SELECT * FROM record",
    "view in the place of a table": "DROP TABLE user_term; CREATE VIEW user_term AS SELECT 1",
    "virtual table": "CREATE VIRTUAL TABLE v USING fts5(a)",
    "table": "CREATE TABLE mine (a)",
    "full-text table of another content": (
        "DROP TABLE fulltext; CREATE VIRTUAL TABLE fulltext USING fts5(name, content='record')"
    ),
    "generated column": "ALTER TABLE party ADD COLUMN g AS (abs(id))",
    "column that computes": "DROP TABLE user_term; CREATE TABLE user_term (a DEFAULT (random()))",
    "column that checks": "DROP TABLE user_term; CREATE TABLE user_term (a CHECK (a > 1))",
    "rows that go with others": (
        "DROP TABLE user_term;CREATE TABLE user_term (a REFERENCES record (id) ON DELETE CASCADE)"
    ),
    "index of an expression": "CREATE INDEX i ON record (shout(title))",
    "index of some": "CREATE INDEX i ON record (title) WHERE abs(id) > 1",
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("write", [False, True])
def test_what_could_run_is_refused_before_anything_is_asked(
    path: Path, statements: str, write: bool
) -> None:
    by_hand(path, *statements.split(";") if "TRIGGER" not in statements else [statements])
    before = path.read_bytes()
    with pytest.raises(Tampered, match="was changed by another program"):
        Catalogue.open(path, write=write)
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["desk.defcat"]


def test_an_index_that_somebody_added_to_be_quicker_is_no_reason_to_refuse(path: Path) -> None:
    by_hand(path, "CREATE INDEX mine ON party (role, country)")
    Catalogue.open(path).close()


def test_the_file_is_not_trusted(path: Path) -> None:
    with Catalogue.open(path) as catalogue, catalogue.read() as connection:
        pragma = connection.exec_driver_sql
        assert pragma("PRAGMA trusted_schema").scalar() == 0
        assert pragma("PRAGMA cell_size_check").scalar() == 1


ABSURD = {
    "kind": "UPDATE record SET kind = 'xyz' WHERE title = 'Visit'",
    "kind of all": "UPDATE record SET kind = 'xyz', number = id",
    "date": "UPDATE record SET date = '9999-99', date_first = '9999-99-99', date_last = 'x'",
    "event": "UPDATE event SET date = '9999-99', type = 'x' || char(0)",
    "tenure": "UPDATE tenure SET start = 'yesterday'",
    "duration": "UPDATE agreement SET duration = 'P-99Z', renewal = 'x', status = NULL",
    "huge title": "UPDATE record SET title = hex(zeroblob(5000000)) WHERE title = 'Visit'",
    "history": "UPDATE entry_row SET before = '{', after = 'garbage'",
    "history of another shape": "UPDATE entry_row SET after = '[1, 2]', what = 'nothing'",
    "draft": "UPDATE draft SET content = '\\', kind = 'xyz'",
    "draft of another shape": "UPDATE draft SET content = '[[[[]]]]'",
    "negative ids": "UPDATE record SET id = -id; UPDATE engagement SET id = -id",
    "numbers": "UPDATE record SET number = -number, sort_key = -sort_key",
    "blobs": "UPDATE record SET title = x'ff00', sort_title = x'00'",
    "not UTF-8": "UPDATE record SET title = CAST(x'fffe41' AS TEXT)",
    "text for a number": "UPDATE record SET sort_key = 'x' || id, archived = 'perhaps'",
    "nul": "UPDATE record SET title = 'a' || char(0) || 'b', notes = char(0)",
    "control": "UPDATE record SET title = char(27) || '[2J' || char(8238) || 'moc'",
    "code": "UPDATE engagement SET type = 'tea-party', country = 'Atlantis'",
    "own row": "DELETE FROM engagement",
    "owner": "UPDATE participant SET record_id = (SELECT id FROM record WHERE kind = 'topic')",
    "link": "UPDATE participant SET other_id = 9999",
    "merged with itself": "UPDATE record SET merged_into = id, binned_at = 'x' WHERE number = 1",
    "merged with nothing": "UPDATE record SET merged_into = 77, binned_at = '' WHERE number = 1",
    "scheme": "UPDATE setting SET value = '../../etc/passwd' WHERE name = 'marking-scheme'",
    "queue": "INSERT INTO setting VALUES ('findings-entry', '3:-5')",
    "counters": "UPDATE counter SET last = -5",
    "times": "UPDATE record SET created_at = 'x', changed_at = ''; UPDATE entry SET at = 'never'",
}
COMMANDS: list[Callable[[Path], list[str]]] = [
    lambda path: ["search", str(path), "visit"],
    lambda path: ["search", str(path), "kind:agreement status:in-force", "--json"],
    lambda path: ["show", str(path), "E1"],
    lambda path: ["show", str(path), "A1", "--json"],
    lambda path: ["history", str(path)],
    lambda path: ["undo", str(path)],
    lambda path: ["export", str(path), str(path.with_suffix(".json"))],
    lambda path: ["check", str(path), "--repair"],
    lambda path: ["salvage", str(path), str(path.with_name("new.defcat"))],
]


@pytest.mark.parametrize("statements", ABSURD.values(), ids=ABSURD)
def test_no_value_makes_a_command_fail_in_any_other_way_than_in_words(
    path: Path, statements: str, capsys
) -> None:
    by_hand(path, *statements.split("; "))
    crashes = []
    for command in COMMANDS:
        code = main(command(path))
        printed = capsys.readouterr()
        assert code in (0, 1, 2)
        assert "\x1b[2J" not in printed.out + printed.err
        assert "\u202e" not in printed.out + printed.err
        if "Something went wrong inside" in printed.err:
            crashes.append(command(path)[0])
    assert crashes == []


NAMED = [name for name in ABSURD if name not in ("huge title", "times", "queue")]


@pytest.mark.parametrize("name", NAMED)
def test_the_check_names_it(path: Path, name: str, capsys) -> None:
    by_hand(path, *ABSURD[name].split("; "))
    code = main(["check", str(path), "--json"])
    printed = capsys.readouterr()
    if code == 2:  # it does not even open
        assert printed.err.startswith("defcat: ")
    else:
        assert code == 1
        assert json.loads(printed.out)["problems"]


def test_control_characters_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"U\+0007") as refused:
        Text().check("Vis\x07it")
    assert "Vis␇it" in refused.value.what
    with pytest.raises(InputError, match=r"U\+0000"):
        LONG.check("a\n\x00b")


def test_the_line_breaks_of_word_processors_are_plain_ones() -> None:
    assert (
        LONG.check("one\x0btwo\x0cthree\x85four\tfive\nsix") == "one\ntwo\nthree\nfour\tfive\nsix"
    )


BIDI = [
    # text, in a title, in running text
    ("plain שלום", True, True),
    ("mark \u200eof direction\u200f", True, True),
    ("\u2067שלום\u2069 and so on", False, True),
    ("\u202bשלום\u202c\n\u202ax\u202c", False, True),
    ("\u2067\u202aשלום\u202c\u2069", False, True),
    ("\u202eexe.fdp", False, False),
    ("\u2067\u202aשלום\u2069\u202c", False, False),
    ("\u202bover\ntwo lines\u202c", False, False),
    ("\u2069", False, False),
]


@pytest.mark.parametrize(("value", "in_title", "in_long"), BIDI)
def test_what_turns_text_round_stays_in_running_text_where_it_turns_it_back(
    value: str, in_title: bool, in_long: bool
) -> None:
    for type_, allowed in ((Text(), in_title), (LONG, in_long)):
        if allowed:
            assert type_.check(value) == value
        else:
            with pytest.raises(InputError, match="direction"):
                type_.check(value)


def test_what_is_shown_is_harmless() -> None:
    assert text.shown("a\x1b[2Jb\x9b") == "a␛[2Jb\ufffd"
    assert text.shown("one\n\ttwo") == "one\n\ttwo"
    assert text.shown("\u202egpj.exe") == "gpj.exe"
    assert text.shown("\u202egpj\u202c.exe") == "\u202bgpj\u202c.exe"
    assert text.shown("\u2067שלום\u2069") == "\u2067שלום\u2069"
    assert Text().show("a\x07") == "a␇"


def test_a_value_has_an_end() -> None:
    assert Text().check("x" * MOST) == "x" * MOST
    with pytest.raises(InputError, match="too long"):
        Text().check("x" * (MOST + 1))


def test_what_is_no_catalogue_stays_no_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "other.defcat"
    with closing(driver.connect(str(path))) as connection:
        connection.execute("CREATE VIEW v AS SELECT 1")
    with pytest.raises(NotACatalogue, match="another program"):
        Catalogue.open(path)
