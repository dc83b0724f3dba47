"""Files that are whole or not there: written beside their place, then moved into it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from defcat.errors import FileProblem
from defcat.translation import tr


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is whole and on disk.

    An exception within leaves what was there before. Raises FileProblem where the disk refuses.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            unfinished = Path(file.name)
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                file.close()  # Windows replaces no open file
                unfinished.replace(path)
            finally:
                file.close()
                unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise FileProblem(
            tr("{file} could not be written: {why}.", file=path.name, why=error.strerror),
            tr("Choose another place, or make room, and try again."),
        ) from error
