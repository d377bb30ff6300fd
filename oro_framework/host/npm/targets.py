"""Reads `exports` and `imports` of package.json: which target a subpath has under some conditions. Sans-IO."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

__all__ = ("is_offered", "subpaths", "target")


def subpaths(exports: Any) -> Mapping[str, Any]:
    """Return `exports` by subpath; a package that names none has `.` alone."""
    if isinstance(exports, Mapping) and any(key.startswith(".") for key in exports):
        return exports
    return {".": exports}


def target(table: Mapping[str, Any], key: str, conditions: Collection[str]) -> str | None:
    """Return the target of a key, with what `*` stands for put in; None where the package offers none."""
    found = _matched(table, key)
    return None if found is None else _chosen(found[0], found[1], conditions)


def is_offered(table: Mapping[str, Any], key: str) -> bool:
    """Return whether a table has a key under any conditions."""
    return _matched(table, key) is not None


def _matched(table: Mapping[str, Any], key: str) -> tuple[Any, str] | None:
    """Return the value of a key, or of the longest pattern for it."""
    if key in table and "*" not in key:
        return table[key], ""
    patterns = sorted((each for each in table if each.count("*") == 1), key=lambda each: (-each.index("*"), -len(each)))
    for pattern in patterns:
        before, _, after = pattern.partition("*")
        if key.startswith(before) and key.endswith(after) and len(key) >= len(pattern):
            return table[pattern], key[len(before) : len(key) - len(after)]
    return None


def _chosen(value: Any, star: str, conditions: Collection[str]) -> str | None:
    if isinstance(value, str):
        return value.replace("*", star)
    if isinstance(value, Mapping):
        matching = (each for condition, each in value.items() if condition in conditions)
        return next((found for each in matching if (found := _chosen(each, star, conditions)) is not None), None)
    if isinstance(value, Sequence):
        return next((found for each in value if (found := _chosen(each, star, conditions)) is not None), None)
    return None
