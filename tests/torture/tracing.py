"""Running a process from one call of the system to the next: it is killed before the chosen one, or
what it asks of the system is written down, whichever library asks.

Linux alone, by ptrace; where that is not allowed `traceable` says so.
"""

import ctypes
import os
import platform
import signal
from ctypes import c_char, c_long, c_uint8, c_uint64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path

_TRACEME, _SYSCALL, _SETOPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_MARK_SYSCALLS, _DIE_WITH_TRACER = 0x1, 0x100000
_ENTRY = 1

# Numbers of the calls that change what is on a disk: write, pwrite64, writev, ftruncate, truncate,
# fsync, fdatasync, rename, renameat, renameat2, link, linkat, unlink, unlinkat, mkdir, mkdirat.
_WRITING = {
    "x86_64": {1, 18, 20, 74, 75, 76, 77, 82, 83, 86, 87, 258, 263, 264, 265, 296, 316},
    "aarch64": {34, 35, 37, 38, 45, 46, 64, 66, 68, 70, 82, 83, 276},
}


# Of the calls that open a file (open, creat; openat) and that make a socket.
_OPEN = {"x86_64": {2: 0, 85: 0, 257: 1}, "aarch64": {56: 1}}
"""The call, and which of its arguments is the path; the flags are the next."""
_SOCKET = {"x86_64": 41, "aarch64": 198}
_CREATE = os.O_CREAT | getattr(os, "O_TMPFILE", 0) & ~getattr(os, "O_DIRECTORY", 0)
_PATH = 4096
_CREAT = 85


class _Info(ctypes.Structure):
    """The beginning of the kernel's struct ptrace_syscall_info."""

    _fields_ = [
        ("op", c_uint8),
        ("padding", c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", c_uint64),
        ("stack", c_uint64),
        ("number", c_uint64),
        ("arguments", c_uint64 * 6),
        ("rest", c_char * 16),
    ]


def _libc() -> ctypes.CDLL:
    found = ctypes.CDLL(None, use_errno=True)
    found.ptrace.argtypes = [c_long, c_long, c_void_p, c_void_p]
    found.ptrace.restype = c_long
    return found


def stand_still() -> None:
    """In the child: let the parent trace it, and wait for it to begin."""
    _libc().ptrace(_TRACEME, 0, None, None)
    os.kill(os.getpid(), signal.SIGSTOP)


def traceable() -> bool:
    """Whether this system lets a process trace its child, and its calls are known."""
    if platform.system() != "Linux" or platform.machine() not in _WRITING:
        return False
    child = os.fork()
    if not child:
        refused = _libc().ptrace(_TRACEME, 0, None, None)
        os._exit(1 if refused else 0)
    return os.waitpid(child, 0)[1] == 0


@dataclass
class Traced:
    """How a child ended, and what it asked: so many `calls` that write, the files that it opened so
    as to `create` them, the families of the `sockets` it made.
    """

    status: int = 0
    calls: int = 0
    created: list[str] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)


def run(child: int, kill_before: int | None = None) -> Traced:
    """Let `child`, which stands still, run to its end, or to just before a call that writes."""
    libc, traced, passed_on, info = _libc(), Traced(), 0, _Info()
    machine = platform.machine()
    os.waitpid(child, 0)
    libc.ptrace(_SETOPTIONS, child, None, _MARK_SYSCALLS | _DIE_WITH_TRACER)
    while True:
        libc.ptrace(_SYSCALL, child, None, passed_on or None)
        _, traced.status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(traced.status):
            return traced
        passed_on = os.WSTOPSIG(traced.status)
        if passed_on != signal.SIGTRAP | 0x80:
            continue
        passed_on = 0
        libc.ptrace(_SYSCALL_INFO, child, ctypes.sizeof(info), ctypes.addressof(info))
        if info.op != _ENTRY:
            continue
        if info.number in _WRITING[machine]:
            traced.calls += 1
            if traced.calls == kill_before:
                os.kill(child, signal.SIGKILL)
        elif info.number in _OPEN[machine]:
            _note_file(child, info, _OPEN[machine][info.number], traced)
        elif info.number == _SOCKET[machine]:
            traced.sockets.append(info.arguments[0])


def _note_file(child: int, info: _Info, place: int, traced: Traced) -> None:
    """Note a file that is opened to be made; one that is made in a folder, without a name, too."""
    if info.arguments[place + 1] & _CREATE or info.number == _CREAT:
        with Path(f"/proc/{child}/mem").open("rb", buffering=0) as memory:
            memory.seek(info.arguments[place])
            path = memory.read(_PATH - info.arguments[place] % _PATH)
            if b"\0" not in path:
                path += memory.read(_PATH)
        traced.created.append(os.fsdecode(path.partition(b"\0")[0]))
