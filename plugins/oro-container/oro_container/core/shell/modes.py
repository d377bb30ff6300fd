"""Modes of files as `chmod` is told them: as octal numbers, or as clauses such as `u+x,go=r`."""

from __future__ import annotations

import re

__all__ = ("changed_mode", "is_mode")

_OCTAL = re.compile(r"[0-7]{1,4}")
_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)")
_ACTION = re.compile(r"([-+=])([ugo]|[rwxXst]*)")
_SHIFTS = {"u": 6, "g": 3, "o": 0}
_BITS = {"r": 4, "w": 2, "x": 1}
UMASK = 0o022
"""Bits that clauses without letters of whom leave alone."""


def is_mode(text: str) -> bool:
    """Return whether a text is a mode."""
    return bool(_OCTAL.fullmatch(text)) or all(_CLAUSE.fullmatch(each) for each in text.split(","))


def changed_mode(text: str, old: int, folder: bool) -> int:
    """Return the permission bits that a mode makes of others.

    Args:
        text: the mode.
        old: the bits that are there.
        folder: whether they are those of a folder.
    """
    if _OCTAL.fullmatch(text):
        return int(text, 8)
    for clause in text.split(","):
        found = _CLAUSE.fullmatch(clause)
        assert found is not None
        for sign, what in _ACTION.findall(found[2]):
            old = _acted(found[1], sign, what, old, folder)
    return old


def _acted(who: str, sign: str, what: str, old: int, folder: bool) -> int:
    whose = "ugo" if not who or "a" in who else who
    bits = _bits(what, whose, old, folder)
    if not who:
        bits &= ~UMASK
    if sign == "+":
        return old | bits
    if sign == "-":
        return old & ~bits
    mask = (
        sum(7 << _SHIFTS[each] for each in set(whose))
        | (0o4000 if "u" in whose else 0)
        | (0o2000 if "g" in whose else 0)
    )
    return old & ~mask | bits


def _bits(what: str, whose: str, old: int, folder: bool) -> int:
    if what in _SHIFTS and what:
        three = old >> _SHIFTS[what] & 7
    else:
        three = sum(_BITS[each] for each in set(what) & set(_BITS))
        if "X" in what and (folder or old & 0o111):
            three |= 1
    bits = sum(three << _SHIFTS[each] for each in set(whose))
    if "s" in what:
        bits |= _ids(whose)
    return bits | (0o1000 if "t" in what else 0)


def _ids(whose: str) -> int:
    return (0o4000 if "u" in whose else 0) | (0o2000 if "g" in whose else 0)
