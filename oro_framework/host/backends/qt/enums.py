"""Let classes of PyQt6 have the members of their enums as qtpy gives them, each from its first use on.

PyQt6 makes the attributes of a class when one is first looked at. qtpy looks at those of every class of a module that
is imported, which takes a tenth of the start of an app; an app uses few of the classes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

__all__ = ("promote_at_first_use",)

_AT_ONCE = "Qt"
"""The class whose enums qtpy itself uses while it is imported."""

_promoted: set[type] = set()
"""The classes that have the members of their enums."""


def promote_at_first_use() -> None:
    """Have modules of qtpy that are imported from now on give a class the members of its enums when it is taken."""
    compat = import_module("qtpy.enums_compat")
    promote = getattr(compat, "promote_enums", None)  # only PyQt6 needs it
    if promote is None or getattr(promote, "waits", False):
        return

    def later(module: ModuleType) -> None:
        """Stand in for qtpy's function, which is called with each module of PyQt6 that is imported."""
        if hasattr(module, _AT_ONCE):
            _promote(promote, getattr(module, _AT_ONCE))
        _watch(sys.modules[f"qtpy.{module.__name__.rpartition('.')[2]}"], promote)

    later.waits = True  # type: ignore[attr-defined]
    compat.promote_enums = later  # type: ignore[attr-defined]


def _watch(module: ModuleType, promote: Callable[[Any], None]) -> None:
    """Have a module promote the enums of a class when the class is taken from it, or imported."""

    class Watched(ModuleType):
        def __getattribute__(self, name: str) -> Any:
            value = super().__getattribute__(name)
            if name.startswith("Q") and isinstance(value, type) and value not in _promoted:
                _promote(promote, value)
            return value

    module.__class__ = Watched


def _promote(promote: Callable[[Any], None], cls: type) -> None:
    _promoted.add(cls)
    promote(SimpleNamespace(**{f"Q{cls.__name__}": cls}))
