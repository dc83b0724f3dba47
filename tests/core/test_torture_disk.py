"""Every way to write, on a disk with hardly any room: refused in words, and done once there is."""

import os
from pathlib import Path

import pytest

from tests.torture import full_disk


@pytest.mark.skipif(os.name == "nt", reason="fills a disk of its own as Linux does")
def test_a_write_without_room_changes_nothing_and_is_done_once_there_is(tmp_path: Path) -> None:
    _, came = full_disk.run(tmp_path, [full_disk.NEARLY])
    assert [(each.way, each.said, each.wrong) for each in came if each.wrong] == []
    refused = [each.said for each in came if each.said != "done"]
    assert len(refused) > len(came) // 2
    assert [said for said in refused if "damaged" in said] == []
