"""The program killed in the midst of its work, a few times; `make torture` does so a thousand.

What it leaves opens, holds every change that was acknowledged, and nothing of one half.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import kills
from tests.torture.plans import every_plan
from tests.torture.quick import quick_keys
from tests.torture.worker import Job

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="kills as Linux does")

KILLS = 5
PLANS = {plan.name: plan for plan in every_plan()}


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_keys(monkeypatch.setattr)


@pytest.fixture(scope="module")
def worker() -> Iterator[kills.Worker]:
    with kills.working() as made:
        yield made


@pytest.mark.parametrize(
    "name",
    [
        "imports, with a passphrase",
        "migration",
        "creation",
        "another passphrase",
        "restore, with a passphrase",
    ],
)
def test_nothing_is_lost_when_the_program_is_killed(
    worker: kills.Worker, tmp_path: Path, name: str
) -> None:
    found = kills.torture(worker, tmp_path, PLANS[name], KILLS, seed=6)
    assert found.said == []
    assert found.kills == KILLS
    assert found.midway > 0
    assert not worker.traceable or found.by_call == (KILLS + 1) // 2


def test_a_change_that_is_missing_would_be_seen(worker: kills.Worker, tmp_path: Path) -> None:
    torture = kills.Torture(worker, PLANS["backups"], tmp_path, random.Random(1))
    figures, whole, older = kills.Figures("backups"), tmp_path / "whole", tmp_path / "older"
    worker.do(Job("backups", str(torture.begin_in(whole))))
    assert torture.found(figures, whole, acknowledged=5) in (5, 6)
    assert torture.found(figures, torture.begin_in(older), acknowledged=5) is None
    assert (figures.corrupt, figures.lost, figures.half) == (0, 1, 0)
