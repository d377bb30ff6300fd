"""Reading `webview_navigator_mounts_*`: which folder of this machine lies under which path of the app. Sans-IO.

A key is `[<platform>_]<host path>`; the host path may begin with an alias, and a relative one begins at the
app's resources (contract g.3). The host serves the same mounts under `oro:`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ("Mounted", "expand", "read_mounts")

_PLATFORMS = {"mac": "darwin", "win": "win32", "linux": "linux", "ios": "ios", "android": "android"}


@dataclass(frozen=True, slots=True)
class Mounted:
    """A folder and the prefix of the app's origin under which it lies; empty for all of it."""

    folder: str
    prefix: str


def expand(path: str, aliases: Mapping[str, str]) -> str:
    """Replace an alias at the beginning of a host path; the longest alias wins."""
    for alias in sorted(aliases, key=len, reverse=True):
        if path == alias or path.startswith(alias + "/"):
            return aliases[alias] + path[len(alias) :]
    return path


def read_mounts(
    family: Mapping[str, object], aliases: Mapping[str, str], container: str, platform: str
) -> tuple[Mounted, ...]:
    """Return the mounts for `platform` in host-path order; relative folders begin at `container`."""
    mounts = []
    for key, value in family.items():
        path = _for_platform(key, platform)
        if path is None or not isinstance(value, str):
            continue
        prefix = value.strip("/")
        mounts.append(Mounted(os.path.join(container, expand(path, aliases)), prefix and "/" + prefix))
    return tuple(sorted(mounts, key=lambda mount: mount.folder))


def _for_platform(key: str, platform: str) -> str | None:
    head, separator, path = key.partition("_")
    if separator and head in _PLATFORMS:
        return path if platform == _PLATFORMS[head] else None
    return key
