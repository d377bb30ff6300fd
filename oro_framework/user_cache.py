"""The user's cache folder, for what can be made again at any time."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ("user_cache",)


def user_cache(owner: str = "oro-framework") -> Path:
    """Return the folder of one owner in the user's cache, which need not exist.

    Args:
        owner: the framework, or a plugin that keeps a folder of its own.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / owner
