"""The folder in which every app has one of its own, for what it remembers of a person's use of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ("state_folder",)


def state_folder() -> Path:
    """Return the folder for what programs remember of a person's use of them."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
