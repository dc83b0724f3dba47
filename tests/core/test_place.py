"""Where a catalogue should not lie: shares, and folders that are copied behind its back."""

from pathlib import Path

import pytest

from defcat.storage.place import NETWORK, risk

LOCAL = "/dev/nvme0n1p2 / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n"


def mounted(folder: Path, *lines: str) -> Path:
    """A list of mounts, as the system keeps one."""
    file = folder / "mounts"
    file.write_text(LOCAL + "\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs", "davfs", "smb3"])
def test_a_network_share_is_named_by_its_kind(tmp_path: Path, kind: str) -> None:
    share = tmp_path / "share"
    (share / "desk").mkdir(parents=True)
    mounts = mounted(tmp_path, f"server:/desk {share} {kind} rw 0 0")
    found = risk(share / "desk" / "Desk.defcat", mounts)
    assert found is not None
    assert kind in found.what
    assert "Desk.defcat" in found.what
    assert "laptop's own disk" in found.fix
    assert kind in NETWORK


def test_a_disk_mounted_over_a_share_is_no_share(tmp_path: Path) -> None:
    inner = tmp_path / "share" / "disk"
    inner.mkdir(parents=True)
    mounts = mounted(
        tmp_path,
        f"server:/desk {tmp_path / 'share'} nfs rw 0 0",
        f"/dev/sdb1 {inner} ext4 rw 0 0",
    )
    assert risk(inner / "Desk.defcat", mounts) is None
    assert risk(tmp_path / "share" / "Desk.defcat", mounts) is not None


def test_a_mount_point_with_a_blank_is_read(tmp_path: Path) -> None:
    share = tmp_path / "our share"
    share.mkdir()
    mounts = mounted(tmp_path, f"//server/desk {tmp_path}/our\\040share cifs rw 0 0")
    assert risk(share / "Desk.defcat", mounts) is not None


def test_a_file_of_two_names_is_told(tmp_path: Path) -> None:
    path = tmp_path / "Desk.defcat"
    path.write_bytes(b"")
    assert risk(path, mounted(tmp_path)) is None
    other = tmp_path / "other.defcat"
    other.hardlink_to(path)
    for name in (path, other):
        found = risk(name, mounted(tmp_path))
        assert found is not None
        assert "hard link" in found.what
    other.unlink()
    assert risk(path, mounted(tmp_path)) is None


def test_a_folder_that_only_begins_alike_is_another(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "shared").mkdir()
    mounts = mounted(tmp_path, f"server:/desk {tmp_path / 'share'} nfs rw 0 0")
    assert risk(tmp_path / "shared" / "Desk.defcat", mounts) is None


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Ministry)", "Dropbox"),
        ("OneDrive - Ministry of Defence", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("iCloud Drive", "iCloud"),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(
    tmp_path: Path, folder: str, service: str
) -> None:
    inner = tmp_path / folder / "desk" / "2026"
    inner.mkdir(parents=True)
    found = risk(inner / "Desk.defcat", mounted(tmp_path))
    assert found is not None
    assert service in found.what


@pytest.mark.parametrize(
    ("marker", "service"),
    [(".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".sync_ab12.db", "Nextcloud")],
)
def test_a_synchronised_folder_is_known_by_what_lies_in_it(
    tmp_path: Path, marker: str, service: str
) -> None:
    folder = tmp_path / "work"
    (folder / "desk").mkdir(parents=True)
    (folder / marker).touch()
    found = risk(folder / "desk" / "Desk.defcat", mounted(tmp_path))
    assert found is not None
    assert service in found.what


def test_an_ordinary_folder_is_no_risk(tmp_path: Path) -> None:
    folder = tmp_path / "Dropboxes and other boxes"
    folder.mkdir()
    assert risk(folder / "Desk.defcat", mounted(tmp_path)) is None
    assert risk(folder / "Desk.defcat", tmp_path / "no such list") is None
