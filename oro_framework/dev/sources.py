"""The app's source files: which are its own, their lines, and the places that built scripts were made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from oro_framework.dev.report import Line
from oro_framework.source_maps import SourceMap, data_content, map_address

__all__ = ("Sources",)

LIBRARIES = frozenset({"node_modules", ".venv", "venv", "site-packages", "__pycache__"})
AROUND = 2
"""Lines of an excerpt before its line, and after it."""
LONGEST = 240
"""Letters of a line in an excerpt: a built script may be one line."""
LARGEST = 16 << 20
"""Bytes of a file that is read."""


class Sources:
    """Reads the files of one app.

    Args:
        folder: the app's.
        root: the folder of its pages.
        origin: the origin of its pages.
    """

    def __init__(self, folder: Path, root: Path, origin: str) -> None:
        self._folder = folder.resolve()
        self._root = root.resolve()
        self._origin = origin
        self._maps: dict[str, tuple[float, SourceMap | None]] = {}

    def is_own(self, path: Path) -> bool:
        """Return whether a file belongs to the app, rather than to a library in its folder."""
        if not path.is_relative_to(self._folder):
            return False
        return not LIBRARIES.intersection(path.relative_to(self._folder).parts)

    def shown(self, path: Path) -> str:
        """Return a path from the app's folder, or whole."""
        return str(path.relative_to(self._folder) if path.is_relative_to(self._folder) else path)

    def file_of(self, url: str) -> Path | None:
        """Return the file that a URL of the app's pages means, if there is one."""
        if not url.startswith(f"{self._origin}/"):
            return None
        relative = unquote(urlsplit(url).path).lstrip("/") or "index.html"
        path = (self._root / relative).resolve()
        return path if path.is_relative_to(self._root) and path.is_file() else None

    def excerpt(self, text: str, line: int) -> Sequence[Line]:
        """Return the lines around a line of a text."""
        lines = text.splitlines()
        first = max(line - 1 - AROUND, 0)
        return [Line(first + n + 1, each[:LONGEST]) for n, each in enumerate(lines[first : line + AROUND])]

    def read(self, path: Path) -> str:
        """Return the text of a file; an empty one if it cannot be read."""
        try:
            return path.read_text("utf-8", "replace") if path.stat().st_size <= LARGEST else ""
        except OSError:
            return ""

    def mapped(self, url: str, line: int, column: int) -> tuple[str, int, str]:
        """Return where a place of a script comes from: URL, line, and the text of the file, where the map has it."""
        found = self._map_of(url)
        origin = found.find(line, column or 1) if found is not None else None
        if found is None or origin is None:
            return url, line, ""
        return origin.source, origin.line, found.contents.get(origin.source, "")

    def _map_of(self, url: str) -> SourceMap | None:
        path = self.file_of(url)
        if path is None or path.suffix not in (".js", ".mjs", ".cjs"):
            return None
        changed = path.stat().st_mtime
        kept = self._maps.get(url)
        if kept is None or kept[0] != changed:
            kept = self._maps[url] = (changed, self._read_map(url, path))
        return kept[1]

    def _read_map(self, url: str, path: Path) -> SourceMap | None:
        address = map_address(self.read(path), url)
        if address is None:
            return None
        try:
            if address.startswith("data:"):
                return SourceMap.read(data_content(address), url)
            file = self.file_of(address)
            return None if file is None else SourceMap.read(self.read(file), address)
        except ValueError:
            return None
