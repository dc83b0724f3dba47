"""Beside the record: how the desk prints, the briefs made last, and which can be made."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from defcat.briefs import Request, desk, offer, recent
from defcat.briefs.order import Order
from defcat.briefs.recent import Recent
from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.errors import FileProblem, InputError
from defcat.exchange.sample import create_sample
from defcat.search.parse import parse
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Catalogue]:
    with create_sample(tmp_path / "s.defcat", user="officer", now=lambda: NOW) as made:
        yield made


def picture(path: Path, kind: str) -> Path:
    Image.new("RGB", (1200, 300), "#123456").save(path, kind)
    return path


# --- the desk -------------------------------------------------------------------------------


def test_what_the_desk_prints_is_on_disk_and_no_step_of_the_history(
    sample: Catalogue, tmp_path: Path
) -> None:
    logo = desk.logo_of(picture(tmp_path / "logo.jpg", "JPEG"))
    wanted = desk.DeskSettings("Ministry of Defence\nSouth Block", logo, "IN", "Letter", True)
    with sample.change("Brief settings") as change:
        desk.save(change.connection, wanted)

    assert change.done.entry == 0
    path = sample.path
    sample.close()
    with Catalogue.open(path, write=False) as again, again.read() as connection:
        assert desk.read(connection) == wanted


def test_a_logo_is_kept_small_and_as_a_picture(tmp_path: Path) -> None:
    kept = desk.logo_of(picture(tmp_path / "logo.png", "PNG"))
    with Image.open(io.BytesIO(kept)) as read:
        assert read.format == "PNG"
        assert read.width <= 600


def test_what_is_no_logo_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(InputError, match="neither a PNG nor a JPEG"):
        desk.logo_of(tmp_path / "a.png")
    with pytest.raises(FileProblem, match="could not be read"):
        desk.logo_of(tmp_path / "gone.png")
    (tmp_path / "b.png").write_bytes(bytes(desk.LARGEST_LOGO + 1))
    with pytest.raises(InputError, match="larger than 8 MB"):
        desk.logo_of(tmp_path / "b.png")


@pytest.mark.parametrize(
    "wrong",
    [
        desk.DeskSettings("a\n" * 9),
        desk.DeskSettings("a" * 601),
        desk.DeskSettings(own_country="ZZ"),
    ],
)
def test_settings_that_cannot_be_are_refused(sample: Catalogue, wrong: desk.DeskSettings) -> None:
    with pytest.raises(InputError), sample.change("Brief settings") as change:
        desk.save(change.connection, wrong)


# --- the last ones --------------------------------------------------------------------------

REGISTER = Request(
    "register",
    query=parse("kind:engagement austin -type:call"),
    columns=("title", "date"),
    group_by="year",
    sources=True,
    sections=("rows",),
)
ORDERS = [
    Order(REGISTER, date(2024, 8, 1), "restricted", False, "Letter", True, True, True),
    Order(Request("book", parts=(Request("profile", (3,)), Request("watch")), title="Visit")),
    Order(Request("country", country="IN", days=30)),
]


@pytest.mark.parametrize("order", ORDERS)
def test_a_brief_is_ordered_again_as_it_was(sample: Catalogue, order: Order) -> None:
    with sample.change("Brief") as change:
        recent.note(change.connection, Recent("A brief", order))
    with sample.read() as connection:
        assert recent.recent(connection) == [Recent("A brief", order)]


def test_the_last_ten_are_kept_each_once_the_newest_first(sample: Catalogue) -> None:
    with sample.change("Brief") as change:
        for n in [*range(12), 5]:
            made = Recent(f"Watch list {n}", Order(Request("watch", days=n)))
            recent.note(change.connection, made)
    with sample.read() as connection:
        titles = [made.title for made in recent.recent(connection)]
    assert titles == [f"Watch list {n}" for n in (5, 11, 10, 9, 8, 7, 6, 4, 3, 2)]


# --- what is offered ------------------------------------------------------------------------


def subject(catalogue: Catalogue, *refs: str, query: str = "", **kept: str) -> offer.Subject:
    with catalogue.change("Own country") as change:
        desk.save(change.connection, desk.DeskSettings(own_country=kept.get("own", "")))
    with catalogue.read() as connection:
        ids = [find_id(connection, ref) for ref in refs]
        return offer.subject_of(connection, ids, parse(query), ("ref", "title", "tally"), TODAY)


def test_an_agreement_is_offered_its_page_and_the_other_partys_country(sample: Catalogue) -> None:
    found = subject(sample, "A1", own="IN")
    assert offer.first(found) == "agreement"
    assert offer.fitting(found) == ["agreement", "record", "country", "register", "watch"]
    assert found.country == "US"
    assert subject(sample, "A1", own="US").country == "IN"


def test_records_of_several_kinds_make_a_book(sample: Catalogue) -> None:
    found = subject(sample, "A1", "O1", "E1")
    assert offer.first(found) == "book"
    assert [part.name for part in offer.parts_of_book(found)] == [
        "agreement",
        "profile",
        "engagement",
    ]


def test_a_list_without_a_row_is_a_register_of_its_columns(sample: Catalogue) -> None:
    found = subject(sample, query="kind:engagement country:japan")
    assert offer.first(found) == "register"
    assert found.columns == ("ref", "title")
    assert found.country == "JP"


def test_of_very_many_records_there_is_only_the_register(sample: Catalogue) -> None:
    with sample.read() as connection:
        found = offer.subject_of(connection, range(1, 1000), parse(""), (), TODAY)
    assert offer.first(found) == "register"
    assert offer.fitting(found) == ["country", "register", "watch"]
