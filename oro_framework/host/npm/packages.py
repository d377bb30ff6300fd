"""The packages of one app: what is served of them to `require()` and to `import`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from oro_framework.host.npm import esm
from oro_framework.host.npm.addresses import COMMONJS, EMPTY, ENTRY, Addresses
from oro_framework.host.npm.app_files import AppFiles, folder_of, joined, url_path
from oro_framework.host.npm.builds import Builds
from oro_framework.host.npm.folders import PackageFolders
from oro_framework.host.npm.formats import Formats
from oro_framework.host.npm.names import ExportedNames
from oro_framework.host.npm.resolution import Empty, File, Resolved, Resolver, is_packaged
from oro_framework.host.npm.texts import Replacement, entry_text, replaced, wrapper_text
from oro_framework.host.resources.files import OpenFile
from oro_framework.host.resources.navigator import Navigator

__all__ = ("BUILD", "Packages")

BUILD = "oro-npm-build"
"""Header of a package.json for `require()`: the conditions of the package's build."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Packages:
    """The packages of one app.

    Args:
        origin: such as `oro://com.example.app`.
        navigator: finds the files of the origin.
        folders: folders of the machine that are served as `/node_modules`.
        builtins: bare names of Node's modules that pages have.
        said: conditions by name of package, of the app's configuration.
        claimed: specifiers that import maps of the app name; grows while pages are served.
    """

    def __init__(
        self,
        origin: str,
        navigator: Navigator[OpenFile],
        folders: Sequence[Path] = (),
        builtins: Collection[str] = (),
        said: Mapping[str, tuple[str, ...]] | None = None,
        claimed: Collection[str] = (),
    ) -> None:
        self._origin = origin
        self._builtins = frozenset(builtins)
        self._claimed = claimed
        self._folders = PackageFolders(folders)
        self.files = AppFiles(navigator)
        self.builds = Builds(self.files, self.is_builtin, said or {})
        self.resolver = Resolver(self.files, self.builds.conditions, self.is_builtin)
        self.formats = Formats(self.files, self.resolver)
        self._names = ExportedNames(self.files, self.formats, self.resolver)
        self._addresses = Addresses(origin, self.formats)
        self._mapped: tuple[tuple[str, ...] | None, dict[str, str]] = (None, {})

    def is_builtin(self, name: str) -> bool:
        """Return whether a bare name is that of a module of Node that pages have."""
        return name in self._builtins

    def import_map(self) -> Mapping[str, str]:
        """Return the entries of pages' import maps; the same mapping until a package comes or goes."""
        names = self._folders.names()
        if self._mapped[0] is not names:
            own = {name: f"{self._origin}/oro/{name}.js" for name in sorted(self._builtins)}
            self._mapped = names, {**dict(_entries(names, self._origin + ENTRY)), **own}
        return self._mapped[1]

    def build(self, location: str) -> str | None:
        """Return the value of the header `BUILD` for a served file, given its URL path; None for most."""
        path = unquote(location)
        if not path.endswith("/package.json") or not is_packaged(path):
            return None
        scope = self.resolver.nearest(folder_of(path))
        return None if scope is None else " ".join(self.builds.conditions(scope))

    def entry(self, path: str) -> tuple[str, bytes] | None:
        """Return what answers a path below `ENTRY`: a name that tells its type, and its text; None for nothing."""
        if path == EMPTY:
            return EMPTY, b"export default {}\n"
        meant = self._seen(path[len(ENTRY) :])
        if not isinstance(meant, File):
            return (EMPTY, b"export default {}\n") if isinstance(meant, Empty) else None
        if self.formats.of(meant.path) in ("json", "other"):
            body = self.files.read(meant.path)
            return None if body is None else (url_path(meant.path), body)
        has_default = self.formats.of(meant.path) == "commonjs" or "default" in self._names.names(meant.path)
        return EMPTY, entry_text(self._addresses.of_file(meant), default=has_default).encode("ascii")

    def script(self, location: str, query: bytes) -> bytes | None:
        """Return the text of a script that imports packages, or of the module around one; None for others.

        Args:
            location: its URL path.
            query: that of the request.
        """
        path = unquote(location)
        if query == COMMONJS.encode("ascii"):
            names, url = self._names.names(path), self._origin + url_path(path)
            return wrapper_text(self._origin, url, path.rpartition("/")[2], names).encode("utf-8")
        found = self.files.fact("imports", path, esm.imports)
        replacements = list(self._replacements(path, found or ()))
        source = self.files.read(path) if replacements else None
        return None if source is None else replaced(source, replacements)

    def _seen(self, specifier: str) -> Resolved:
        """Return what the app's own folder sees as a package."""
        name = unquote(specifier)
        return None if name.startswith((".", "/", "#")) else self.resolver.resolve(name, "/index.js", "import")

    def _replacements(self, path: str, found: Sequence[esm.Import]) -> Iterator[Replacement]:
        for each in found:
            url = None if _ABSOLUTE.match(each.specifier) else self._written(each.specifier, path)
            if url is not None:
                yield Replacement(each.start, each.end, url)

    def _written(self, specifier: str, path: str) -> str | None:
        """Return the URL to write for a specifier; None where that of the engine is right."""
        relative = specifier.startswith((".", "/"))
        own = not is_packaged(path)
        if own and (not specifier.endswith(".cjs") if relative else self._claims(specifier)):
            return None
        meant = self.resolver.resolve(specifier, path, "import")
        url = self._addresses.of(meant)
        plain = relative and isinstance(meant, File) and meant.path == joined(folder_of(path), specifier)
        return None if plain and url is not None and "?" not in url else url

    def _claims(self, specifier: str) -> bool:
        """Return whether an import map of the app names a specifier."""
        return any(specifier == name or (name.endswith("/") and specifier.startswith(name)) for name in self._claimed)


def _entries(names: Sequence[str], prefix: str) -> Iterator[tuple[str, str]]:
    for name in names:
        if not name.startswith("@"):
            yield name, f"{prefix}{url_path(name)}"
        yield f"{name}/", f"{prefix}{url_path(name)}/"
