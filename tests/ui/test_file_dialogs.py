"""Choosing a file does no harm to the catalogue that is open in the same folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from defcat import attachments
from defcat.errors import Refused
from defcat.exchange import formats
from tests.core.making import ROOT

LOOK = """
import os, sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from defcat.catalogue import Catalogue
from ui.app import make_application

app = make_application(["defcat"])
folder = Path(sys.argv[1])
catalogue = Catalogue.create(folder / "desk.defcat")
with catalogue.change("Add") as change:
    change.add("topic", title="Space", type="policy-theme")


def held():
    own = {str(path.stat().st_ino) for path in folder.iterdir()}
    lines = (line.split() for line in Path("/proc/locks").read_text().splitlines())
    return sum(
        w[1] == "POSIX" and w[4] == str(os.getpid()) and w[5].split(":")[2] in own for w in lines
    )


before = held()
dialog = QFileDialog(None, "Choose", str(folder))
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.show()
QTest.qWait(1500)
print(before, held())
"""


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system does not tell its locks")
def test_a_file_dialog_leaves_the_locks_of_the_open_catalogue(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    before, after = map(int, ran.stdout.split())
    assert before == after > 0


@pytest.mark.parametrize("name", ["desk.defcat", "desk.defcat-wal", "desk.defcat.lock"])
def test_a_catalogue_is_neither_read_as_a_table_nor_attached(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"whatever")
    for read in (formats.read, attachments.bring):
        with pytest.raises(Refused, match="is a catalogue"):
            read(path)
