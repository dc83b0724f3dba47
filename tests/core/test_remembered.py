"""Passphrases in the keyring of the system, of which these tests have one of their own."""

from pathlib import Path

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from defcat import remembered
from defcat.errors import FileProblem
from defcat.storage.key import Secret


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._require_unlocked("")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._require_unlocked(password)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]

    def _require_unlocked(self, given: str) -> None:
        if self.locked:
            raise KeyringLocked(f"it is locked, {given}")


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch) -> Drawer:
    """The one keyring of this system."""
    drawer = Drawer()
    monkeypatch.setattr(keyring.core, "load_keyring", lambda _name: drawer)
    return drawer


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A system without one; which were asked for."""
    asked: list[str] = []

    def load(name: str) -> KeyringBackend:
        asked.append(name)
        raise RuntimeError("not on this system")

    monkeypatch.setattr(keyring.core, "load_keyring", load)
    return asked


@pytest.mark.parametrize("key_file", [None, "stick.key"])
def test_what_is_remembered_is_recalled_until_it_is_forgotten(
    drawer: Drawer, tmp_path: Path, key_file: str | None
) -> None:
    path, other = tmp_path / "desk.defcat", tmp_path / "other.defcat"
    secret = Secret("ताला", tmp_path / key_file if key_file else None)
    assert remembered.available()
    assert remembered.recall(path) is None
    remembered.remember(path, secret)
    assert remembered.recall(path) == secret
    assert remembered.recall(other) is None
    remembered.forget(other)
    remembered.forget(path)
    assert remembered.recall(path) is None
    assert not drawer.kept


def test_a_keyring_that_stays_locked_says_so_and_quotes_nothing(
    drawer: Drawer, tmp_path: Path
) -> None:
    drawer.locked = True
    for ask in (
        lambda: remembered.recall(tmp_path),
        lambda: remembered.forget(tmp_path),
        lambda: remembered.remember(tmp_path, Secret("hunter")),
    ):
        with pytest.raises(FileProblem, match="refused") as error:
            ask()
        assert error.value.fix
        assert "hunter" not in str(error.value)
        assert error.value.__suppress_context__


def test_without_a_keyring_nothing_is_kept_anywhere(no_keyring: list[str], tmp_path: Path) -> None:
    assert not remembered.available()
    assert remembered.recall(tmp_path / "desk.defcat") is None
    remembered.forget(tmp_path / "desk.defcat")
    with pytest.raises(FileProblem, match="no keyring") as error:
        remembered.remember(tmp_path / "desk.defcat", Secret("hunter"))
    assert error.value.fix
    assert not list(tmp_path.iterdir())


def test_only_keyrings_that_encrypt_are_asked(
    no_keyring: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the settings of the keyring package name one that does not."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    assert not remembered.available()
    assert set(no_keyring) == set(remembered.KEYRINGS)
    for name in no_keyring:
        assert name.startswith("keyring.backends.")
        assert not any(word in name for word in ("null", "fail", "chainer", "alt"))


@pytest.mark.parametrize("kept", ["", "hunter", "[]", '{"passphrase": "x"}'])
def test_what_another_program_left_is_no_passphrase(
    drawer: Drawer, tmp_path: Path, kept: str
) -> None:
    path = tmp_path / "desk.defcat"
    drawer.kept["defcat", str(path.resolve())] = kept
    assert remembered.recall(path) is None
