"""Grants and limits as they are written on a command line: `./data::/data:ro`, `HOME`, `64MiB`, `2.5`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from oro_framework.errors import UsageError

__all__ = ("GrantedFolder", "environment", "folder", "seconds", "size")

_SIZE = r"(?ai)(\d+(?:\.\d+)?) ?([KMG]i?B?|B)?"
_POWERS = {"k": 1, "m": 2, "g": 3}
_READ_ONLY = ":ro"


class GrantedFolder(NamedTuple):
    """A folder of the machine that is granted."""

    host: str
    """As it was written; it is there."""
    guest: str
    """Its name for who is granted it; empty where it was left out."""
    writable: bool


def folder(text: str) -> GrantedFolder:
    """Read `HOST[::GUEST][:ro]`.

    Raises:
        UsageError: HOST is no folder, or a name is empty.
    """
    host, separator, guest = text.removesuffix(_READ_ONLY).partition("::")
    if not host or (separator and not guest):
        raise UsageError(f'Cannot grant "{text}": a name is empty; write HOST, HOST::GUEST, HOST:ro or HOST::GUEST:ro')
    if not os.path.isdir(host):
        why = "it is no folder" if os.path.lexists(host) else "there is no such folder"
        raise UsageError(f'Cannot grant "{host}": {why}; grant the folder that has what the program needs')
    return GrantedFolder(host, guest, not text.endswith(_READ_ONLY))


def environment(texts: Iterable[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Read `NAME=VALUE`, or `NAME` for the value it has in `environ`; the last value of a name counts.

    Raises:
        UsageError: a name is empty, or has no value.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not name:
            raise UsageError(f'Cannot set "{text}": the name is empty; write NAME=VALUE')
        if not separator and name not in environ:
            raise UsageError(f'Cannot pass on "{name}": it is not set here; write {name}=VALUE')
        found[name] = value if separator else environ[name]
    return found


def size(text: str) -> int:
    """Read a number of bytes such as `65536`, `64KiB`, `1.5 GiB` or `10MB`; a KiB is 1024 bytes, a kB 1000.

    Raises:
        UsageError: it is none, or 0.
    """
    match = re.fullmatch(_SIZE, text.strip())
    if match is None:
        raise UsageError(f'Cannot read "{text}" as a size: write a number of bytes, or one such as 64MiB')
    unit = (match[2] or "b").lower()
    power = _POWERS.get(unit[0], 0)
    found = int(float(match[1]) * (1024 if "i" in unit else 1000) ** power) if power else int(float(match[1]))
    if not 0 < found < 1 << 63:
        raise UsageError(f'Cannot use "{text}" as a size: it is to be above 0 and below 8 EiB')
    return found


def seconds(text: str) -> float:
    """Read a number of seconds above 0.

    Raises:
        UsageError: it is none.
    """
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise UsageError(f'Cannot read "{text}" as a time: write a number of seconds above 0, such as 2.5')
    return found
