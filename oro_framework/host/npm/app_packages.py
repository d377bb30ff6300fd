"""Lists the packages of an app for its pages, and leads to what knows their rules.

Parsers and rules are imported with the first package that a page asks for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

if TYPE_CHECKING:  # imported with the first package
    from oro_framework.host.npm.explanation import Explanation

__all__ = ("BUILD", "COMMONJS", "COMPLETED", "EMPTY", "ENTRY", "NOTHING", "REAL", "SCOPE", "AppPackages", "Whole")

BUILD = "oro-npm-build"
"""Header of a package.json for `require()`: the conditions of the package's build."""
SCOPE = "oro-npm-scope"
"""Header of a file for `require()`: the folder of its package, if no folder on the way has packages of its own."""
COMPLETED = "oro-npm-file"
"""Header of a file that answers `require()` for its path without the extension, which is the value."""
REAL = "oro-npm-real"
"""Header of a file for `require()`: its path without links, percent-encoded, where links led to it."""
COMMONJS = "__oro_npm=commonjs"
"""The query of the ES module around a CommonJS file."""
ENTRY = "/oro/packages/"
EMPTY = f"{ENTRY}.empty.js"
"""The path of a module with nothing in it, for what a package says pages do without."""
NOTHING = (EMPTY, b"export default {}\n")
"""That module, as `AppPackages.entry()` answers."""
_FOLDER = "/node_modules/"


class Whole(Protocol):
    """The packages with their rules: `Packages`, which reads files and parses them."""

    def build(self, location: str) -> str | None: ...
    def scope(self, location: str) -> str | None: ...
    def real(self, location: str) -> str | None: ...
    def extension(self, path: str) -> str | None: ...
    def entry(self, specifier: str) -> tuple[str, bytes] | None: ...
    def wrapper(self, location: str) -> bytes: ...
    def script(self, location: str) -> bytes | None: ...
    def why(self, specifier: str) -> Explanation | None: ...


class AppPackages:
    """The packages of one app.

    Args:
        origin: such as `oro://com.example.app`.
        root: the folder of the machine that is served as the origin's root.
        mounted: further folders that are served as `/node_modules`.
        builtins: bare names of Node's modules that pages have.
        make: makes the rest.
    """

    def __init__(
        self, origin: str, root: Path, mounted: Sequence[Path], builtins: Collection[str], make: Callable[[], Whole]
    ) -> None:
        self._origin = origin
        self._folders = [*mounted, root / "node_modules"]
        self._own = root / "package.json"
        self._builtins = sorted(builtins)
        self._make = make
        self._state: tuple[int, ...] | None = None
        self._map: Mapping[str, str] = {}
        self._any = False

    @cached_property
    def whole(self) -> Whole:
        """The packages with their rules."""
        return self._make()

    def import_map(self) -> Mapping[str, str]:
        """Return the entries of pages' import maps; the same mapping until a package comes or goes."""
        state = tuple(map(_changed, (*self._folders, self._own)))
        if state != self._state:
            names = sorted({name for folder in self._folders for name in _listed(folder)})
            said = list(_said(self._own))
            builtins = {name: f"{self._origin}/oro/{name}.js" for name in self._builtins}
            self._any, self._state = bool(names or said), state
            self._map = {**dict(_entries((*said, *names), self._origin + ENTRY)), **builtins}
        return self._map

    def names(self) -> list[str]:
        """Return the names of packages, those of scopes with both parts."""
        found = [(folder, name) for folder in self._folders for name in _listed(folder)]
        plain = [name for _, name in found if not name.startswith("@")]
        scoped = [f"{name}/{each}" for folder, name in found if name.startswith("@") for each in _listed(folder / name)]
        return sorted({*plain, *scoped})

    def build(self, location: str) -> str | None:
        """Return the value of the header `BUILD` for a served file, given its URL path; None for most."""
        is_one = location.endswith("/package.json") and _FOLDER in location
        return self.whole.build(location) if is_one else None

    def scope(self, location: str) -> str | None:
        """Return the value of the header `SCOPE` for a served file, given its URL path; None for most."""
        is_one = _FOLDER in location and "%" not in location and not location.endswith(".json")
        return self.whole.scope(location) if is_one else None

    def real(self, location: str) -> str | None:
        """Return the value of the header `REAL` for a file that a link led to, given its URL path."""
        return self.whole.real(location)

    def extension(self, path: str) -> str | None:
        """Return the extension with which there is a file of a package, where there is none without."""
        return self.whole.extension(path) if _FOLDER in path and not path.endswith(".json") else None

    def entry(self, path: str) -> tuple[str, bytes] | None:
        """Return what answers a path below `ENTRY`: a name that tells its type, and its text; None for nothing."""
        return NOTHING if path == EMPTY else self.whole.entry(path[len(ENTRY) :])

    def script(self, location: str, query: bytes) -> bytes | None:
        """Return the text of a script that imports packages, or of the module around one; None for others.

        Args:
            location: its URL path.
            query: that of the request.
        """
        if query == COMMONJS.encode("ascii"):
            return self.whole.wrapper(location)
        self.import_map()
        return self.whole.script(location) if self._any else None


def _entries(names: Sequence[str], prefix: str) -> Iterator[tuple[str, str]]:
    for name in names:
        whole, is_scope = quote(name, safe="@/"), name.startswith("@") and "/" not in name
        if not is_scope and not name.endswith("/"):
            yield name, prefix + whole
        if not name.startswith("#") or name.endswith("/"):
            yield f"{name.rstrip('/')}/", f"{prefix}{whole.rstrip('/')}/"


def _said(path: Path) -> Iterator[str]:
    """Yield the names of the app's own package.json: its name, if it exports anything, and its imports."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    if not isinstance(said, dict):
        return
    if isinstance(said.get("name"), str) and said.get("exports") is not None:
        yield said["name"]
    imports = said.get("imports")
    for name in imports if isinstance(imports, dict) else ():
        if not name.startswith("#/") and (name.endswith("/*") or "*" not in name):
            yield name.removesuffix("*")


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _listed(folder: Path) -> Iterator[str]:
    try:
        yield from (name for name in os.listdir(folder) if not name.startswith((".", "_")) and name.isprintable())
    except OSError:
        return
