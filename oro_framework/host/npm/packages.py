"""Serves the packages of one app to `require()` and to `import`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from oro_framework.host.npm import esm
from oro_framework.host.npm.addresses import Addresses
from oro_framework.host.npm.app_files import KEPT, AppFiles, folder_of, joined, url_path
from oro_framework.host.npm.app_packages import EMPTY, NOTHING
from oro_framework.host.npm.builds import Builds
from oro_framework.host.npm.explanation import Explained, Explanation
from oro_framework.host.npm.formats import Formats
from oro_framework.host.npm.names import ExportedNames
from oro_framework.host.npm.resolution import EXTENSIONS, Empty, File, Resolved, Resolver, is_packaged
from oro_framework.host.npm.texts import Replacement, entry_text, replaced, wrapper_text
from oro_framework.host.resources.files import OpenFile
from oro_framework.host.resources.navigator import Navigator

__all__ = ("Packages",)

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Packages:
    """The packages of one app.

    Args:
        origin: such as `oro://com.example.app`.
        navigator: finds the files of the origin.
        builtins: bare names of Node's modules that pages have.
        said: conditions by name of package, of the app's configuration.
        claimed: specifiers that import maps of the app name; grows while pages are served.
    """

    def __init__(
        self,
        origin: str,
        navigator: Navigator[OpenFile],
        builtins: Collection[str] = (),
        said: Mapping[str, tuple[str, ...]] | None = None,
        claimed: Collection[str] = (),
    ) -> None:
        self._origin = origin
        self._builtins = frozenset(builtins)
        self._claimed = claimed
        self._navigator = navigator
        self.files = AppFiles(navigator)
        self.builds = Builds(self.files, self.is_builtin, said or {})
        self.resolver = Resolver(self.files, self.builds.conditions, self.is_builtin)
        self.formats = Formats(self.files, self.resolver)
        self._names = ExportedNames(self.files, self.formats, self.resolver)
        self._imports: dict[str, tuple[int, Sequence[esm.Import]]] = {}
        self._explained = Explained(self.resolver, self.builds, self.formats)
        self._addresses = Addresses(origin, self.formats)

    def is_builtin(self, name: str) -> bool:
        """Return whether a bare name is that of a module of Node that pages have."""
        return name in self._builtins

    def build(self, location: str) -> str | None:
        """Return the conditions of the package of a package.json, given the URL path of that."""
        scope = self.resolver.nearest(folder_of(self.files.real(unquote(location))))
        return None if scope is None else " ".join(self.builds.conditions(scope))

    def scope(self, location: str) -> str | None:
        """Return the folder of a file's package; None where a folder on the way has packages of its own."""
        found = self.resolver.nearest(folder_of(location))
        at = folder_of(location)
        while found is not None and is_packaged(found.folder + "/") and len(at) >= len(found.folder):
            if self._navigator.nearest(f"{at}/node_modules/-".encode()) == f"{at}/node_modules":
                return None
            at = folder_of(at)
        return None if found is None or not is_packaged(found.folder + "/") else found.folder

    def real(self, location: str) -> str | None:
        """Return the path of a file without links, as a URL has it; None where it has no other."""
        path = unquote(location)
        real = self.files.real(path)
        return None if real == path else url_path(real)

    def extension(self, path: str) -> str | None:
        """Return the extension with which there is a file, where there is none without."""
        return next((each for each in EXTENSIONS[:4] if self.files.exists(path + each)), None)

    def entry(self, specifier: str) -> tuple[str, bytes] | None:
        """Return what the app's folder imports as a package: a name that tells its type, and its text."""
        meant = self._seen(unquote(specifier))
        if not isinstance(meant, File):
            return NOTHING if isinstance(meant, Empty) else None
        if self.formats.of(meant.path) in ("json", "other"):
            body = self.files.read(meant.path)
            return None if body is None else (url_path(meant.path), body)
        has_default = self.formats.of(meant.path) == "commonjs" or "default" in self._names.names(meant.path)
        return EMPTY, entry_text(self._addresses.of_file(meant), default=has_default).encode("ascii")

    def wrapper(self, location: str) -> bytes:
        """Return the ES module around the CommonJS file of a URL path."""
        path = unquote(location)
        names, url = self._names.names(path), self._origin + url_path(path)
        return wrapper_text(self._origin, url, path.rpartition("/")[2], names).encode("utf-8")

    def script(self, location: str) -> bytes | None:
        """Return the text of a script with URLs for specifiers that no engine resolves; None for others."""
        path = unquote(location)
        source = self.files.read(path)
        replacements = [] if source is None else list(self._replacements(path, self._imports_of(path, source)))
        return replaced(source, replacements) if source is not None and replacements else None

    def _imports_of(self, path: str, source: bytes) -> Sequence[esm.Import]:
        known = self._imports.get(path)
        if known is None or known[0] != hash(source):
            if len(self._imports) >= KEPT:
                self._imports.clear()
            known = hash(source), esm.imports(source, of_packages=not is_packaged(path))
            self._imports[path] = known
        return known[1]

    def why(self, specifier: str) -> Explanation | None:
        """Return why the app gets the files of a package that it gets; None without such a package."""
        return self._explained.of(specifier)

    def _seen(self, name: str) -> Resolved:
        """Return what the app's own folder sees as a package."""
        return None if name.startswith((".", "/")) else self.resolver.resolve(name, "/index.js", "import")

    def _replacements(self, path: str, found: Iterable[esm.Import]) -> Iterator[Replacement]:
        for each in found:
            url = None if _ABSOLUTE.match(each.specifier) else self._written(each.specifier, path)
            if url is not None:
                yield Replacement(each.start, each.end, url)

    def _written(self, specifier: str, path: str) -> str | None:
        """Return the URL to write for a specifier; None where that of the engine is right."""
        relative = specifier.startswith((".", "/"))
        of_the_app = not is_packaged(path) and not specifier.endswith(".cjs")
        if of_the_app if relative else self._claims(specifier):
            return None
        meant = self.resolver.resolve(specifier, path, "import")
        url = self._addresses.of(meant)
        plain = relative and isinstance(meant, File) and meant.path == joined(folder_of(path), specifier)
        return None if plain and url is not None and "?" not in url else url

    def _claims(self, specifier: str) -> bool:
        """Return whether an import map of the app names a specifier."""
        return any(specifier == name or (name.endswith("/") and specifier.startswith(name)) for name in self._claimed)
