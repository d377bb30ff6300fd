"""Rights of root, which no program within the walls keeps or gains."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator, Mapping

from oro_container.inside import syscalls

__all__ = ("SETS", "bound", "drop", "held")

SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
"""The sets of a process, as `/proc/PID/status` names them: it inherits, may use, uses, could gain, and hands on."""
_PR_CAPBSET_READ, _PR_CAPBSET_DROP, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT = 23, 24, 28, 47
_CLEAR_ALL = 4
_NO_ROOT = 0b1110_1111
"""SECBIT_NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE, KEEP_CAPS off, and all four locked."""
_VERSION = 0x20080522
_CAPSET = {"x86_64": 126, "aarch64": 91}


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("sets", ctypes.c_uint32 * 6),)


def bound() -> None:
    """Keep this process and all it starts from gaining a right, and programs of root from having any.

    Rights it has it keeps. A process without CAP_SETPCAP cannot shrink what it could gain; it is kept from gaining all
    the same.

    Raises:
        OSError: it could not be bound.
    """
    syscalls.set_no_new_privileges()
    try:
        for each in _all():
            syscalls.prctl(_PR_CAPBSET_DROP, each)
        syscalls.prctl(_PR_SET_SECUREBITS, _NO_ROOT)
    except PermissionError:
        # An ordinary user without a user namespace of its own.
        pass


def drop() -> None:
    """Drop every right; `bound` was called before, in this process or one above it.

    Raises:
        OSError: a right could not be dropped.
    """
    syscalls.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL)
    syscalls.syscall(_CAPSET[os.uname().machine], _Header(_VERSION, 0), _Data())


def held(status: str) -> Mapping[str, int]:
    """Return the rights a process has, by set, from the text of its `/proc/PID/status`."""
    pairs = (line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return {name: int(value, 16) for name, value in pairs if name in SETS}


def _all() -> Iterator[int]:
    """Yield the number of each right this kernel has."""
    for each in range(64):
        try:
            syscalls.prctl(_PR_CAPBSET_READ, each)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return
        yield each
