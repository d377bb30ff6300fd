"""What documents say of themselves and of the frames in them."""

from __future__ import annotations

import msgspec

__all__ = ("NOBODY", "Frame", "Nested")

NOBODY = "none"
"""What documents call themselves that no worker answers for: those of `about:blank`."""


class Frame(msgspec.Struct, kw_only=True):
    """A document by the id it has in `__args.client`."""

    id: str = ""
    """Empty for the top document of a window."""
    url: str = ""
    parent: str = ""
    """The id of the document it is in."""


class Nested(Frame, kw_only=True):
    """A frame's document, and what only its window knows of it."""

    focused: bool = False
    ancestors: list[str] = []
    """The origins it is within, the nearest first."""
