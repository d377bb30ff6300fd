"""The problem of a file that is not as the specification wants it."""

from __future__ import annotations

from msgspec import Struct

__all__ = ("Problem",)


class Problem(Struct, frozen=True, kw_only=True):
    """The reason why a file is not valid, with the place of the first wrong byte."""

    offset: int | None = None
    """In bytes from the beginning of the file; None where the reason has no place."""
    reason: str
