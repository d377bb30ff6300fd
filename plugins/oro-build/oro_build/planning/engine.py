"""Choose the engine of a built app, and name the distributions it needs."""

from __future__ import annotations

import importlib.util
import sys

from oro_build.errors import BuildError
from oro_framework.host.backends.choice import backend_class, with_engine
from oro_framework.host.backends.qt.requirements import binding

__all__ = ("choose_engine", "engine_requirements")

_PLATFORM = {"darwin": "cocoa", "win32": "edge"}


def choose_engine(asked: str, kind: str = "auto") -> tuple[str, str]:
    """Return the engine of a built app, and why.

    Args:
        asked: its name as a backend, empty for the one that fits.
        kind: `webkit`, `chromium` or `auto`, what the app is made for.

    Raises:
        BuildError: it is not installed here, so that it cannot go in.
    """
    made_for = next(iter(with_engine(kind)), "") if kind != "auto" else ""
    if wanted := asked or made_for:
        if lacking := _lacking(wanted):
            raise BuildError(f'Cannot build with engine "{wanted}": {"; ".join(lacking)}')
        return wanted, "[build] engine" if asked else "[webview] engine"
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
