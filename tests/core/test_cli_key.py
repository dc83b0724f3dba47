"""A catalogue with a passphrase on the command line, where the passphrase is never an argument."""

from pathlib import Path

import pytest
import typer

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.errors import NeedsPassphrase

PASSPHRASE = "चाबी and key"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that holds the passphrase, as an editor of Windows leaves it."""
    path = tmp_path / "passphrase.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{PASSPHRASE}\r\nwhere it is from\r\n".encode())
    return path


@pytest.fixture
def file(tmp_path: Path, secret: Path) -> Path:
    """The sample, made with a passphrase by the command line."""
    path = tmp_path / "desk.defcat"
    assert cli.main(["new", str(path), "--sample", "--passphrase-file", str(secret)]) == 0
    return path


def test_what_is_made_with_a_passphrase_needs_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(file)
    Catalogue.open(file, key=PASSPHRASE).close()
    assert PASSPHRASE not in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["search", "india"],
        ["show", "A1"],
        ["history"],
        ["watch"],
        ["findings"],
        ["export", "{out}.json"],
        ["brief", "agreement", "A1", "--out", "{out}.pdf"],
        ["redo"],
    ],
)
def test_every_command_takes_it_from_a_file(
    file: Path, secret: Path, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    name, *rest = (word.format(out=tmp_path / "out") for word in command)
    capsys.readouterr()
    assert cli.main([name, str(file), *rest]) == 2
    assert "needs a passphrase" in capsys.readouterr().err
    cli.main([name, str(file), *rest, "--passphrase-file", str(secret)])
    said = capsys.readouterr()
    assert "assphrase" not in said.err
    assert said.out or name == "redo"  # of which there is nothing to do again


def test_a_file_that_holds_another_passphrase(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("another", "utf-8")
    assert cli.main(["search", str(file), "india", "--passphrase-file", str(wrong)]) == 2
    said = capsys.readouterr().err
    assert "does not open desk.defcat" in said
    assert "another" not in said


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(
    file: Path, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    assert cli.main(["search", str(file), "india", "--passphrase-file", str(bad)]) == 2
    assert "bad.txt cannot be read" in capsys.readouterr().err


def test_on_a_terminal_it_is_asked_for(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, bool]] = []

    def typed(_text: str, **how: bool) -> str:
        asked.append(how)
        return PASSPHRASE

    monkeypatch.setattr(typer, "prompt", typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert cli.main(["show", str(file), "A1"]) == 0
    assert asked == [{"hide_input": True, "err": True}]  # unseen, and not among the output
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", [["findings"], ["search", "india"]])
def test_a_wrong_one_is_asked_for_once(
    file: Path,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []

    def typed(text: str, **_how: bool) -> str:
        asked.append(text)
        return "another"

    monkeypatch.setattr(typer, "prompt", typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    name, *rest = command
    assert cli.main([name, str(file), *rest]) == 2
    assert len(asked) == 1
    assert "does not open desk.defcat" in capsys.readouterr().err
