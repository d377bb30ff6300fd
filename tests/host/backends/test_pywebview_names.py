"""The names of pywebview that each backend hooks are in its sources, on whatever machine this runs."""

from __future__ import annotations

import ast
from typing import cast

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.backends.pywebview import PywebviewBackend
from tests.host.backends.platforms.pywebview import Scope, attributes_of, find, tree_of

pytest.importorskip("webview")

ALIASES = {"webview.platforms.winforms": {"Chromium": "webview.platforms.edgechromium"}}


def _names(backend: str) -> list[str]:
    found = cast(type[PywebviewBackend], backend_class(backend))
    return [found.browser_class, found.bridge, *found.names]


@pytest.mark.parametrize(("backend", "name"), [(b, n) for b in ("gtk", "qt", "cocoa", "edge") for n in _names(b)])
def test_name_is_there(backend: str, name: str) -> None:
    module = cast(type[PywebviewBackend], backend_class(backend)).module
    dotted, _, mentioned = name.partition(":")
    first, _, rest = dotted.partition(".")
    module, dotted = (ALIASES[module][first], rest) if first in ALIASES.get(module, {}) else (module, dotted)
    broken = f"backend {backend} hooks {name} of {module}: docs/explanation/pywebview.md says what to do"
    scope: ast.AST | None = tree_of(module)
    for part in dotted.split("."):
        if isinstance(scope, ast.alias):  # what follows is the toolkit's, and pywebview uses it
            assert part in attributes_of((module,)), broken
            continue
        assert isinstance(scope, Scope), broken
        scope = find(scope, part)
        assert scope is not None, broken
    if mentioned:
        assert scope is not None, broken
        assert mentioned in {node.attr for node in ast.walk(scope) if isinstance(node, ast.Attribute)}, broken
