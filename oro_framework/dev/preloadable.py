"""Tell which of the imported modules another process can import before it is forked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

__all__ = ("preloadable",)

ENGINES = ("gi.repository", "gi.overrides", "PyQt6", "PySide6", "shiboken6", "qtpy", "webview.platforms")
"""Modules that open a display when they are imported, or that a setting of the engine decides about."""


def preloadable(app: Path) -> list[str]:
    """Return the names of imported modules, in their order, but for those of an app and of engines.

    Left out with them is what has imported a name from one that is left out.
    """
    folder = f"{app.resolve()}/"
    modules = dict(sys.modules)
    out = {name for name, module in modules.items() if _is_out(name, module, folder)}
    uses = {name: set(_used(module)) for name, module in modules.items() if name not in out}
    while more := {name for name, used in uses.items() if used & out} - out:
        out |= more
    return [name for name in modules if name not in out]


def _is_out(name: str, module: ModuleType, folder: str) -> bool:
    file = getattr(module, "__file__", None) or ""
    engine = any(name == each or name.startswith(f"{each}.") for each in ENGINES)
    return name == "__main__" or engine or file.startswith(folder) or getattr(module, "__spec__", None) is None


def _used(module: ModuleType) -> Iterator[str]:
    """Yield the names of the modules of which a module has something.

    Nothing is asked of a value but by its type: one that is made when it is first used, as Django's settings, stays so.
    """
    for value in tuple(vars(module).values()):
        kind = type(value)
        if issubclass(kind, ModuleType):
            yield value.__name__
        elif isinstance(owner := getattr(kind, "__module__", None), str):
            yield owner
            if issubclass(kind, type) or callable(value):
                with suppress(AttributeError):  # functions in C may have none
                    own = object.__getattribute__(value, "__module__")
                    if isinstance(own, str):
                        yield own
