"""The folders of the user that oro-wasm keeps things in."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ("cache_folder",)


def cache_folder() -> Path:
    """Return the folder for what can be made again: compiled code, modules, toolchains."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "oro-framework" / "wasm"
