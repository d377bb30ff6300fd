"""The configuration keys oro-fs reads; the mounts (`webview_navigator_mounts_*`) belong to the host."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = (
    "ALLOW_SPECIAL",
    "ALL",
    "DISABLE_LINKS",
    "MAX_DESCRIPTORS",
    "MAX_WATCHERS",
    "NO_FOLLOW",
    "THREADS",
)

NO_FOLLOW = Setting(
    "filesystem_no_follow_symlinks",
    bool,
    False,
    "Refuse every path with a symbolic link in it",
    ("FS_NOFOLLOW", "ORO_FS_NOFOLLOW"),
)
DISABLE_LINKS = Setting(
    "filesystem_disable_links",
    bool,
    False,
    "Refuse to make hard links and to open or change files that have several names",
)
ALLOW_SPECIAL = Setting(
    "filesystem_allow_special_files",
    bool,
    False,
    "Let pages open FIFOs, sockets and devices, never waiting for them",
)
MAX_DESCRIPTORS = Setting("filesystem_max_descriptors", positive, 256, "Files and folders one window may hold open")
MAX_WATCHERS = Setting("filesystem_max_watchers", positive, 64, "Watchers all windows may run; each is a thread")
THREADS = Setting("filesystem_threads", positive, 8, "Threads in which blocking file operations run")

ALL: tuple[Setting[Any], ...] = (
    NO_FOLLOW,
    DISABLE_LINKS,
    ALLOW_SPECIAL,
    MAX_DESCRIPTORS,
    MAX_WATCHERS,
    THREADS,
)
