"""The few instructions of classic BPF that filters of system calls need.

A filter gets a record of the call: its number, the machine, and its six arguments of 64 bits. Only the low half of an
argument is looked at, as the kernel does with all that are looked at here.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = (
    "ALLOW",
    "ARCHITECTURE",
    "CALL",
    "KILL",
    "NOTIFY",
    "argument",
    "load",
    "mask",
    "refuse",
    "result",
    "skip_if_equal",
    "skip_unless_above",
    "skip_unless_any_bit",
    "skip_unless_equal",
    "skip_unless_from",
)

ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
NOTIFY: Final = 0x7FC00000
_ERRNO = 0x00050000
CALL: Final = 0
ARCHITECTURE: Final = 4
_LOAD_WORD, _AND, _RETURN = 0x20, 0x54, 0x06
_EQUAL, _ABOVE, _FROM, _ANY_BIT = 0x15, 0x25, 0x35, 0x45


def argument(index: int) -> int:
    """Return where in the record an argument is."""
    return 16 + 8 * index


def load(where: int) -> bytes:
    """Look at a word of the record."""
    return _instruction(_LOAD_WORD, where)


def mask(bits: int) -> bytes:
    """Keep some bits of what is looked at."""
    return _instruction(_AND, bits)


def result(action: int) -> bytes:
    """End with an action."""
    return _instruction(_RETURN, action)


def refuse(number: int) -> bytes:
    """End the call with an error."""
    return result(_ERRNO | number)


def skip_if_equal(value: int, skipped: bytes) -> bytes:
    """Pass over instructions if the word is a value."""
    return _instruction(_EQUAL, value, len(skipped) // 8, 0) + skipped


def skip_unless_equal(value: int, skipped: bytes) -> bytes:
    """Pass over instructions unless the word is a value."""
    return _skip_unless(_EQUAL, value, skipped)


def skip_unless_above(value: int, skipped: bytes) -> bytes:
    """Pass over instructions unless the word is above a value."""
    return _skip_unless(_ABOVE, value, skipped)


def skip_unless_from(value: int, skipped: bytes) -> bytes:
    """Pass over instructions unless the word is a value or above."""
    return _skip_unless(_FROM, value, skipped)


def skip_unless_any_bit(bits: int, skipped: bytes) -> bytes:
    """Pass over instructions unless the word has one of some bits."""
    return _skip_unless(_ANY_BIT, bits, skipped)


def _skip_unless(test: int, value: int, skipped: bytes) -> bytes:
    return _instruction(test, value, 0, len(skipped) // 8) + skipped


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
