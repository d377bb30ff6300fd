"""Settings of downloads, and the folder they go to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from oro_framework.host.resources.user_folders import user_dirs
from oro_framework.types import Setting

__all__ = ("FOLDER", "POLICY", "downloads_folder")

POLICIES = ("deny", "ask", "allow")


def policy(value: Any) -> str:
    """Read one of the policies.

    Raises:
        ValueError: it is none.
    """
    if value in POLICIES:
        return str(value)
    raise ValueError('"deny", "ask" or "allow"')


POLICY = Setting(
    "webview_downloads",
    policy,
    "allow",
    'policy for downloads: "allow" saves them, "ask" lets the page accept or cancel each, "deny" refuses them',
)
FOLDER = Setting(
    "webview_downloads_folder",
    str,
    "",
    "where downloads are saved, from the app's own folder on; the user's folder for downloads when unset",
)


def downloads_folder(setting: str, root: Path) -> Path:
    """Return the folder of downloads, which need not exist.

    Args:
        setting: the value of `FOLDER`; `~` is the user's home.
        root: the folder a relative path begins at.
    """
    return root / Path(setting).expanduser() if setting else _of_user()


def _of_user() -> Path:
    home = Path.home()
    named = os.environ.get("XDG_DOWNLOAD_DIR")
    chosen = (
        Path(named.replace("$HOME", str(home), 1)) if named else user_dirs(home, os.environ).get("XDG_DOWNLOAD_DIR")
    )
    return chosen or home / "Downloads"
