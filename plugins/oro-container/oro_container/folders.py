"""The folders of the user that oro-container keeps things in."""

from __future__ import annotations

from pathlib import Path

from oro_framework.user_cache import user_cache

__all__ = ("cache_folder", "containers_folder")


def cache_folder() -> Path:
    """Return the folder for what can be made again: packages, what the registry said of them, programs."""
    return user_cache() / "container"


def containers_folder() -> Path:
    """Return the folder of the containers of commands and scripts."""
    return cache_folder() / "containers"
