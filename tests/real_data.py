"""The real files, which nobody on this project made: `DEFCAT_REAL_DATA`, or ../shared/data."""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("DEFCAT_REAL_DATA", Path(__file__).parents[1].parent / "shared" / "data")
)


def real_file(name: str) -> Path:
    """The real file `name`, a path below the folder; skips the test where it is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not there: set DEFCAT_REAL_DATA to the folder of the real files")
    return path
