"""Tell the packages that PyInstaller is told how to collect from those of which everything is collected."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

__all__ = ("has_hook",)


@cache
def _hooks() -> frozenset[str]:
    return frozenset(path.stem.removeprefix("hook-") for folder in _folders() for path in folder.glob("hook-*.py"))


def _folders() -> Iterator[Path]:
    """Yield PyInstaller's folder of hooks, and those that installed distributions name to it."""
    spec = importlib.util.find_spec("PyInstaller")
    if spec is not None and spec.origin:
        yield Path(spec.origin).parent / "hooks"
    for each in metadata.entry_points(group="pyinstaller40", name="hook-dirs"):
        yield from map(Path, each.load()())


def has_hook(package: str) -> bool:
    """Return whether PyInstaller, or an installed distribution, has a hook for a package."""
    return package in _hooks()
