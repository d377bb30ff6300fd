"""Where and why bytes are not as the specification wants them."""

from __future__ import annotations

from msgspec import Struct

__all__ = ("Problem",)


class Problem(Struct, frozen=True, kw_only=True):
    """A reason with its place."""

    offset: int | None = None
    """In bytes from the beginning of the file; None where the reason has no place."""
    reason: str
