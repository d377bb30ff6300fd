"""Read pywebview's sources: the names its modules and classes have, and what it uses itself of a platform.

Its modules for macOS and Windows cannot be imported elsewhere, so they are read as syntax trees.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

__all__ = (
    "Scope",
    "attributes_of",
    "class_of",
    "classes_called",
    "find",
    "imported_by",
    "is_module",
    "members_of",
    "tree_of",
)

Scope = ast.Module | ast.ClassDef | ast.FunctionDef


def is_module(name: str) -> bool:
    """Return whether pywebview has a module of that name."""
    return name.startswith("webview.") and _path(name).exists()


@cache
def tree_of(module: str) -> ast.Module:
    """Return the syntax tree of a module of pywebview, without importing it."""
    return ast.parse(_path(module).read_text(encoding="utf-8"))


@cache
def _path(module: str) -> Path:
    root = importlib.util.find_spec("webview")
    assert root is not None
    assert root.submodule_search_locations is not None
    path = Path(root.submodule_search_locations[0], *module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def find(scope: Scope, name: str) -> ast.AST | None:
    """Return what binds a name in a scope, conditional blocks of it included."""
    for node in ast.walk(scope):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name and node is not scope:
            return node
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            return node
        if isinstance(node, ast.alias) and (node.asname or node.name).rpartition(".")[2] == name:
            return node
    return None


@cache
def class_of(name: str) -> ast.ClassDef | None:
    """Return a class by its full name, such as `webview.platforms.cocoa.BrowserView`; None for what is none."""
    if not name.startswith("webview."):
        return None
    parts = name.split(".")
    first = next((at for at, part in enumerate(parts) if part[0].isupper()), len(parts))
    scope: ast.AST | None = tree_of(".".join(parts[:first]))
    for part in parts[first:]:
        scope = find(scope, part) if isinstance(scope, ast.Module | ast.ClassDef) else None
    return scope if isinstance(scope, ast.ClassDef) else None


@cache
def imported_by(module: str) -> dict[str, tuple[str, str]]:
    """Return the names a module imports, each with the module and the name it comes from (empty for a module)."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found |= {name.asname or name.name: (name.name, "") for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or module.rpartition(".")[0] if node.level else node.module or ""
            for name in node.names:
                local = f"{module.rpartition('.')[0]}.{name.name}" if node.level and node.module is None else ""
                found[name.asname or name.name] = (local, "") if local else (origin, name.name)
    return found


def members_of(node: ast.ClassDef) -> set[str]:
    """Return the names a class has, and those its methods set on `self`."""
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "self"
        if isinstance(each.ctx, ast.Store)
    } | {name for statement in node.body for name in _bound(statement)}


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (each.id for each in node.targets if isinstance(each, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


@cache
def attributes_of(modules: Sequence[str]) -> frozenset[str]:
    """Return the attributes modules mention."""
    return frozenset(
        node.attr for module in modules for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)
    )


@cache
def classes_called(modules: Sequence[str]) -> frozenset[str]:
    """Return the names of classes that modules make instances of, generic ones too."""
    called = (
        node.func.value if isinstance(node.func, ast.Subscript) else node.func
        for module in modules
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call)
    )
    return frozenset(each.id for each in called if isinstance(each, ast.Name))
