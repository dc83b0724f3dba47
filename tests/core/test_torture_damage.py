"""Damaged files, a few of each sort; `make torture` damages five hundred."""

from pathlib import Path

import pytest

from tests.torture import damage
from tests.torture.plans import FIRST
from tests.torture.quick import quick_keys

FILES = 18


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_keys(monkeypatch.setattr)


def test_a_damaged_file_is_answered_from_or_refused(tmp_path: Path) -> None:
    found = damage.damage(tmp_path, None, FILES, seed=11)
    assert found.said == []
    assert found.found


def test_with_a_passphrase_all_damage_is_found_and_no_answer_wrong(tmp_path: Path) -> None:
    found = damage.damage(tmp_path, FIRST, FILES, seed=12)
    assert found.said == []
    assert found.found == found.files


@pytest.mark.parametrize("passphrase", [None, FIRST])
def test_a_damaged_file_is_no_backup_and_takes_none_away(
    tmp_path: Path, passphrase: str | None
) -> None:
    assert damage.poison(tmp_path, passphrase) == []
