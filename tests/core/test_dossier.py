"""Everything about one record: its parts, what links to it, and what is left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from defcat import dossier
from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, find_id, load, stubs
from defcat.errors import InputError, NotFound
from tests.core.making import make


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def read(catalogue: Catalogue, ref: str) -> Dossier:
    with catalogue.read() as connection:
        return load(connection, find_id(connection, ref))


@pytest.fixture
def desk(catalogue: Catalogue) -> Catalogue:
    """O1 took part in E1 and E2 for G1 and holds a post there; A1 came of E1; D1 says so."""
    with catalogue.change("Add") as change:
        ministry = change.add("organisation", title="Ministry of Defence", type="ministry")
        army = change.add("organisation", title="Army HQ", type="ministry", parent=ministry)
        official = change.add("official", title="Rajnath Singh", nationality="IN")
        tenure = change.add_part(
            "tenure", official, post="Minister", other_id=ministry, start="2019-05-31"
        )
        source = change.add("source", title="Gazette", type="publication")
        series = change.add("series", title="2+2 Dialogue")
        mou = change.add("agreement", title="MoU", type="mou")
        for number in (1, 2):
            visit = change.add("engagement", title=f"Visit {number}", type="visit", series=series)
            change.add_part(
                "participant",
                visit,
                other_id=official,
                role="principal",
                side_organisation=army,
            )
        change.add_part("engagement_agreement", visit, other_id=mou, role="signed")
        change.add_part("citation", official, other_id=source, about="tenure", row=tenure)
        change.add_part("citation", official, other_id=source, about="title", states="R. Singh")
        change.add_part("citation", mou, other_id=source)
    return catalogue


def test_values_and_words(desk: Catalogue) -> None:
    official = read(desk, "o1")
    assert (official.stub.ref, official.kind, official.stub.title) == (
        *("O1", "official", "Rajnath Singh"),
    )
    assert official.text("nationality") == "India"
    assert official.text("rank") == ""
    (tenure,) = official.parts["tenure"]
    assert tenure.text("start") == "31 May 2019"
    assert tenure.text("end") == ""
    assert official.title(tenure["other_id"]) == "Ministry of Defence"
    assert read(desk, "E1").text("series") == "2+2 Dialogue"


def test_citations_of_the_record_a_field_and_a_row(desk: Catalogue) -> None:
    official, mou = read(desk, "O1"), read(desk, "A1")
    (tenure,) = official.parts["tenure"]
    assert [c["states"] for c in official.citations("title")] == ["R. Singh"]
    assert len(official.citations("tenure", tenure.id)) == 1
    assert official.citations() == []
    assert len(mou.citations()) == 1


def test_backlinks_are_the_newest_first_with_their_records(desk: Catalogue) -> None:
    official = read(desk, "O1")
    took_part = official.backlinks["participant"]
    assert [official.title(row.record_id) for row in took_part] == ["Visit 2", "Visit 1"]
    assert official.totals["participant"] == 2
    assert official.title(took_part[0]["side_organisation"]) == "Army HQ"
    ministry = read(desk, "G1")
    assert [ministry.title(row.record_id) for row in ministry.backlinks["tenure"]] == [
        "Rajnath Singh"
    ]
    assert [(name, ministry.title(i)) for name, i in ministry.named_by] == [("parent", "Army HQ")]
    series = read(desk, "S1")
    assert [(name, series.title(i)) for name, i in series.named_by] == [
        ("series", "Visit 2"),
        ("series", "Visit 1"),
    ]
    assert read(desk, "D1").totals["citation"] == 3


def test_what_is_in_the_bin_is_left_out_and_not_counted(desk: Catalogue) -> None:
    with desk.read() as connection:
        visit, source = find_id(connection, "E2"), find_id(connection, "D1")
        ministry, army = find_id(connection, "G1"), find_id(connection, "G2")
    with desk.change("Bin") as change:
        for record in (visit, source, ministry, army):
            change.bin(record)
    official = read(desk, "O1")
    assert [official.title(r.record_id) for r in official.backlinks["participant"]] == ["Visit 1"]
    assert official.totals["participant"] == 1
    assert official.parts["citation"] == []
    assert official.parts["tenure"] == []
    assert [i for _, i in read(desk, "S1").named_by] == [
        official.backlinks["participant"][0].record_id
    ]
    assert read(desk, "G1").named_by == []
    binned = read(desk, "E2")  # can itself be looked at, with all it has
    assert binned.stub.binned
    assert [binned.title(r["other_id"]) for r in binned.parts["participant"]] == ["Rajnath Singh"]
    desk.undo()
    assert read(desk, "O1").totals["participant"] == 2
    assert len(read(desk, "O1").parts["citation"]) == 2


def test_many_links_are_counted_but_not_all_read(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier, "LINKS", 10)
    with catalogue.change("Add") as change:
        official = change.add("official", title="Rajnath Singh")
        visits = [change.add("engagement", title=f"Visit {n}", type="visit") for n in range(30)]
        for visit in visits:
            change.add_part("participant", visit, other_id=official, role="principal")
        for visit in visits[20:25]:
            change.bin(visit)
    found = read(catalogue, "O1")
    expected = [*range(29, 24, -1), *range(19, 14, -1)]
    assert [found.title(row.record_id) for row in found.backlinks["participant"]] == [
        f"Visit {n}" for n in expected
    ]
    assert found.totals["participant"] == 25


def test_very_many_stubs_at_once(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        for number in range(3):
            change.add("topic", title=f"Topic {number}", type="sector")
    with catalogue.read() as connection:
        assert [stub.ref for stub in stubs(connection, range(60_000)).values()] == [
            "T1",
            "T2",
            "T3",
        ]


@pytest.mark.parametrize("ref", ["A2", "O99", "g7", "T999999999"])
def test_a_reference_that_is_not_there(desk: Catalogue, ref: str) -> None:
    with pytest.raises(NotFound, match=ref.upper()) as refused:
        read(desk, ref)
    assert refused.value.fix


@pytest.mark.parametrize(
    "ref", ["", "A", "12", "X1", "A-1", "A 1", "AA1", "A²", "A१", "A" + "1" * 5_000]
)
def test_what_is_no_reference(desk: Catalogue, ref: str) -> None:
    with pytest.raises(InputError, match="not a reference") as refused:
        read(desk, ref)
    assert refused.value.fix


def test_blanks_around_a_reference_do_not_matter(desk: Catalogue) -> None:
    assert read(desk, " A1\n").stub.ref == "A1"


def test_a_record_that_is_gone(desk: Catalogue) -> None:
    with desk.read() as connection, pytest.raises(NotFound):
        load(connection, 999)
