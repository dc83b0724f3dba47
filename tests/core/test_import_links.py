"""Records that fields of a record name, in a table: found again, made if new, and changed."""

from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.errors import InputError
from defcat.exchange import formats
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.mapping import to_profile
from defcat.exchange.preview import Fate, Preview, preview, run
from defcat.exchange.profiles import load_profile
from defcat.search import run as searching
from defcat.search.parse import parse

TALKS = Mapping(
    "Talks",
    "engagement",
    (Choice("id", "stated"), Choice("Title", "title"), Choice("Series", "series")),
    key=("id",),
    constants={"type": "staff-talks"},
)


def sheet(folder: Path, *rows: str) -> formats.Reading:
    path = folder / "talks.csv"
    path.write_text("\n".join(["id,Title,Series", *rows]), encoding="utf-8")
    return formats.read(path)


def seen(catalogue: Catalogue, reading: formats.Reading) -> Preview:
    return preview(catalogue, to_profile(TALKS), reading, None)


def found(catalogue: Catalogue, query: str) -> list[Dossier]:
    with catalogue.read() as connection:
        ids = searching.find(connection, parse(query), today=catalogue.today())
        return [load(connection, record_id) for record_id in ids]


def test_a_series_is_found_again_or_made_and_each_row_links_to_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    with catalogue.change("Add") as change:
        here = change.add("series", title="Army staff talks")
    reading = sheet(
        tmp_path,
        "1,First,Army Staff Talks",
        "2,Second,Navy talks",
        "3,Third,Navy talks",
        "4,Fourth,",
    )
    looked = seen(catalogue, reading)
    assert looked.made["series"] == 1
    run(catalogue, looked, None)
    series = [one.id for one in found(catalogue, "kind:series")]
    talks = {one.stub.title: one.values["series"] for one in found(catalogue, "kind:engagement")}
    assert len(series) == 2
    assert talks["First"] == here
    assert talks["Second"] == talks["Third"] != here
    assert talks["Fourth"] is None
    again = seen(catalogue, reading)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)


def test_another_series_is_a_change_that_is_told_and_what_somebody_chose_stays(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    run(
        catalogue,
        seen(catalogue, sheet(tmp_path, "1,First,Army talks", "2,Second,Army talks")),
        None,
    )
    ids = {one.stub.title: one.id for one in found(catalogue, "kind:engagement")}
    with catalogue.change("Choose") as change:
        own = change.add("series", title="Dialogue")
        change.set("engagement", ids["Second"], series=own)
    looked = seen(catalogue, sheet(tmp_path, "1,First,Navy talks", "2,Second,Navy talks"))
    told = {change.title: change.fields for change in looked.changes}
    [first] = told["First"]
    assert (first.label, first.before, first.says, first.fate) == (
        *("Series", "Army talks", "Navy talks"),
        Fate.SET,
    )
    run(catalogue, looked, None)
    after = {one.stub.title: one.values["series"] for one in found(catalogue, "kind:engagement")}
    assert after["Second"] == own
    [navy] = [one.id for one in found(catalogue, "kind:series Navy")]
    assert after["First"] == navy


def test_a_profile_that_names_no_record_of_its_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talks.toml"
    path.write_text(
        'title = "T"\nkind = "engagement"\nkey = "{id}"\nscheme = "t"\n'
        '[record]\ntitle = "{t}"\ntype = "visit"\nseries = "{s}"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="means nothing there"):
        load_profile(str(path))
