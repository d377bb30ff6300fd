"""System calls of Linux that the standard library lacks."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = (
    "CLONE_NEWIPC",
    "CLONE_NEWNET",
    "CLONE_NEWNS",
    "CLONE_NEWPID",
    "CLONE_NEWUSER",
    "CLONE_NEWUTS",
    "MS_BIND",
    "MS_NODEV",
    "MS_NOEXEC",
    "MS_NOSUID",
    "MS_PRIVATE",
    "MS_RDONLY",
    "MS_REC",
    "adopt_orphans",
    "detach",
    "die_with_parent",
    "enter_namespace",
    "hide",
    "mount",
    "pivot_root",
    "prctl",
    "protect",
    "set_no_new_privileges",
    "shown",
    "syscall",
    "unshare",
)

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000
MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
_MNT_DETACH = 2
_PR_SET_PDEATHSIG = 1
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_AT_RECURSIVE = 0x8000
_AT_FDCWD = -100
_MOUNT_SETATTR = 442
"""The same number on every architecture, as of all calls since 2019."""
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_ATTRIBUTES = {MS_RDONLY: 1, MS_NOSUID: 2, MS_NODEV: 4, MS_NOEXEC: 8}

_libc = ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure | None) -> int:
    """Make a system call by its number; structures and buffers are passed by their address.

    Raises:
        OSError: it failed.
    """
    return _checked(_libc.syscall(ctypes.c_long(number), *(_long(each) for each in arguments)))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones.

    Raises:
        OSError: the system refuses it.
    """
    _checked(_libc.unshare(ctypes.c_int(flags)))


def enter_namespace(descriptor: int, kind: int) -> None:
    """Enter a namespace that is there.

    Raises:
        OSError: the system refuses it.
    """
    _checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount something.

    Raises:
        OSError: it cannot be mounted.
    """
    arguments = (source.encode() or None, target.encode(), kind.encode() or None)
    _checked(_libc.mount(*arguments, ctypes.c_ulong(flags), options.encode() or None), target)


def protect(path: str, flags: int) -> None:
    """Set attributes of a mount and of all below it.

    Args:
        path: where it is mounted.
        flags: of MS_RDONLY, MS_NOSUID, MS_NODEV and MS_NOEXEC.

    Raises:
        OSError: they cannot be set.
    """
    wanted = sum(bit for flag, bit in _ATTRIBUTES.items() if flags & flag)
    attributes = ctypes.create_string_buffer(struct.pack("QQQQ", wanted, 0, 0, 0), 32)
    syscall(_MOUNT_SETATTR, _AT_FDCWD, path.encode(), _AT_RECURSIVE, attributes, 32)


def pivot_root(path: str) -> None:
    """Make a mounted folder the root of this mount namespace, and detach the root of before.

    Raises:
        OSError: it is no mount.
    """
    os.chdir(path)
    syscall(_PIVOT_ROOT[os.uname().machine], b".", b".")
    detach(".")
    os.chdir("/")


def detach(path: str) -> None:
    """Unmount a folder, though it is in use."""
    _checked(_libc.umount2(path.encode(), ctypes.c_int(_MNT_DETACH)), path)


def prctl(option: int, *arguments: int) -> int:
    """Change how the kernel treats this process.

    Raises:
        OSError: it refuses.
    """
    words = (*arguments, 0, 0, 0, 0)[:4]
    return _checked(_libc.prctl(ctypes.c_int(option), *(ctypes.c_ulong(each) for each in words)))


def die_with_parent(number: int) -> None:
    """Have this process get a signal when its parent dies; a new user namespace forgets it."""
    prctl(_PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Have processes below this one become its children when their parents end."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def hide(title: str) -> None:
    """Keep other processes of this user from reading the memory, descriptors and environment of this one.

    Args:
        title: its command line from then on, in place of paths of the machine.
    """
    with open("/proc/self/stat", "rb") as file:
        begin, end = (int(each) for each in file.read().rpartition(b")")[2].split()[45:47])
    data = title.encode()[: end - begin - 1]
    ctypes.memmove(begin, data.ljust(end - begin, b"\0"), end - begin)
    prctl(_PR_SET_DUMPABLE, 0)


@contextmanager
def shown() -> Iterator[None]:
    """Let this process open its own files of `/proc` during the block, which a hidden one may not."""
    before = prctl(_PR_GET_DUMPABLE)
    prctl(_PR_SET_DUMPABLE, 1)
    try:
        yield
    finally:
        prctl(_PR_SET_DUMPABLE, before)


def set_no_new_privileges() -> None:
    """Keep this process, and all it starts, from gaining rights by programs that are set-user-ID."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _long(value: int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure | None) -> object:
    if isinstance(value, ctypes.Structure):
        return ctypes.byref(value)
    return ctypes.c_long(value) if isinstance(value, int) else value


def _checked(result: int, path: str | None = None) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return result
