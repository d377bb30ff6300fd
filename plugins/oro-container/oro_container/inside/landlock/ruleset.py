"""Restrict this process to folders, files and ports."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from oro_container.inside import syscalls
from oro_container.inside.landlock import rights

__all__ = ("Access", "Unavailable", "restrict", "version")

Access = Literal["read", "run", "write"]
_ACCESS: Final[Mapping[Access, int]] = {"read": rights.READ, "run": rights.READ_AND_RUN, "write": rights.WRITE}
_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The same on every machine, as of all calls since 2019."""
_VERSION = 1
_PATH_BENEATH, _NET_PORT = 1, 2


class Unavailable(OSError):
    """This kernel has no Landlock, or not the part that is asked for."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("ports", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # without it Python 3.14 warns and 3.19 refuses; the kernel's own has the same 12 bytes
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


class _Port(ctypes.Structure):
    _fields_ = (("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """Return the version of Landlock the kernel has; 0 when it has none."""
    try:
        return syscalls.syscall(_CREATE, 0, 0, _VERSION)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP):
            return 0
        raise


def restrict(
    paths: Mapping[str, Access],
    *,
    connect: Iterable[int] | None = None,
    bind: Iterable[int] | None = None,
    scopes: bool = True,
) -> None:
    """Restrict this thread and all it starts, for good.

    Args:
        paths: what it may do with each file or folder and all below it; what is not there is passed over.
        connect: ports TCP may connect to; None: all.
        bind: ports TCP may bind, 0 being any the system picks; None: all.
        scopes: whether abstract sockets and signals end at what is restricted, where the kernel can do that.

    Raises:
        Unavailable: the kernel cannot hold what is asked for.
        OSError: EPERM, the process may still gain rights (see `set_no_new_privileges`).
    """
    here = version()
    ports = (rights.CONNECT if connect is not None else 0) | (rights.BIND if bind is not None else 0)
    if not here or ports & ~rights.known_ports(here):
        missing = "ports, for which version 4 is needed" if here else "anything"
        raise Unavailable(errno.ENOSYS, f"Landlock of this kernel (version {here}) cannot hold {missing}")
    handled = _Ruleset(rights.known_files(here), ports, rights.known_scopes(here) if scopes else 0)
    size = 24 if here >= 6 else 16 if here >= 4 else 8
    ruleset = syscalls.syscall(_CREATE, handled, size, 0)
    try:
        for path, access in paths.items():
            _allow_path(ruleset, path, _ACCESS[access] & handled.files)
        for right, numbers in ((rights.CONNECT, connect), (rights.BIND, bind)):
            for port in numbers or ():
                syscalls.syscall(_ADD, ruleset, _NET_PORT, _Port(right, port), 0)
        syscalls.syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow_path(ruleset: int, path: str, allowed: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(folder).st_mode):
            allowed &= rights.FILE
        syscalls.syscall(_ADD, ruleset, _PATH_BENEATH, _Beneath(allowed, folder), 0)
    finally:
        os.close(folder)
