"""The folder of the user's state, in which every app has a folder of its own.

`platformdirs` gives the same folder; importing it takes 30 ms of a start, as every app needs the folder at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ("log_folder", "state_folder")


def state_folder() -> Path:
    """Return the folder in which programs keep state between runs, such as answers and positions of windows."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")


def log_folder(bundle: str) -> Path:
    """Return the folder of an app in which the host keeps its log and what is known of crashes; pages have no part."""
    base = Path.home() / "Library" / "Logs" if sys.platform == "darwin" else state_folder()
    return base / bundle / "diagnostics"
