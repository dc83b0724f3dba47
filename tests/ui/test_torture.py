"""A window with a passphrase, killed at work: nothing can be read on the disk, and it talks to
nobody. The rest of the torture is in tests/core/test_torture_*.py.
"""

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.torture import at_the_window, readable
from tests.torture.at_the_window import Looked

pytestmark = pytest.mark.skipif(not Path("/proc/self/net").exists(), reason="looks as Linux does")


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    return at_the_window.look(tmp_path_factory.mktemp("window"))


def test_nothing_readable_is_on_the_disk_while_the_window_works_or_once_it_is_killed(
    looked: Looked,
) -> None:
    assert looked.words > 500
    assert readable.summary(looked.read) == []


def test_the_window_has_no_way_to_another_machine(looked: Looked) -> None:
    assert looked.network == []


def test_a_way_to_another_machine_would_be_seen() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as one:
        one.bind(("127.0.0.1", 0))
        assert at_the_window.network_sockets(os.getpid()) == ["udp"]
