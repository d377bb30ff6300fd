"""The folders of the user that oro-wasm keeps things in."""

from __future__ import annotations

from pathlib import Path

from oro_framework.user_cache import user_cache

__all__ = ("cache_folder",)


def cache_folder() -> Path:
    """Return the folder for what can be made again: compiled code, modules, toolchains."""
    return user_cache() / "wasm"
