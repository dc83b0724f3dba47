"""A moment of what `make torture` does to imports for long."""

from pathlib import Path

from tests.torture.mutated_imports import SEEDS, mutated_imports


def test_a_changed_file_is_read_or_refused_in_words(tmp_path: Path) -> None:
    found = mutated_imports(tmp_path, 150, seed=1)
    assert found.said == []
    assert found.files == 150
    assert found.read > 10
    assert sum(found.refused.values()) > 50


def test_the_files_that_are_changed_can_be_read_as_they_are(tmp_path: Path) -> None:
    from defcat.exchange.importer import run_import
    from tests.core.making import make

    with make(tmp_path) as catalogue:
        for name, content in SEEDS.items():
            if name != "json":
                file = tmp_path / f"{name}.csv"
                file.write_text(content, "utf-8")
                assert run_import(catalogue, file, name).new > 0
