"""A toolkit's clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

__all__ = ("SystemClipboard",)


class SystemClipboard(Protocol):
    """A toolkit's clipboard. GUI thread. Formats are MIME types; `text/plain` and `text/html` are UTF-8."""

    def formats(self, done: Callable[[list[str]], None]) -> None:
        """Return the formats that can be read now."""
        ...

    def read(self, format: str, done: Callable[[bytes | None], None]) -> None:
        """Return the content in a format, or None if there is none."""
        ...

    def write(self, items: Mapping[str, bytes]) -> None:
        """Replace the content by one item in several formats; without items, clear the clipboard."""
        ...
