"""Whether a catalogue lies where files are shared or copied behind its back.

SQLite needs locks and shared memory that every program on every machine sees alike; a network share
promises neither ("How To Corrupt An SQLite Database File", section 2.1, sqlite.org; "Write-Ahead
Logging": all processes have to be on the same machine). A folder that is synchronised copies the
file and its log one after the other, so that what arrives elsewhere may never have been a whole
catalogue, and writes older states back. A file of two names (a hard link) has a log and a lock
beside each of them ("How To Corrupt An SQLite Database File", section 2.5).
"""

import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from defcat.translation import tr

MOUNTS = Path("/proc/mounts")
NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "afp", "afpfs",
        "ceph", "coda", "davfs", "davfs2", "webdav", "glusterfs", "gfs2", "lustre", "ncpfs",
        "ocfs2", "virtiofs", "vboxsf", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone",
        "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.s3fs",
        "fuse.ceph", "fuse.vmhgfs-fuse", "fuse.onedriver", "fuse.google-drive-ocamlfuse",
    }
)  # fmt: skip
"""Types of file systems, as `/proc/mounts` names them, of which another machine holds the files."""

_SERVICES = (
    ("Dropbox", ("dropbox",), (".dropbox", ".dropbox.cache")),
    ("OneDrive", ("onedrive",), ()),
    ("Google Drive", ("google drive", "googledrive", "my drive"), (".tmp.driveupload",)),
    ("Nextcloud", ("nextcloud",), (".nextcloudsync.log",)),
    ("ownCloud", ("owncloud",), (".owncloudsync.log",)),
    ("Syncthing", (), (".stfolder",)),
    ("iCloud", ("icloud drive", "com~apple~clouddocs", "iclouddrive"), ()),
    ("Box", ("box sync",), ()),
    ("pCloud", ("pclouddrive", "pcloud drive"), ()),
    ("Seafile", ("seafile",), (".seafile-data",)),
)
"""Services by what their folders are called, in small letters, and what lies in them."""
_JOURNALS = (".sync_*.db", "._sync_*.db")
"""Where the desktop clients of Nextcloud and ownCloud keep what they know of a folder."""
_REMOTE_DRIVE = 4


@dataclass(frozen=True)
class Risk:
    """Why a place is no good for a catalogue, and what to do: two sentences, translated."""

    what: str
    fix: str


def risk(
    path: Path,
    mounts: Path = MOUNTS,
    drive_type: Callable[[str], int] | None = None,
) -> Risk | None:
    """What is wrong with the place of the catalogue at `path`; None where nothing is known.

    `mounts` lists what is mounted (Linux, proc(5)); `drive_type` answers of a root as the function
    GetDriveTypeW of Windows does. Nothing is asked of a network: only what this machine knows.
    """
    path = path.resolve()
    if system := _network(path, mounts, drive_type or _windows_type):
        return Risk(
            tr(
                "{file} is on a network share ({system}), where no program can be sure that"
                " nobody else is writing the file, or that what was saved has arrived.",
                file=path.name,
                system=system,
            ),
            tr("Keep it on this laptop's own disk, and put the backups on the share."),
        )
    if service := _service(path):
        return Risk(
            tr(
                "{file} is in a folder that {service} copies to other machines, also while it is"
                " being written: a copy may be broken, and an older one may come back.",
                file=path.name,
                service=service,
            ),
            tr("Keep it in a folder of its own that is not synchronised."),
        )
    if _has_two_names(path):
        return Risk(
            tr(
                "{file} has another name elsewhere (a hard link): opened by both at a time it would"
                " be damaged.",
                file=path.name,
            ),
            tr("Copy it to a new file, and go on with that one."),
        )
    return None


def on_network(path: Path) -> bool:
    """Whether another machine holds the file at `path`, as far as this one knows."""
    return bool(_network(path.resolve(), MOUNTS, _windows_type))


def _has_two_names(path: Path) -> bool:
    try:
        return path.stat().st_nlink > 1
    except OSError:
        return False  # which is told where it is opened


def _network(path: Path, mounts: Path, drive_type: Callable[[str], int]) -> str:
    """The kind of network share that `path` is on; empty where it is none."""
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return "UNC"
    if path.drive:
        return tr("drive {drive}", drive=path.drive) * (drive_type(path.anchor) == _REMOTE_DRIVE)
    if "gvfs" in path.parts and path.parts[1:2] == ("run",):
        return "gvfs"
    kind = _mounted_as(path, mounts)
    return kind if kind in NETWORK else ""


def _mounted_as(path: Path, mounts: Path) -> str:
    """The type of the file system that `path` is on, the deepest and the last one mounted."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""  # a system without the list
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


def _unescaped(point: str) -> str:
    """A mount point as it is called; blanks and the like stand there as octal numbers."""
    for code in ("040", "011", "012", "134"):
        point = point.replace(f"\\{code}", chr(int(code, 8)))
    return point


def _service(path: Path) -> str:
    """Who synchronises a folder above `path`; empty where nobody is known to."""
    for folder in path.parents:
        name = folder.name.lower()
        for service, names, markers in _SERVICES:
            called = any(name == n or name.startswith((f"{n} - ", f"{n} (")) for n in names)
            if called or any(_lies(folder / marker) for marker in markers):
                return service
        if any(_has(folder, journal) for journal in _JOURNALS):
            return "Nextcloud"
    return ""


def _lies(path: Path) -> bool:
    return os.path.lexists(path)


def _has(folder: Path, pattern: str) -> bool:
    try:
        return next(folder.glob(pattern), None) is not None
    except OSError:
        return False  # a folder that nobody may look into


def _windows_type(root: str) -> int:
    """The type of the drive whose root is `root`; 0, which is "unknown", on any other system."""
    if sys.platform != "win32":
        return 0
    return int(ctypes.windll.kernel32.GetDriveTypeW(root))
