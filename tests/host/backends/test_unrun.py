"""The names that the backends for macOS and Windows hook are in pywebview's sources."""

from __future__ import annotations

import ast
from typing import cast

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.backends.pywebview import PywebviewBackend
from tests.host.backends.platforms.pywebview import Scope, find, tree_of

pytest.importorskip("webview")

ALIASES = {"webview.platforms.winforms": {"Chromium": "webview.platforms.edgechromium"}}


def _names(backend: str) -> list[str]:
    found = cast(type[PywebviewBackend], backend_class(backend))
    return [found.browser_class, found.bridge, *found.names]


@pytest.mark.parametrize(("backend", "name"), [(b, n) for b in ("cocoa", "edge") for n in _names(b)])
def test_name_is_there(backend: str, name: str) -> None:
    module = cast(type[PywebviewBackend], backend_class(backend)).module
    dotted, _, mentioned = name.partition(":")
    first, _, rest = dotted.partition(".")
    aliased = ALIASES.get(module, {}).get(first)
    scope: ast.AST | None = tree_of(aliased or module)
    for part in (rest if aliased else dotted).split("."):
        assert isinstance(scope, Scope), f"{name}: {part} is in nothing"
        scope = find(scope, part)
        assert scope is not None, f"{module} has no {part}"
    if mentioned:
        assert scope is not None
        attributes = {node.attr for node in ast.walk(scope) if isinstance(node, ast.Attribute)}
        assert mentioned in attributes, f"{dotted} does not mention {mentioned}"
