"""Finds what the browser build of a package lacks, compared with the one for Node.

Rules, in order; the first that holds decides
1. A build for Node with native code cannot be run, and one whose file is named for servers renders without a document:
   the browser's is taken.
2. A browser build goes without modules of Node, replaces files of its own by nothing, or is an ES module that
   `require()` gets where Node's build has CommonJS.
3. An entry of it only throws, is empty, or names a global of browsers, where Node's has contents.
4. An entry of it exports some of the names of Node's and no others.
5. Every other browser build is complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from oro_framework.host.npm.app_files import Files, joined
from oro_framework.host.npm.resolution import BROWSER, NODE, File, Mode, Resolver, Scope
from oro_framework.host.npm.targets import subpaths, target

__all__ = ("Facts", "Pair", "differs", "is_for_servers", "is_native", "lack", "pairs")

_NATIVE = """@mapbox/node-pre-gyp bindings cmake-js nan node-addon-api node-gyp-build node-gyp-build-optional-packages
    node-pre-gyp prebuild-install prebuildify"""
NATIVE = frozenset(_NATIVE.split())
"""Packages by which others load or build native code."""
MODES: tuple[Mode, Mode] = ("import", "require")
STUB = 400
"""Characters of the longest entry, without its comments, that may be a stub."""
MANY = 24
"""Entries of a package that are compared."""
LARGE = 1 << 20
"""Bytes of the largest entry whose names are compared."""
_COMMENT = re.compile(rb"/\*.*?\*/|(?<![:\"'])//[^\n]*|\s+|['\"]use strict['\"];?", re.DOTALL)
_SERVER = re.compile(r"[/.-](?:server|ssr)(?=[/.-])")
_TAKES = re.compile(rb"\b(?:require\s*\(|from\s*['\"]|import\b)")


class Pair(Struct, frozen=True):
    """An entry of a package, and its file in each build."""

    entry: str
    mode: Mode
    node: str
    browser: str


class Facts(Protocol):
    """Facts about files that need more than their bytes."""

    def names(self, path: str) -> frozenset[str]: ...
    def format(self, path: str) -> str: ...


def differs(scope: Scope) -> bool:
    """Return whether a package says anything about browsers or Node."""
    named = f"{scope.json.get('exports')!r}{scope.json.get('imports')!r}"
    return bool(scope.json.get("browser")) or "'browser'" in named or "'node'" in named


def is_native(scope: Scope, files: Files) -> bool:
    """Apply rule 1."""
    needed = scope.json.get("dependencies")
    by_others = isinstance(needed, Mapping) and not NATIVE.isdisjoint(needed)
    said = any(scope.json.get(key) for key in ("gypfile", "binary", "napi"))
    return by_others or said or files.exists(f"{scope.folder}/binding.gyp")


def is_for_servers(found: Sequence[Pair]) -> bool:
    """Apply rule 1 to the main entry."""
    main = [pair for pair in found if pair.entry == "."]
    return any(_SERVER.search(pair.node) and not _SERVER.search(pair.browser) for pair in main)


def lack(
    scope: Scope,
    found: Sequence[Pair],
    files: Files,
    facts: Facts,
    is_builtin: Callable[[str], bool],
) -> str | None:
    """Return what the browser build lacks, as the end of a sentence; None where it is complete."""
    if (why := _omits(scope, files, is_builtin)) is not None:
        return why
    for pair in found:
        formats = facts.format(pair.browser), facts.format(pair.node)
        if (pair.entry, pair.mode, *formats) == (".", "require", "module", "commonjs"):
            return f"its browser build of {pair.entry} is an ES module, that for Node can be required"
    for pair in found:
        if (why := _is_stub(pair, files)) is not None:
            return why
    return next((why for pair in found if (why := _loses(pair, files, facts)) is not None), None)


def _loses(pair: Pair, files: Files, facts: Facts) -> str | None:
    """Apply rule 4."""
    sizes = [len(files.read(path) or b"") for path in (pair.node, pair.browser)]
    if max(sizes) <= LARGE:
        of_node, of_browser = facts.names(pair.node), facts.names(pair.browser)
        if of_browser < of_node and (gone := sorted(of_node - of_browser - {"default", "__esModule"})):
            shown = ", ".join(gone[:4]) + (" and others" if len(gone) > 4 else "")
            return f"its browser build of {pair.entry} does not export {shown}"
    return None


def pairs(scope: Scope, resolver: Resolver) -> list[Pair]:
    """Return the entries whose files differ between the builds."""
    return list(dict.fromkeys(_pairs(scope, resolver)))[:MANY]


def _pairs(scope: Scope, resolver: Resolver) -> Iterator[Pair]:
    entries = subpaths(scope.json["exports"]) if scope.json.get("exports") is not None else {".": None}
    for key in [each for each in entries if "*" not in each and not each.endswith("/")][:MANY]:
        for mode in MODES:
            node = resolver.entry(scope, key[1:], mode, NODE)
            browser = resolver.entry(scope, key[1:], mode, BROWSER)
            if isinstance(node, File) and isinstance(browser, File) and node != browser:
                yield Pair(key, mode, node.path, browser.path)
    imports = scope.json.get("imports")
    yield from _imported(scope, imports) if isinstance(imports, Mapping) else ()
    field = scope.json.get("browser")
    for own, instead in field.items() if isinstance(field, Mapping) else ():
        if own.startswith("./") and isinstance(instead, str) and instead.startswith("./"):
            yield Pair(own, "import", joined(scope.folder, own), joined(scope.folder, instead))


def _imported(scope: Scope, imports: Mapping[str, Any]) -> Iterator[Pair]:
    for key in imports:
        node, browser = (target(imports, key, {*build, "import", "default"}) for build in (NODE, BROWSER))
        if node and browser and node != browser and node.startswith("./") and browser.startswith("./"):
            yield Pair(key, "import", joined(scope.folder, node), joined(scope.folder, browser))


def _omits(scope: Scope, files: Files, is_builtin: Callable[[str], bool]) -> str | None:
    """Apply rule 2."""
    field = scope.json.get("browser")
    left_out = [key for key, value in field.items() if value is False] if isinstance(field, Mapping) else []
    if modules := [key for key in left_out if is_builtin(key)]:
        return f"its browser build goes without {', '.join(modules[:4])}, which pages have"
    own = [key for key in left_out if key.startswith("./")]
    there = [key for key in own if any(files.exists(joined(scope.folder, key) + end) for end in ("", ".js"))]
    return f"its browser build replaces {there[0]} by nothing" if there else None


def _is_stub(pair: Pair, files: Files) -> str | None:
    """Apply rule 3."""
    browser, node = files.read(pair.browser), files.read(pair.node)
    if browser is None or node is None:
        return None
    code = _COMMENT.sub(b"", browser)
    if len(code) > STUB or _TAKES.search(browser) or len(_COMMENT.sub(b"", node)) < max(STUB, 4 * len(code)):
        return None
    what = "only throws" if b"throw" in code else "has next to nothing in it"
    return f"its browser build of {pair.entry} {what}"
