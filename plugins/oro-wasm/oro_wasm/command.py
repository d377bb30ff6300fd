"""`oro wasm`, where `oro` finds it without a search for plugins."""

from __future__ import annotations

from oro_wasm.cli.group import wasm as command

__all__ = ("command",)
