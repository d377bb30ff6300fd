"""A device of the machine, of whatever kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

__all__ = ("Device",)


class Device(Struct, frozen=True, kw_only=True):
    """A device that is there now.

    Args:
        id: the name under which it is given; the same in later runs where the device or its place allows it.
        label: its name for the person.
        path: its file or address, as its library opens it.
        info: what pages are told of it.
    """

    id: str
    label: str
    path: str
    info: Mapping[str, Any]
