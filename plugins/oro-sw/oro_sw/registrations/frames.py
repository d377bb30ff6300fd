"""Documents as they describe themselves and the frames in them."""

from __future__ import annotations

import msgspec

__all__ = ("UNCONTROLLED", "Frame", "Nested")

UNCONTROLLED = "none"
"""The id of documents that no worker controls: those of `about:blank`."""


class Frame(msgspec.Struct, kw_only=True):
    """A document by the id it has in `__args.client`."""

    id: str = ""
    """Empty for the top document of a window."""
    url: str = ""
    parent: str = ""
    """The id of the document it is in."""


class Nested(Frame, kw_only=True):
    """A frame's document, and facts that only its window knows."""

    focused: bool = False
    ancestors: list[str] = []
    """The origins it is within, the nearest first."""
