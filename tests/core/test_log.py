"""What is logged: names and figures, never a word of anybody; and how much of it is kept."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from defcat import crash, log
from defcat.errors import FileProblem

WORD = "Confidential-words"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[log.LogFile]:
    made = log.LogFile(tmp_path / "logs")
    yield made
    made.close()


def test_an_event_is_its_name_and_its_figures(file: log.LogFile) -> None:
    log.event("backup-made", file=Path("/home/asha/Desk.defcat"), size=4096, took=0.5)
    log.event("refused", kind=FileProblem(WORD, WORD), why=None, again=True)
    log.event("clock-behind", latest=datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    lines = file.path.read_text("utf-8").splitlines()
    assert [line.partition(" ")[2] for line in lines] == [
        lines[0].partition(" ")[2],
        "backup-made file='Desk.defcat' size=4096 took=0.500",
        "refused kind=FileProblem why=None again=True",
        "clock-behind latest=2026-11-22T09:30:00+00:00",
    ]
    assert lines[0].partition(" ")[2].startswith("started defcat=")
    assert WORD not in file.path.read_text("utf-8")
    assert "asha" not in file.path.read_text("utf-8")


def test_a_text_is_refused(file: log.LogFile) -> None:
    with pytest.raises(TypeError):
        log.event("searched", query=WORD)  # type: ignore[arg-type]
    assert WORD not in file.path.read_text("utf-8")


def test_a_name_with_a_line_break_stays_on_its_line(file: log.LogFile) -> None:
    log.event("opened", file=Path("a\nrefused kind=Nothing.defcat"))
    assert len(file.path.read_text("utf-8").splitlines()) == 2


def test_the_file_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "SIZE", 2_000)
    file = log.LogFile(tmp_path)
    for number in range(400):
        log.event("opened", records=number)
    file.close()
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["defcat.log", "defcat.log.1", "defcat.log.2", "defcat.log.3"]
    assert all(path.stat().st_size <= log.SIZE for path in tmp_path.iterdir())
    assert file.path.read_text("utf-8").endswith("records=399\n")


def test_without_a_folder_nothing_is_logged_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    made = log.LogFile(tmp_path / "logs")
    log.event("opened", records=1)
    made.close()
    assert (tmp_path / "logs").is_file()


def test_closed_it_hears_nothing_more(tmp_path: Path) -> None:
    made = log.LogFile(tmp_path)
    made.close()
    log.event("opened", records=1)
    assert "opened" not in made.path.read_text("utf-8")


def test_the_last_reports_of_defects_are_kept(tmp_path: Path) -> None:
    made = []
    for number in range(crash.KEPT + 5):
        path = crash.keep(f"defect {number}\n", tmp_path)
        assert path is not None
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
        made.append(path)
    assert sorted(tmp_path.iterdir()) == sorted(made[-crash.KEPT :])


def test_nobody_else_reads_the_log_or_a_report(tmp_path: Path) -> None:
    """The names of catalogues stand in it."""
    log.LogFile(tmp_path / "logs").close()
    crash.keep("a report", tmp_path / "reports")
    for folder in ("logs", "reports"):
        assert (tmp_path / folder).stat().st_mode & 0o077 == 0
