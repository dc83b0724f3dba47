"""The sample catalogue: India and the United States, August 2024, told from published sources."""

import tomllib
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from defcat import history
from defcat.catalogue import Catalogue
from defcat.exchange import nested
from defcat.settings import RESOURCES
from defcat.translation import tr

FOLDER = RESOURCES / "sample"
SCHEME = "india"


def create_sample(path: Path, **options: Any) -> Catalogue:
    """Make the sample catalogue at `path` and open it for writing; `options` as for `create`.

    It begins with the sample: that is not to be undone.
    Raises what `Catalogue.create` raises.
    """
    with ExitStack() as stack:  # closes the catalogue if it cannot be filled, and takes it away
        catalogue = Catalogue.create(path, scheme=SCHEME, **options)
        for ending in ("", "-wal", "-shm"):
            made = catalogue.path.with_name(catalogue.path.name + ending)
            stack.callback(made.unlink, missing_ok=True)
        stack.enter_context(catalogue)
        with catalogue.change(tr("Open the sample")) as change:
            nested.load(change, sample_data(catalogue.scheme.lowest.code))
            change.flush()
            history.begin(change.connection)
        stack.pop_all()
    return catalogue


def sample_data(marking: str) -> dict[str, list[nested.Nested]]:
    """The records of the sample, nested, by kind; `marking` for those that say none."""
    records: dict[str, list[nested.Nested]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.toml")):
        for kind, of_kind in tomllib.loads(path.read_text(encoding="utf-8")).items():
            records[kind].extend({"marking": marking, **record} for record in of_kind)
    return dict(records)
