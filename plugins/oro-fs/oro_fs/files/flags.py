"""Flags and times as a page writes them. Sans-IO.

Flags are Node's words (`r+`, `wx`, …) or a number made of the constants `fs.constants` offers; anything
else is refused, so that no flag reaches the kernel that the sandbox did not think of.
"""

from __future__ import annotations

import errno
import math
import os

from oro_framework.errors import ErrnoError, InvalidArgument

__all__ = ("nanoseconds", "open_flags")

_WORDS = {
    "r": os.O_RDONLY,
    "rs": os.O_RDONLY | os.O_SYNC,
    "r+": os.O_RDWR,
    "rs+": os.O_RDWR | os.O_SYNC,
    "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    "wx": os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_EXCL,
    "w+": os.O_RDWR | os.O_CREAT | os.O_TRUNC,
    "wx+": os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_EXCL,
    "a": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
    "ax": os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL,
    "as": os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_SYNC,
    "a+": os.O_RDWR | os.O_CREAT | os.O_APPEND,
    "ax+": os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_EXCL,
    "as+": os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_SYNC,
}
_ALIASES = {"sr": "rs", "sr+": "rs+", "xw": "wx", "xw+": "wx+", "xa": "ax", "xa+": "ax+", "sa": "as", "sa+": "as+"}

_ALLOWED = os.O_ACCMODE | os.O_CREAT | os.O_EXCL | os.O_TRUNC | os.O_APPEND | os.O_SYNC
for _name in ("O_NOCTTY", "O_DIRECTORY", "O_NOATIME", "O_NOFOLLOW", "O_DSYNC", "O_DIRECT", "O_NONBLOCK", "O_CLOEXEC"):
    _ALLOWED |= getattr(os, _name, 0)

_REFUSED = 0
for _name in dir(os):
    if _name.startswith("O_"):
        _REFUSED |= getattr(os, _name) & ~_ALLOWED
"""Flags the kernel knows and pages may not use; bits that mean nothing are left out, as the kernel does."""


def open_flags(flags: int | str) -> int:
    """Return the kernel's flags for what a page wrote.

    Raises:
        InvalidArgument: it is neither one of Node's words nor a number.
        ErrnoError: EINVAL, the number holds a flag pages may not use, or asks for the impossible.
    """
    if isinstance(flags, str):
        word = _ALIASES.get(flags, flags)
        if word in _WORDS:
            return _WORDS[word]
        if not (flags.isascii() and flags.isdigit() and len(flags) < 12):
            raise InvalidArgument(f'Cannot open with flags "{flags[:40]}": they must be a word like "r+", or a number')
        flags = int(flags)
    if flags < 0 or flags & _REFUSED or flags & os.O_ACCMODE == os.O_ACCMODE:
        raise ErrnoError(errno.EINVAL)
    if flags & os.O_TRUNC and flags & os.O_ACCMODE == os.O_RDONLY:
        raise ErrnoError(errno.EINVAL)
    return flags & _ALLOWED


def nanoseconds(seconds: float) -> int:
    """Return a time a page gave in seconds.

    Raises:
        InvalidArgument: it is not finite, or beyond what a file system can hold.
    """
    if not math.isfinite(seconds) or abs(seconds) >= 1 << 62:
        raise InvalidArgument(f"Cannot use {seconds} as a time: it must be seconds since 1970")
    whole = math.floor(seconds)
    return whole * 1_000_000_000 + round((seconds - whole) * 1e9)
