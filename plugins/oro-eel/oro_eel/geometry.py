"""Sizes and positions of the windows of a program, as `eel.start` takes them. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field

__all__ = ("Geometry", "path_of")

Pair = tuple[int, int]


class Geometry(Struct, frozen=True, kw_only=True):
    """The size and the position that windows have, and those of pages by their path."""

    default_size: Pair | None = None
    default_position: Pair | None = None
    pages: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)

    def size(self, page: str) -> Pair | None:
        """Return width and height of a page's window in px, if the program cares."""
        return self._of(page, "size", self.default_size)

    def position(self, page: str) -> Pair | None:
        """Return x and y of a page's window in px, if the program cares."""
        return self._of(page, "position", self.default_position)

    def _of(self, page: str, what: str, default: Pair | None) -> Pair | None:
        found: Any = self.pages[page].get(what) if page in self.pages else default
        return None if found is None else (int(found[0]), int(found[1]))


def path_of(page: str) -> str:
    """Return the path of a page, which a program names relative to its folder."""
    path, mark, rest = page.lstrip("/").partition("?")
    return f"/{quote(path, safe='/#%')}{mark}{rest}"
