"""A catalogue with a passphrase on the command line, where the passphrase is never an argument."""

from pathlib import Path

import pytest
import typer

from defcat import backups, cli
from defcat.catalogue import Catalogue
from defcat.errors import NeedsPassphrase
from defcat.storage.key import Secret

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
    Catalogue.open(file, key=Secret(PASSPHRASE)).close()
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


# --- changing it --------------------------------------------------------------------------------


@pytest.fixture
def new_secret(tmp_path: Path) -> Path:
    path = tmp_path / "new.txt"
    path.write_text("another one\n", "utf-8")
    return path


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed on a terminal, in this order; nothing of it is seen or goes to the output."""
    given: list[str] = []

    def typed(_text: str, **how: bool) -> str:
        assert how.pop("hide_input")
        assert how.pop("err")
        assert how.pop("confirmation_prompt", False) == ("New" in _text)
        return given.pop(0)

    monkeypatch.setattr(typer, "prompt", typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    return given


def test_a_passphrase_is_changed_and_removed(
    file: Path, secret: Path, new_secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = ["passphrase", str(file), "--passphrase-file"]
    assert cli.main([*change, str(secret), "--new-passphrase-file", str(new_secret)]) == 0
    assert "cannot be recovered" in capsys.readouterr().out
    Catalogue.open(file, key=Secret("another one")).close()
    assert cli.main([*change, str(secret), "--remove"]) == 2
    assert "does not open" in capsys.readouterr().err
    assert cli.main([*change, str(new_secret), "--remove"]) == 0
    Catalogue.open(file).close()
    said = capsys.readouterr()
    assert "without a passphrase" in said.out
    assert "another one" not in said.out + said.err
    assert cli.main(["passphrase", str(file), "--remove"]) == 0
    assert "has no passphrase" in capsys.readouterr().out


def test_backups_that_anybody_can_read_are_named(
    tmp_path: Path, new_secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "desk.defcat"
    cli.main(["new", str(file), "--sample"])
    cli.main(["backup", str(file)])
    capsys.readouterr()
    assert cli.main(["passphrase", str(file), "--new-passphrase-file", str(new_secret)]) == 0
    said = capsys.readouterr().out
    with Catalogue.open(file, key=Secret("another one"), write=False) as catalogue:
        (backup,) = backups.listed(backups.folder_of(catalogue))
    assert str(backup.path) in said
    assert "can still be on the disk" in said
    assert b"SQLite" not in file.read_bytes()


def test_on_a_terminal_both_are_asked_for(
    file: Path, typing: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typing += [PASSPHRASE, "typed twice"]
    assert cli.main(["passphrase", str(file)]) == 0
    Catalogue.open(file, key=Secret("typed twice")).close()
    said = capsys.readouterr()
    assert "typed twice" not in said.out + said.err


def test_a_key_file_goes_with_it_on_every_command(
    file: Path, secret: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file = tmp_path / "stick.bin"
    key_file.write_bytes(bytes(range(256)))
    given = ["--passphrase-file", str(secret)]
    new = ["--new-passphrase-file", str(secret), "--new-key-file", str(key_file)]
    assert cli.main(["passphrase", str(file), *given, *new]) == 0
    capsys.readouterr()
    assert cli.main(["show", str(file), "A1", *given]) == 2
    assert "does not open" in capsys.readouterr().err
    for command in (["show", "A1"], ["search", "india"], ["history"], ["check"]):
        name, *rest = command
        assert cli.main([name, str(file), *rest, *given, "--key-file", str(key_file)]) == 0
    key_file.unlink()
    assert cli.main(["show", str(file), "A1", *given, "--key-file", str(key_file)]) == 2
    assert "stick.bin cannot be read" in capsys.readouterr().err


def test_the_key_file_stays_unless_another_is_named_or_none(
    tmp_path: Path, secret: Path, new_secret: Path
) -> None:
    key_file, path = tmp_path / "stick.bin", tmp_path / "desk.defcat"
    key_file.write_bytes(b"k")
    new = new_secret.read_text().splitlines()[0]
    Catalogue.create(path, key=Secret(PASSPHRASE, key_file)).close()
    change = ["passphrase", str(path), "--key-file", str(key_file), "--passphrase-file"]
    assert cli.main([*change, str(secret), "--new-passphrase-file", str(new_secret)]) == 0
    Catalogue.open(path, key=Secret(new, key_file)).close()
    both = ["--no-key-file", "--new-key-file", str(key_file)]
    again = [*change, str(new_secret), "--new-passphrase-file", str(secret)]
    assert cli.main([*again, *both]) == 2
    assert cli.main([*again, "--no-key-file"]) == 0
    Catalogue.open(path, key=Secret(PASSPHRASE)).close()


def test_a_new_catalogue_with_a_key_file(tmp_path: Path, secret: Path) -> None:
    key_file, path = tmp_path / "stick.bin", tmp_path / "desk.defcat"
    key_file.write_bytes(b"k")
    new = ["new", str(path), "--key-file", str(key_file)]
    assert cli.main(new) == 2  # it would not be encrypted
    assert not path.exists()
    assert cli.main([*new, "--passphrase-file", str(secret)]) == 0
    Catalogue.open(path, key=Secret(PASSPHRASE, key_file)).close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "No new passphrase was given"),
        (["--new-key-file", "{new}"], "A key file goes with a passphrase"),
        (["--remove", "--new-passphrase-file", "{new}"], "--remove sets no new passphrase"),
    ],
)
def test_what_does_not_go_together_changes_nothing(
    file: Path,
    secret: Path,
    new_secret: Path,
    options: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = file.read_bytes()
    given = [each.format(new=new_secret) for each in options]
    assert cli.main(["passphrase", str(file), "--passphrase-file", str(secret), *given]) == 2
    assert said in capsys.readouterr().err
    assert file.read_bytes() == before
