"""Makes the URLs by which pages import what packages offer.

Rules
1. An ES module has the URL of its file, so that it exists once, whatever it was imported by.
2. A CommonJS file has that URL with `COMMONJS` for its query: an ES module around `require()`.
3. A module of Node has the URL of the framework's.
4. `ENTRY/NAME` is what the app's own folder sees as the package NAME: a module that passes on another.
"""

from __future__ import annotations

from oro_framework.host.npm.app_files import url_path
from oro_framework.host.npm.app_packages import COMMONJS, EMPTY
from oro_framework.host.npm.formats import Formats
from oro_framework.host.npm.resolution import Builtin, Empty, File, Resolved

__all__ = ("Addresses",)


class Addresses:
    """Makes the URLs of one origin.

    Args:
        origin: such as `oro://com.example.app`.
        formats: tells ES modules from CommonJS.
    """

    def __init__(self, origin: str, formats: Formats) -> None:
        self._origin = origin
        self._formats = formats

    def of(self, meant: Resolved) -> str | None:
        """Return the URL to import; None where a specifier means nothing."""
        if isinstance(meant, Builtin):
            return f"{self._origin}/oro/{meant.name}.js"
        if isinstance(meant, Empty):
            return self._origin + EMPTY
        return None if meant is None else self.of_file(meant)

    def of_file(self, file: File) -> str:
        """Return the URL of a file (rules 1 and 2)."""
        plain = self._origin + url_path(file.path)
        return f"{plain}?{COMMONJS}" if self._formats.of(file.path) == "commonjs" else plain
