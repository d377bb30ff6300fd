"""Inspections as built-in types, for JSON and for messages between processes."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from oro_wasm.analysis.inspection import Inspection

__all__ = ("plain",)


def plain(name: str, found: Inspection) -> dict[str, Any]:
    """Return an inspection with the name of its file."""
    members: dict[str, Any] = to_builtins(found)
    return {"file": name, **members}
