"""Declarations of modules, gathered from the files of tsc into one: `declare module 'oro:NAME' { … }`.

A file imports its neighbours by relative path; in one file they have names instead, their own `oro:` ones.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from oro_framework.host.resources.modules import DISTRIBUTIONS, NODE_MODULES, Served
from oro_framework.typescript.text import indented

__all__ = (
    "DECLARATIONS",
    "FRAMEWORK",
    "GLOBALS",
    "TRANSPORT",
    "declarations_in",
    "importable",
    "module_text",
    "moved_text",
    "node_text",
    "package_of",
)

DECLARATIONS = "dts"
"""The folder of a package with the declarations of its folder `js`."""

SUFFIX = ".d.ts"
GLOBALS = f"globals{SUFFIX}"
FRAMEWORK_OWNER = "oro-framework"
FRAMEWORK = Path(__file__).resolve().parent.parent

TRANSPORT = "ipc/transport"
"""The module with the function `request`."""
BELOW = frozenset({"auto", "connection", "hotkey", "panel", "promises", "terminal", "web"})
"""Modules of ours in the folder of another that are there to be imported; most are parts of that."""

_RELATIVE = re.compile(r"""(?P<before>\bfrom\s*|\bimport\s*\(?\s*)(?P<quote>["'])(?P<path>\.\.?/[^"']+)(?P=quote)""")
_NAMED = re.compile(r"""(["'])(oro:[^"']+)\.js\1""")
_DECLARE = re.compile(r"^(\s*)((?:export\s+)?(?:default\s+)?)declare\s+(?!module\b)", re.MULTILINE)


def package_of(served: Served) -> Path:
    """Return the package of a module."""
    # The framework's own may be served from a bundle, or through a checkout's link to another place.
    if served.owner == FRAMEWORK_OWNER:
        return FRAMEWORK
    folder = served.module.path.parents[served.module.name.count("/")]
    # A module in a script is served as its facade: `<package>/bundle/facades/NAME.js`.
    return folder.parents[1] if folder.name == "facades" else folder.parent


def declarations_in(package: Path) -> dict[str, Path]:
    """Return the declaration files of a package by the name of their module."""
    folder = package / DECLARATIONS
    found = sorted(path for path in folder.rglob(f"*{SUFFIX}") if path != folder / GLOBALS)
    return {path.relative_to(folder).as_posix().removesuffix(SUFFIX): path for path in found}


def importable(names: Collection[str], own: Collection[str], texts: Mapping[str, str]) -> list[str]:
    """Return the names of modules that a page may want to import, and of those that their declarations name, sorted.

    Args:
        names: of all modules.
        own: those of the framework.
        texts: their declarations, as `moved_text` returns them.
    """
    wanted = [name for name in names if _is_wanted(name, name in own)]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in found and name in texts:
            found.add(name)
            wanted += re.findall(r"""["']oro:([^"']+)["']""", texts[name])
    return sorted(found)


def _is_wanted(name: str, is_own: bool) -> bool:
    first, slash, rest = name.partition("/")
    if not slash or name in NODE_MODULES or rest in BELOW:
        return True
    return first != "internal" and not is_own and first not in DISTRIBUTIONS


def moved_text(name: str, text: str) -> str:
    """Return the text of a declaration file with names of modules in place of paths."""

    def moved(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["path"]))
        return f"{match['before']}{match['quote']}oro:{target.removesuffix('.js')}{match['quote']}"

    return _NAMED.sub(r"\1\2\1", _RELATIVE.sub(moved, text))


def module_text(name: str, text: str, first: Iterable[str] = (), last: Iterable[str] = ()) -> list[str]:
    """Return the ambient module of one declaration file.

    Args:
        name: of the module, without scheme.
        text: of its `.d.ts`, as `moved_text` returns it.
        first: further lines before those of the file.
        last: further lines after them.
    """
    body = [*first, *_DECLARE.sub(r"\1\2", text).strip().splitlines(), *last]
    return [f"declare module 'oro:{name}' {{", *indented(body), "}"]


def node_text(names: Iterable[str], defaults: Mapping[str, bool]) -> list[str]:
    """Return modules `node:NAME` that are the `oro:NAME` ones."""
    lines: list[str] = []
    for name in names:
        lines += [f"declare module 'node:{name}' {{", f"  export * from 'oro:{name}'"]
        lines += [f"  export {{ default }} from 'oro:{name}'"] if defaults.get(name) else []
        lines += ["}"]
    return lines
