"""Folders that a sandboxed app may use without mounting them: its own, the temporary one, the user's documents.

The home folder itself is not among them; an app that needs it mounts it (`$HOST_HOME`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ("LOGS", "known_folders", "own_folders", "read_user_dirs", "runtime_folders", "user_dirs")

LOGS = "log"
"""The only folder within the host's state folder that pages may write."""

_KINDS = {
    "XDG_DESKTOP_DIR": "Desktop",
    "XDG_DOCUMENTS_DIR": "Documents",
    "XDG_DOWNLOAD_DIR": "Downloads",
    "XDG_MUSIC_DIR": "Music",
    "XDG_PICTURES_DIR": "Pictures",
    "XDG_VIDEOS_DIR": "Videos",
}
_OWN = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}


def known_folders(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the temporary folder and the user's folders, existing or not."""
    yield Path(tempfile.gettempdir())
    chosen = user_dirs(home, environ)
    for key, default in _KINDS.items():
        folder = chosen.get(key, home / default)
        if folder not in (home, Path("/")):
            yield folder


def own_folders(bundle: str, home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the app's folders for configuration, data, cache and logs, existing or not."""
    for key in _OWN:
        folder = _base(key, home, environ) / bundle
        yield folder / LOGS if key == "XDG_STATE_HOME" else folder


def runtime_folders(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield every folder that `oro_framework.user_runtime` may choose, existing or not.

    It asks `platformdirs`, which takes too long to import for a start.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    bases = [Path("/run/user") / str(user), Path("/var/run/user") / str(user), Path("/tmp/run/user") / str(user)]
    bases += [Path(folder) / f"runtime-{user}" for folder in {"/tmp", tempfile.gettempdir()}]
    bases += [home / "Library" / "Caches" / "TemporaryItems", home / "AppData" / "Local" / "Temp"]
    if named := environ.get("XDG_RUNTIME_DIR"):
        bases.append(Path(named))
    for base in bases:
        yield base / "oro-framework"


def user_dirs(home: Path, environ: Mapping[str, str]) -> Mapping[str, Path]:
    """Return the folders a person has chosen with xdg-user-dirs, by the names of its variables."""
    file = _base("XDG_CONFIG_HOME", home, environ) / "user-dirs.dirs"
    try:
        return read_user_dirs(file.read_text("utf-8", "surrogateescape"), home)
    except OSError:
        return {}


def read_user_dirs(text: str, home: Path) -> Mapping[str, Path]:
    """Read the text of `user-dirs.dirs`; lines that name no folder are ignored."""
    found = {}
    for line in text.splitlines():
        key, _, value = line.strip().partition("=")
        value = value.strip().strip('"')
        if value.startswith("$HOME"):
            value = str(home) + value.removeprefix("$HOME")
        if key in _KINDS and value.startswith("/"):
            found[key] = Path(os.path.normpath(value))
    return found


def _base(key: str, home: Path, environ: Mapping[str, str]) -> Path:
    value = environ.get(key, "")
    return Path(value) if value.startswith("/") else home / _OWN[key]
