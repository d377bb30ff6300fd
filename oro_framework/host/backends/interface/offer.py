"""A download that an engine offers to the host, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from msgspec import Struct

__all__ = ("Offer", "Transfer")


class Offer(Struct, frozen=True, kw_only=True):
    """A download that a page asks for, as reported by its engine."""

    url: str
    name: str = ""
    """The name suggested by the page or the server; not yet safe as a file name."""
    type: str = ""
    length: int | None = None
    """The size in bytes, where it is known."""


class Transfer(Protocol):
    """A download that the host has accepted. GUI thread."""

    @property
    def path(self) -> Path:
        """The file the engine saves to; it does not exist yet, but its folder does."""
        ...

    def received(self, count: int, total: int | None) -> None:
        """Report the number of bytes received so far, and the total, where it is known."""
        ...

    def ended(self, error: str | None) -> None:
        """Report that the file is complete, or why the download failed; called once."""
        ...
