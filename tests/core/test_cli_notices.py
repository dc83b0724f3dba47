"""The commands that say what needs attention: what is due, and what was noticed."""

import json
from pathlib import Path
from typing import Any

import pytest

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.rules import findings
from tests.core.making import make
from tests.core.noticing import agreement

BACKWARDS = (("signature", "2020-03-01"), ("entry-into-force", "2020-01-01"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalogue with an agreement in force before its signature, and one overdue promise."""
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        source = change.add("source", title="Gazette", type="publication", date="2020-03-02")
        made = agreement(change, *BACKWARDS)
        for country in ("IN", "FR"):
            change.add_part("party", made, role="party", country=country)
        promised = change.add("commitment", title="Send the draft", state="open", date="2021-05-01")
        for record in (made, promised):
            change.add_part("citation", record, other_id=source)
    return tmp_path / "desk.defcat"


def ran(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def documented(
    capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, dict[str, Any]]:
    code, out, _ = ran(capsys, *arguments, "--json")
    return code, json.loads(out)


def dismiss_all(file: Path, why: str) -> None:
    with Catalogue.open(file) as catalogue:
        with catalogue.read() as connection:
            found = findings.everything(connection)
        with catalogue.change("Dismiss") as change:
            for each in found:
                findings.dismiss(change, each.finding, why)


def test_watch_prints_some_of_each_rule_and_has_all_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "desk.defcat"
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        for number in range(25):
            change.add("commitment", title=f"Promise {number}", state="open", date="2021-05-01")
        change.add("engagement", title="Talks", type="visit", state="planned", date="2024-12-01")

    def titles(*options: object) -> int:
        return ran(capsys, "watch", file, *options, "--as-of", "2024-11-18")[1].count("Promise")

    code, printed, _ = ran(capsys, "watch", file, "--as-of", "2024-11-18")
    assert code == 1
    assert printed.count("Promise") == 20
    assert "… and 5 more; --limit 0 shows all" in printed
    assert "26 things until 17 May 2025" in printed
    assert (titles("--limit", 3), titles("--limit", 0), titles("--limit", 25)) == (3, 25, 25)
    assert "more" not in ran(capsys, "watch", file, "--limit", 0)[1]
    _, stated = documented(capsys, "watch", file, "--limit", 3, "--as-of", "2024-11-18")
    assert (stated["total"], len(stated["findings"])) == (26, 26)


@pytest.mark.parametrize("options", [("9999-12-01",), ("9999-10-31", "--days", "36525")])
def test_watch_ends_with_the_calendar(
    file: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    code, printed, refused = ran(capsys, "watch", file, "--as-of", *options)
    assert (code, refused) == (1, "")
    assert "until 31 December 9999" in printed


def test_findings_say_what_where_and_what_to_do(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed = documented(capsys, "findings", file)
    assert code == 1
    assert printed["total"] == 1
    [found] = printed["findings"]
    assert found == {
        "rule": "force-before-signature",
        "refs": ["A1"],
        "says": "Entry into force on 1 January 2020 is before the signature on 1 March 2020.",
        "fix": "Compare both dates with the text, and correct the one that is wrong.",
        "dismissed": None,
    }


def test_findings_are_printed_under_the_name_of_their_rule(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = ran(capsys, "findings", file)
    assert code == 1
    assert "In force before it was signed" in out
    assert "A1" in out
    assert "1 finding" in out


def test_what_was_dismissed_is_listed_only_when_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dismiss_all(file, "The text applies to the past.")
    assert documented(capsys, "findings", file) == (0, {"total": 0, "findings": []})
    code, printed = documented(capsys, "findings", file, "--dismissed")
    assert code == 0
    assert [f["dismissed"] for f in printed["findings"]] == ["The text applies to the past."]
    assert "Dismissed: The text" in " ".join(
        ran(capsys, "findings", file, "--dismissed")[1].split()
    )


def test_findings_of_one_rule_and_some_of_them(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(file) as catalogue, catalogue.change("Add") as change:
        agreement(change, *BACKWARDS, title="Agreement on Space")
    rule = ("--rule", "force-before-signature")
    code, printed = documented(capsys, "findings", file, *rule, "--limit", 1)
    assert (code, printed["total"], len(printed["findings"])) == (1, 2, 1)
    assert len(documented(capsys, "findings", file, *rule, "--limit", 0)[1]["findings"]) == 2
    assert documented(capsys, "findings", file, "--rule", "broken-link")[0] == 0


def test_a_rule_that_is_none_is_refused_and_the_rules_are_named(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ran(capsys, "findings", file, "--rule", "typos")
    assert (code, out) == (2, "")
    assert "typos" in err
    assert "likely-duplicate" in err


def test_findings_are_kept_for_the_window(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(capsys, "findings", file)
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        assert not findings.due(connection)
        assert findings.counts(connection) == {"force-before-signature": 1}


def test_findings_of_a_catalogue_that_somebody_has_open_are_found_and_not_kept(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(file) as catalogue:
        code, printed = documented(capsys, "findings", file)
        assert (code, printed["total"]) == (1, 1)
        with catalogue.read() as connection:
            assert findings.due(connection)


def test_watch_says_what_is_overdue(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = documented(capsys, "watch", file, "--as-of", "2021-06-01")
    assert code == 1
    assert (printed["as_of"], printed["days"], printed["total"]) == ("2021-06-01", 180, 1)
    [found] = printed["findings"]
    assert (found["rule"], found["refs"], found["date"]) == (
        "commitment-overdue",
        ["C1"],
        "2021-05-01",
    )
    assert "Overdue commitments" in ran(capsys, "watch", file, "--as-of", "2021-06-01")[1]


def test_watch_looks_as_far_ahead_as_it_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("watch", file, "--as-of", "2021-01-01", "--days")
    assert documented(capsys, *asked, 30)[0] == 0
    code, printed = documented(capsys, *asked, 180)
    assert code == 1
    assert [f["rule"] for f in printed["findings"]] == ["commitment-due"]
