"""Finds the file that a specifier means, by the rules of Node, for `require()` and `import`. Sans-IO.

Rules
1. `./`, `../` and `/` are files: as named, with an extension added, or a folder with `package.json` or `index`.
2. `#name` is in `imports` of the nearest package.json.
3. A name that is one of Node's modules is that; any other is a package in a `node_modules` of this folder or one above,
   or this package itself.
4. A package with `exports` offers nothing else. The conditions are those of the package's build (`builds.py`), then
   `import` or `require`, `module-sync`, `oro` and `default`, in the order the package writes them. Where these give
   nothing, those of the other build are tried.
5. Where the build is the browser's, the field `browser` replaces files and packages; `false` is an empty module.
6. A file has its real path, without links, as far as that is served: its packages are found beside that.
7. `import` takes what Node's would refuse as well: names without their extension.

`js-api/src/node/module/resolve.js` has the same rules for `require()`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from oro_framework.host.npm.app_files import Files, folder_of, joined
from oro_framework.host.npm.targets import subpaths, target

__all__ = (
    "BROWSER",
    "EXTENSIONS",
    "NODE",
    "Builtin",
    "Empty",
    "File",
    "Mode",
    "Resolved",
    "Resolver",
    "Scope",
    "is_packaged",
)

Mode = Literal["import", "require"]
Conditions = tuple[str, ...]
BROWSER: Conditions = ("browser",)
NODE: Conditions = ("node",)
EXTENSIONS = (".js", ".json", ".cjs", ".mjs", ".wasm")
NAME = re.compile(r"((?:@[^/]+/)?[^/]+)(.*)", re.DOTALL)
"""The name of a package and what follows it."""


class File(Struct, frozen=True):
    """A file of the origin."""

    path: str


class Builtin(Struct, frozen=True):
    """A module of Node, by its name without scheme."""

    name: str


class Empty(Struct, frozen=True):
    """A module of which the package says that pages do without."""


Resolved = File | Builtin | Empty | None


class Scope(Struct, frozen=True):
    """A package: its folder and its `package.json`."""

    folder: str
    json: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.json.get("name", ""))


def is_packaged(path: str) -> bool:
    """Return whether a path is in a folder of packages."""
    return "/node_modules/" in path


class Resolver:
    """Resolves specifiers in one origin.

    Args:
        files: the files of the origin.
        build_of: returns the conditions of a package's build.
        is_builtin: returns whether a bare name is that of a module of Node.
    """

    def __init__(
        self, files: Files, build_of: Callable[[Scope], Conditions], is_builtin: Callable[[str], bool]
    ) -> None:
        self._files = files
        self._build_of = build_of
        self._is_builtin = is_builtin

    def resolve(self, specifier: str, importer: str, mode: Mode) -> Resolved:
        """Return what a specifier means in the file `importer`; None when it means nothing."""
        found = self._meant(specifier, importer, mode)
        return File(self._files.real(found.path)) if isinstance(found, File) else found

    def _meant(self, specifier: str, importer: str, mode: Mode) -> Resolved:
        scope = self.nearest(folder_of(importer))
        if specifier.startswith("#"):
            return self._replaced(self._from_imports(specifier, scope, importer, mode), scope)
        if specifier.startswith(("./", "../", "/")) or specifier in (".", ".."):
            return self._replaced(self._at(joined(folder_of(importer), specifier)), scope)
        if specifier.startswith("node:"):
            return Builtin(specifier[5:])
        if self._is_builtin(specifier):
            return Builtin(specifier)
        instead = self._browser_field(scope).get(specifier)
        if instead is False:
            return Empty()
        if scope is not None and isinstance(instead, str) and instead != specifier:
            return self.resolve(instead, f"{scope.folder}/package.json", mode)
        return self._from_packages(specifier, importer, scope, mode)

    def nearest(self, folder: str) -> Scope | None:
        """Return the package that a folder belongs to."""
        at = folder
        while True:
            json = None if at.endswith("/node_modules") else self._files.json(joined(at, "package.json"))
            if json is not None:
                return Scope(at, json)
            if at == "/" or at.endswith("/node_modules"):
                return None
            at = folder_of(at)

    def package(self, name: str, folder: str = "/") -> Scope | None:
        """Return the package of a name as seen from a folder."""
        for place in _places(folder):
            json = self._files.json(f"{place}/{name}/package.json")
            if json is not None:
                return Scope(self._real(f"{place}/{name}"), json)
        return None

    def entry(self, scope: Scope, rest: str, mode: Mode, build: Conditions) -> Resolved:
        """Return the file of a package for one build; `rest` is such as `/sub`, or empty."""
        exports = scope.json.get("exports")
        if exports is None:
            found = self._at(scope.folder + rest, build) if rest else self._main(scope, build)
            return self._replaced(found, scope, build)
        named = target(subpaths(exports), f".{rest}", _conditions(build, mode))
        if named is None or not named.startswith("./"):
            return None
        path = joined(scope.folder, named)
        return self._replaced(File(path) if self._files.exists(path) else None, scope, build)

    def _from_packages(self, specifier: str, importer: str, scope: Scope | None, mode: Mode) -> Resolved:
        matched = NAME.fullmatch(specifier)
        if matched is None:
            return None
        name, rest = matched[1], matched[2]
        if scope is not None and scope.name == name and scope.json.get("exports") is not None:
            return self._offered(scope, rest, mode)
        for place in _places(folder_of(importer)):
            folder = f"{place}/{name}"
            json = self._files.json(f"{folder}/package.json")
            folder = folder if json is None else self._real(folder)
            if json is not None and json.get("exports") is not None:
                return self._offered(Scope(folder, json), rest, mode)
            found = self._offered(Scope(folder, json), rest, mode) if json is not None else self._at(folder + rest)
            if found is not None:
                return found
        return None

    def _offered(self, scope: Scope, rest: str, mode: Mode) -> Resolved:
        """Apply rule 4."""
        builds = (self._build_of(scope), NODE, BROWSER)
        return next((found for each in builds if (found := self.entry(scope, rest, mode, each)) is not None), None)

    def _from_imports(self, specifier: str, scope: Scope | None, importer: str, mode: Mode) -> Resolved:
        table = scope.json.get("imports") if scope is not None else None
        if scope is None or not isinstance(table, Mapping):
            return None
        for build in (self._build_of(scope), NODE, BROWSER):
            named = target(table, specifier, _conditions(build, mode))
            if named is not None and named.startswith("./"):
                path = joined(scope.folder, named)
                return File(path) if self._files.exists(path) else None
            if named is not None and not named.startswith("#"):
                return self.resolve(named, f"{scope.folder}/package.json", mode)
        return None

    def _real(self, folder: str) -> str:
        """Return the real path of a package's folder (rule 6)."""
        return folder_of(self._files.real(f"{folder}/package.json"))

    def _main(self, scope: Scope, build: Conditions) -> File | None:
        browser = scope.json.get("browser") if "browser" in build else None
        main = browser if isinstance(browser, str) else scope.json.get("main")
        if isinstance(main, str) and main:
            path = joined(scope.folder, main.rstrip("/") or ".")
            if (found := self._as_file(path) or self._as_file(f"{path}/index")) is not None:
                return found
        return self._as_file(f"{scope.folder}/index")

    def _at(self, path: str, build: Conditions | None = None) -> File | None:
        """Apply rule 1."""
        if (found := self._as_file(path)) is not None:
            return found
        folder = path.rstrip("/")
        json = self._files.json(f"{folder}/package.json")
        if json is None:
            return self._as_file(f"{folder}/index")
        scope = Scope(folder or "/", json)
        return self._main(scope, self._build_of(scope) if build is None else build)

    def _as_file(self, path: str) -> File | None:
        if path.endswith("/"):
            return None
        found = next((path + each for each in ("", *EXTENSIONS) if self._files.exists(path + each)), None)
        return None if found is None else File(found)

    def _replaced(self, found: Resolved, scope: Scope | None, build: Conditions | None = None) -> Resolved:
        """Apply rule 5."""
        if not isinstance(found, File) or scope is None:
            return found
        field = self._browser_field(scope, build)
        relative = "." + found.path[0 if scope.folder == "/" else len(scope.folder) :]
        instead = field.get(relative, field.get(relative.removesuffix(".js")))
        if instead is False:
            return Empty()
        if not isinstance(instead, str):
            return found
        if instead.startswith("."):
            return self._as_file(joined(scope.folder, instead)) or found
        return self.resolve(instead, f"{scope.folder}/package.json", "require")

    def _browser_field(self, scope: Scope | None, build: Conditions | None = None) -> Mapping[str, Any]:
        field = scope.json.get("browser") if scope is not None else None
        if scope is None or not isinstance(field, Mapping):
            return {}
        return field if "browser" in (self._build_of(scope) if build is None else build) else {}


def _conditions(build: Conditions, mode: Mode) -> set[str]:
    """Return all conditions that hold."""
    return {*build, mode, "module-sync", "oro", "default"}


def _places(folder: str) -> Iterator[str]:
    """Yield the folders of packages that a folder sees."""
    at = folder
    while True:
        if not at.endswith("/node_modules"):
            yield f"{at if at != '/' else ''}/node_modules"
        if at == "/":
            return
        at = folder_of(at)
