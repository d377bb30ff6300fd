"""The paths of the user's folders."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TypedDict

__all__ = ("Paths", "paths")

_LINE = re.compile(r'^\s*XDG_(\w+)_DIR\s*=\s*"([^"]*)"\s*$', re.MULTILINE)


class Paths(TypedDict):
    """Folders, absolute; they need not be there."""

    resources: str
    downloads: str
    documents: str
    pictures: str
    desktop: str
    videos: str
    music: str
    config: str
    media: str
    home: str
    data: str
    log: str
    tmp: str


def paths(resources: Path, bundle: str) -> Paths:
    """Return the folders of the user who runs the app.

    Args:
        resources: the app's own folder.
        bundle: the app's identifier, which names its log folder.
    """
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    state = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    named = _user_dirs(config / "user-dirs.dirs", home)

    def folder(name: str, otherwise: str) -> str:
        return os.environ.get(f"XDG_{name}_DIR") or named.get(name) or str(home / otherwise)

    return {
        "resources": str(resources),
        "downloads": folder("DOWNLOAD", "Downloads"),
        "documents": folder("DOCUMENTS", "Documents"),
        "pictures": folder("PICTURES", "Pictures"),
        "desktop": folder("DESKTOP", "Desktop"),
        "videos": folder("VIDEOS", "Videos"),
        "music": folder("MUSIC", "Music"),
        "config": str(config),
        "media": folder("PUBLICSHARE", "Public"),
        "home": str(home),
        "data": str(data),
        "log": str(state / bundle / "log"),
        "tmp": tempfile.gettempdir(),
    }


def _user_dirs(file: Path, home: Path) -> dict[str, str]:
    """The folders in the file of xdg-user-dirs."""
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return {}
    return {name: value.replace("$HOME", str(home)) for name, value in _LINE.findall(text)}
