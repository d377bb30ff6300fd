"""Choose the engine of a built app, and name the distributions it needs."""

from __future__ import annotations

import importlib.util
import sys

from oro_build.errors import BuildError
from oro_framework.host.backends.choice import backend_class
from oro_framework.host.backends.qt.requirements import binding

__all__ = ("choose_engine", "engine_requirements")

_PLATFORM = {"darwin": "cocoa", "win32": "edge"}


def choose_engine(asked: str) -> tuple[str, str]:
    """Return the engine of a built app, and why.

    Raises:
        BuildError: it is not installed here, so that it cannot go in.
    """
    if asked:
        if lacking := _lacking(asked):
            raise BuildError(f'Cannot build with engine "{asked}": {"; ".join(lacking)}')
        return asked, "[build] engine"
    if own := _PLATFORM.get(sys.platform):
        return own, "that of this platform"
    if not _lacking("qt"):
        return "qt", "installed, and it works on machines that have none"
    if not _lacking("gtk"):
        return "gtk", "installed; machines need WebKitGTK"
    raise BuildError('Cannot build: no engine is installed; run: pip install "oro-framework[qt]"')


def engine_requirements(engine: str) -> list[str]:
    """Return the distributions of an engine, of which the app needs what it imports."""
    if engine == "headless":
        return []
    if engine == "qt":
        name = binding() or "PyQt6"
        return ["pywebview", "qtpy", name, *(["PyQt6-WebEngine"] if name == "PyQt6" else [])]
    return ["pywebview", *(["PyGObject"] if engine == "gtk" else [])]


def _lacking(engine: str) -> list[str]:
    if engine == "gtk" and (importlib.util.find_spec("gi") is None or importlib.util.find_spec("webview") is None):
        return ['PyGObject or pywebview is not installed; run: pip install "oro-framework[gtk]"']
    return [item for item in backend_class(engine).missing() if "display" not in item.lower()]
