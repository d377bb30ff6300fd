"""Tell the packages that PyInstaller knows how to collect from those of which everything is collected."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

__all__ = ("has_hook",)


@cache
def _hooks() -> frozenset[str]:
    names = set()
    for module, within in (("PyInstaller", "hooks"), ("_pyinstaller_hooks_contrib", "stdhooks")):
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin:
            names |= {path.stem.removeprefix("hook-") for path in (Path(spec.origin).parent / within).glob("hook-*.py")}
    return frozenset(names)


def has_hook(package: str) -> bool:
    """Return whether PyInstaller or its contributed hooks know a package."""
    return package in _hooks()
