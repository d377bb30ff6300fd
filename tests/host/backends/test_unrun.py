"""Backends nobody has run yet at least hook names that pywebview's sources have."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import cast

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.backends.pywebview import PywebviewBackend

pytest.importorskip("webview")

ALIASES = {"webview.platforms.winforms": {"Chromium": "webview.platforms.edgechromium"}}
Scope = ast.Module | ast.ClassDef | ast.FunctionDef


def _tree(module: str) -> ast.Module:
    package, _, name = module.rpartition(".")
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return ast.parse((Path(spec.submodule_search_locations[0]) / f"{name}.py").read_text(encoding="utf-8"))


def _find(scope: Scope, name: str) -> ast.AST | None:
    """Return what binds a name in a scope, conditional blocks of it included."""
    for node in ast.walk(scope):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name and node is not scope:
            return node
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            return node
        if isinstance(node, ast.alias) and (node.asname or node.name).rpartition(".")[2] == name:
            return node
    return None


def _names(backend: str) -> list[str]:
    found = cast(type[PywebviewBackend], backend_class(backend))
    return [found.browser_class, found.bridge, *found.names]


@pytest.mark.parametrize(("backend", "name"), [(b, n) for b in ("cocoa", "edge") for n in _names(b)])
def test_name_is_there(backend: str, name: str) -> None:
    module = cast(type[PywebviewBackend], backend_class(backend)).module
    dotted, _, mentioned = name.partition(":")
    first, _, rest = dotted.partition(".")
    aliased = ALIASES.get(module, {}).get(first)
    scope: ast.AST | None = _tree(aliased or module)
    for part in (rest if aliased else dotted).split("."):
        assert isinstance(scope, Scope), f"{name}: {part} is in nothing"
        scope = _find(scope, part)
        assert scope is not None, f"{module} has no {part}"
    if mentioned:
        assert scope is not None
        attributes = {node.attr for node in ast.walk(scope) if isinstance(node, ast.Attribute)}
        assert mentioned in attributes, f"{dotted} does not mention {mentioned}"
