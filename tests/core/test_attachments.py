"""The papers of a record: kept once, found by what they say, taken back with their change."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from defcat import attachments, papers
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.check import check
from defcat.check.repair import repair
from defcat.errors import FileProblem, InputError, NotFound, Refused
from defcat.exchange import contained
from defcat.exchange.export import export, remarks
from defcat.exchange.jsonfile import export_json
from defcat.exchange.jsonin import import_json
from defcat.model.described import BLOB, PAGE
from defcat.rekey import rekey
from defcat.salvage import salvage
from defcat.search import run, snippets
from defcat.search.parse import parse
from defcat.storage.key import Secret
from tests.core.making import NOON, make
from tests.core.test_texts import ONE, TWO, mail, pdf

MANY = 3 * 1024 * 1024


def engagement(catalogue: Catalogue, title: str = "Visit") -> int:
    with catalogue.change("Add") as change:
        return change.add("engagement", title=title, type="bilateral-meeting")


def attach(catalogue: Catalogue, record: int, source: Path | bytes, name: str = "annex.pdf") -> int:
    with catalogue.change("Attach") as change:
        return attachments.add(change, record, source, name)


def held(catalogue: Catalogue, record: int) -> tuple[attachments.Attachment, ...]:
    with catalogue.read() as connection:
        return attachments.of_record(connection, record)


def count(catalogue: Catalogue, table: object) -> int:
    with catalogue.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def finds(catalogue: Catalogue, text: str) -> list[int]:
    with catalogue.read() as connection:
        return list(run.find(connection, parse(text)))


def snippet(catalogue: Catalogue, text: str) -> tuple[str, str, list[str]]:
    """The label of the only snippet, its text, and the words marked in it."""
    with catalogue.read() as connection:
        query = parse(text)
        (found,) = snippets.of(connection, query, list(run.find(connection, query))).values()
    return found.label, found.text, [found.text[a:b] for a, b in found.marked]


# --- kept ---------------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_went(catalogue: Catalogue, tmp_path: Path) -> None:
    whole = pdf(ONE, TWO)
    (tmp_path / "annex.pdf").write_bytes(whole)
    record = engagement(catalogue)
    attach(catalogue, record, tmp_path / "annex.pdf", "")
    (found,) = held(catalogue, record)
    assert (found.name, found.media_type, found.size) == (
        "annex.pdf",
        "application/pdf",
        len(whole),
    )
    assert found.sha256 == hashlib.sha256(whole).hexdigest()
    assert (found.pages, found.state, found.held) == (2, papers.READ, True)
    with catalogue.read() as connection:
        assert attachments.content(connection, found.sha256) == whole
        assert attachments.one(connection, found.id) == found
        attachments.save_copy(connection, found, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == whole


def test_a_large_file_goes_in_and_out_in_pieces(catalogue: Catalogue, tmp_path: Path) -> None:
    whole = bytes(range(256)) * (MANY // 256) + b"the end"
    (tmp_path / "large.bin").write_bytes(whole)
    record = engagement(catalogue)
    attach(catalogue, record, tmp_path / "large.bin", "")
    (found,) = held(catalogue, record)
    with catalogue.read() as connection:
        pieces = list(attachments.pieces(connection, found.sha256))
    assert len(pieces) == 4
    assert b"".join(pieces) == whole


def test_the_same_content_is_kept_once(catalogue: Catalogue) -> None:
    one, other = engagement(catalogue), engagement(catalogue, "Another visit")
    first = attach(catalogue, one, pdf(ONE))
    assert attach(catalogue, one, pdf(ONE), "other name.pdf") == first
    attach(catalogue, other, pdf(ONE), "the same.pdf")
    assert count(catalogue, BLOB) == 1
    assert [len(held(catalogue, record)) for record in (one, other)] == [1, 1]


def test_it_is_one_change_and_one_undo(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    with catalogue.change("Attach two files") as change:
        attachments.add(change, record, pdf(ONE), "one.pdf")
        attachments.add(change, record, mail(), "two.eml")
    assert [found.name for found in held(catalogue, record)] == ["one.pdf", "two.eml"]
    catalogue.undo()
    assert held(catalogue, record) == ()
    assert finds(catalogue, "liaison") == []
    catalogue.redo()
    assert [found.state for found in held(catalogue, record)] == [papers.READ] * 2


def test_what_is_taken_off_can_be_had_back(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    row = attach(catalogue, record, pdf(TWO))
    with catalogue.change("Remove") as change:
        attachments.remove(change, row)
    assert (held(catalogue, record), finds(catalogue, "liaison")) == ((), [])
    catalogue.undo()
    (found,) = held(catalogue, record)
    assert found.held
    assert finds(catalogue, "liaison") == [record]


def test_a_change_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    record = engagement(catalogue)

    def fail(change: Change) -> None:
        attachments.add(change, record, pdf(ONE), "one.pdf")
        raise Refused("no")

    with pytest.raises(Refused), catalogue.change("Attach") as change:
        fail(change)
    assert (count(catalogue, BLOB), count(catalogue, PAGE), held(catalogue, record)) == (0, 0, ())


# --- refused ------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_refused_with_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "film.bin").open("wb") as file:
        file.truncate(attachments.MOST_BYTES + 1)
    with pytest.raises(InputError, match=r"film\.bin has 52 MB; no attachment may .* 52 MB"):
        attachments.bring(tmp_path / "film.bin")
    with pytest.raises(InputError, match="has 11 bytes; no attachment may have more than 10 bytes"):
        attachments.bring(b"hello world", "a.txt", most=10)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        attachments.bring(tmp_path / "none.pdf")
    with pytest.raises(Refused, match="is a folder"):
        attachments.bring(tmp_path)
    with pytest.raises(InputError, match="is empty"):
        attachments.bring(b"", "a.txt")
    with pytest.raises(Refused, match="no file that can be read"):
        attachments.bring(Path("/dev/zero"))


def test_a_file_that_changes_while_it_is_read_is_refused(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    path, record = tmp_path / "log.txt", engagement(catalogue)
    for later in (b"other", b"longer than it was", b"short"):
        path.write_bytes(b"first")
        coming = attachments.bring(path)
        path.write_bytes(later)
        with pytest.raises(FileProblem, match="was changed"):
            attach(catalogue, record, coming)  # type: ignore[arg-type]
    path.unlink()
    with pytest.raises(FileProblem, match="cannot be read"):
        attach(catalogue, record, coming)  # type: ignore[arg-type]
    assert (count(catalogue, BLOB), held(catalogue, record)) == (0, ())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\asha\\plan.pdf", "plan.pdf"),
        ("plan\x00\x1b[31m.pdf", "plan[31m.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        (".bashrc", "bashrc"),
        ("a:b*c?.pdf. ", "a_b_c_.pdf"),
        ("CON.txt", "_CON.txt"),
        ("...", "attachment.pdf"),
        ("", "attachment.pdf"),
        ("é" * 300 + ".pdf", "é" * 176 + ".pdf"),
        ("  two   blanks.pdf ", "two blanks.pdf"),
    ],
)
def test_names_are_plain(name: str, plain: str) -> None:
    assert attachments.plain_name(name, "application/pdf") == plain


def test_a_broken_file_is_kept_and_marked(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    attach(catalogue, record, pdf(ONE, password="secret"), "locked.pdf")
    attach(catalogue, record, pdf(ONE)[:500], "broken.pdf")
    found = held(catalogue, record)
    assert [each.state for each in found] == [papers.ENCRYPTED, papers.UNREADABLE]
    assert all(each.held for each in found)


# --- found --------------------------------------------------------------------------------------


def test_words_find_what_a_paper_says_and_tell_the_page(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    engagement(catalogue, "Another")
    attach(catalogue, record, pdf(ONE, TWO, "The last page"))
    assert finds(catalogue, "liaison off") == [record]
    assert snippet(catalogue, "liaison off") == (
        "annex.pdf, p. 2",
        "…liaison officers",
        ["liaison", "officers"],
    )
    assert finds(catalogue, '"last page"') == [record]
    assert snippet(catalogue, '"last page"')[0] == "annex.pdf, p. 3"
    assert finds(catalogue, "attachment-text:liaison") == [record]
    assert finds(catalogue, "attachment-text:visit") == []
    assert finds(catalogue, "has:attachment-text") == [record]
    assert finds(catalogue, "attachment:annex") == finds(catalogue, "file:annex") == [record]


def test_other_spellings_find_a_paper_and_its_snippet(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    attach(catalogue, record, "Die Verteidigung: defense of Zürich".encode(), "note.txt")
    assert finds(catalogue, "defence zurich") == [record]
    label, _, marked = snippet(catalogue, "defence zurich")
    assert (label, marked) == ("note.txt", ["defense", "Zürich"])


def test_a_record_with_many_papers_is_indexed_as_any_other(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defcat.search.entries.LETTERS", 40)
    records = [engagement(catalogue, f"Visit {n}") for n in range(5)]
    for n, record in enumerate(records):
        attach(catalogue, record, f"{'word ' * 9} number{n}".encode(), "a.txt")
    catalogue.rebuild_index()
    assert [finds(catalogue, f"number{n}") for n in range(5)] == [[record] for record in records]
    assert sorted(finds(catalogue, "word")) == records


# --- copied, checked, mended --------------------------------------------------------------------


def test_nothing_of_a_paper_can_be_read_in_an_encrypted_file(tmp_path: Path) -> None:
    secret, path = Secret("correct horse battery"), tmp_path / "desk.defcat"
    with make(tmp_path, key=secret) as catalogue:
        record = engagement(catalogue)
        attach(catalogue, record, b"xylophone quartet", "note.txt")
        for file in tmp_path.iterdir():
            assert b"xylophone" not in file.read_bytes()
    rekey(path, secret, Secret("another passphrase"))
    with Catalogue.open(path, key=Secret("another passphrase"), now=lambda: NOON) as catalogue:
        (found,) = held(catalogue, record)
        with catalogue.read() as connection:
            assert attachments.content(connection, found.sha256) == b"xylophone quartet"
        assert finds(catalogue, "xylophone") == [record]
    assert b"xylophone" not in path.read_bytes()


def test_text_that_was_never_read_is_found_out_and_read(catalogue: Catalogue) -> None:
    record = engagement(catalogue)
    attach(catalogue, record, pdf(TWO))
    with catalogue.mend() as connection:
        connection.execute(PAGE.delete())
    with catalogue.mend() as connection:
        report = check(connection, catalogue.today())
        assert "attachments.unread" in [problem.code for problem in report.problems]
        repair(connection, report, catalogue.today())
        assert not check(connection, catalogue.today()).problems
    assert snippet(catalogue, "liaison")[0] == "annex.pdf, p. 1"


def test_a_salvaged_catalogue_has_its_papers_and_their_text(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        record = engagement(catalogue)
        attach(catalogue, record, pdf(ONE, TWO))
    salvage(tmp_path / "desk.defcat", None, tmp_path / "saved.defcat")
    with Catalogue.open(tmp_path / "saved.defcat", now=lambda: NOON) as saved:
        assert [(found.pages, found.held) for found in held(saved, record)] == [(2, True)]
        assert finds(saved, "liaison") == [record]


# --- in JSON ------------------------------------------------------------------------------------


def test_a_whole_export_holds_papers_and_comes_back_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    with make(tmp_path) as catalogue:
        record = engagement(catalogue)
        attach(catalogue, record, pdf(ONE, TWO))
        attach(catalogue, record, bytes(range(256)) * 4_000, "large.bin")
        attach(catalogue, engagement(catalogue, "Another"), pdf(ONE, TWO), "again.pdf")
        with catalogue.read() as connection:
            export_json(connection, one)
    data = json.loads(one.read_text())
    assert {
        hashlib.sha256(base64.b64decode(text)).hexdigest() for text in data["blob"].values()
    } == {*data["blob"]}
    assert len(data["blob"]) == 2
    with Catalogue.create(tmp_path / "empty.defcat", scheme="india") as empty:
        import_json(empty, one)
        with empty.read() as connection:
            export_json(connection, two)
        assert sorted(finds(empty, "liaison")) == [1, 2]
        empty.undo()
        assert count(empty, BLOB) == 2, "the history names them"
    assert two.read_bytes() == one.read_bytes()


def test_where_papers_are_too_much_or_not_asked_for_they_are_named_and_that_is_told(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(catalogue, engagement(catalogue), pdf(ONE))
    with catalogue.read() as connection:
        scheme, today = catalogue.scheme, catalogue.today()
        whole = export(connection, tmp_path / "a.json", scheme, today)
        some = export(connection, tmp_path / "b.json", scheme, today, parse("visit"))
        ids, _ = contained.to_contain(connection, [1], whole=True, most=10)
    assert (whole.named, some.named, ids) == (0, 1, [])
    assert remarks(some) == ["1 attachment is named, and its content is not in the file."]
    data = json.loads((tmp_path / "b.json").read_text())
    assert "blob" not in data
    assert data["engagement"][0]["attachment"][0]["name"] == "annex.pdf"


@pytest.mark.parametrize("blob", ['"x"', '{"SEAL": "%%%"}', '{"SEAL": ""}', '{"SEAL": "aGVsbG8="}'])
def test_content_that_is_not_what_was_attached_is_refused(
    catalogue: Catalogue, tmp_path: Path, blob: str
) -> None:
    seal = "0" * 64
    record = {
        "key": "e",
        "title": "Visit",
        "type": "bilateral-meeting",
        "attachment": [{"name": "a.txt", "sha256": seal}],
    }
    data = {"engagement": [record], "blob": json.loads(blob.replace("SEAL", seal))}
    (tmp_path / "a.json").write_text(json.dumps(data))
    with pytest.raises(InputError):
        import_json(catalogue, tmp_path / "a.json")
    assert finds(catalogue, "visit") == []
