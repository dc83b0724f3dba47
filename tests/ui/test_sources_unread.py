"""The window's modules are imported without anybody reading and keeping their sources."""

import subprocess
import sys

from tests.core.making import ROOT

LOOK = """
import linecache
import ui.workspace

print(sum(name.endswith(".py") for name in linecache.cache))
"""
FEW = 10
"""PySide's own first modules come before anything can be done about it."""


def test_sources_are_not_kept_in_memory() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(found.stdout) < FEW
