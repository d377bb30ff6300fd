"""System calls that the standard library lacks, by their numbers."""

from __future__ import annotations

import ctypes
import os

__all__ = ("prctl", "syscall")

_libc = ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure) -> int:
    """Make a system call; structures and buffers are passed by their address.

    Raises:
        OSError: it failed.
    """
    return _checked(_libc.syscall(ctypes.c_long(number), *(_as_word(each) for each in arguments)))


def prctl(option: int, *arguments: int) -> int:
    """Change how the kernel treats this process.

    Raises:
        OSError: it failed.
    """
    words = (*arguments, 0, 0, 0, 0)[:4]
    return _checked(_libc.prctl(ctypes.c_int(option), *(ctypes.c_ulong(each) for each in words)))


def _as_word(value: int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure) -> object:
    if isinstance(value, int):
        return ctypes.c_long(value)
    return ctypes.byref(value) if isinstance(value, ctypes.Structure) else value


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
