"""Decides which build of a package pages get, for `require()` and `import` alike.

Rules, in order
1. `[npm]` of `oro.toml` names it.
2. `KNOWN` does.
3. The package says nothing about browsers and Node, so there is one.
4. `lacks.py` says what is missing in the browser's, or why Node's cannot do.
5. The browser's is complete, and made for engines.

The app's own package.json has both conditions, in the order it writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from oro_framework.host.npm import lacks
from oro_framework.host.npm.app_files import AppFiles
from oro_framework.host.npm.formats import Formats
from oro_framework.host.npm.known_builds import KNOWN
from oro_framework.host.npm.names import ExportedNames
from oro_framework.host.npm.resolution import BROWSER, NAME, NODE, Resolver, Scope, is_packaged

__all__ = ("Build", "Builds")

OWN = ("browser", "node")


class Build(Struct, frozen=True):
    """The build of a package."""

    conditions: tuple[str, ...]
    """Names of `exports`, besides those that follow from how it is loaded."""
    rule: str
    """`setting`, `list`, `one`, `native`, `server`, `lacks` or `complete`; `app` for the app's own package."""
    reason: str


class Builds:
    """Decides about packages, each once for as long as its package.json stays.

    Args:
        files: the files of the origin.
        is_builtin: returns whether a bare name is that of a module of Node that pages have.
        said: conditions by the name of the package, of the app's configuration.
    """

    def __init__(self, files: AppFiles, is_builtin: Callable[[str], bool], said: Mapping[str, tuple[str, ...]]) -> None:
        self._files = files
        self._is_builtin = is_builtin
        self._said = said
        self._known: dict[str, tuple[Mapping[str, object], Build]] = {}
        self._plain = Resolver(files, lambda scope: BROWSER, is_builtin)
        self._names = ExportedNames(files, Formats(files, self._plain), self._plain)

    def of(self, scope: Scope) -> Build:
        """Return the build of a package; a folder of it with a package.json of its own has that of the whole."""
        scope = self._whole(scope)
        known = self._known.get(scope.folder)
        if known is None or known[0] is not scope.json:
            known = self._known[scope.folder] = scope.json, self._decided(scope)
        return known[1]

    def conditions(self, scope: Scope) -> tuple[str, ...]:
        """Return the conditions of a package's build."""
        return self.of(scope).conditions

    def _whole(self, scope: Scope) -> Scope:
        """Return the package in `node_modules` that a scope is, or is a folder of."""
        folders, found, rest = scope.folder.rpartition("/node_modules/")
        named = NAME.fullmatch(rest)
        if not found or named is None or not named[2]:
            return scope
        folder = f"{folders}{found}{named[1]}"
        json = self._files.json(f"{folder}/package.json")
        return scope if json is None else Scope(folder, json)

    def _decided(self, scope: Scope) -> Build:
        name = _name(scope)
        if (said := self._said.get(name)) is not None:
            return Build(said, "setting", "[npm] of the app's configuration names it")
        if not is_packaged(scope.folder + "/"):
            return Build(OWN, "app", "it is the app's own package")
        if name in KNOWN:
            build, reason = KNOWN[name]
            return Build((build,), "list", reason)
        if not lacks.differs(scope):
            return Build(NODE, "one", "it has one build for all")
        if lacks.is_native(scope, self._files):
            return Build(BROWSER, "native", "its build for Node needs native code, which pages cannot load")
        pairs = lacks.pairs(scope, self._plain)
        if lacks.is_for_servers(pairs):
            return Build(BROWSER, "server", "its build for Node is for rendering on a server")
        why = lacks.lack(scope, pairs, self._files, self._names, self._is_builtin)
        if why is not None:
            return Build(NODE, "lacks", why)
        return Build(BROWSER, "complete", "its browser build offers all that its build for Node does")


def _name(scope: Scope) -> str:
    """Return the name by which a package is required: that of its folder, where it is in `node_modules`."""
    return scope.folder.rpartition("/node_modules/")[2] or scope.name
