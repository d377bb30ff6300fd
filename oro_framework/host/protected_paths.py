"""Builds the guard of the paths that pages of one app may not use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from oro_framework.host.configuration import settings as names
from oro_framework.host.downloads.settings import FOLDER, downloads_folder
from oro_framework.host.inner import RunningHost
from oro_framework.host.kernel.state_folder import log_folder
from oro_framework.host.plugins.tables import checked
from oro_framework.host.resources.path_guard import Guard
from oro_framework.host.resources.user_folders import LOGS, known_folders, own_folders, runtime_folders
from oro_framework.protected import PageAccess, ProtectedPath, SandboxRoot
from oro_framework.user_cache import user_cache

__all__ = ("CONFIGURATION", "build")

CONFIGURATION = ("oro.toml", ".ororc")
_HOOK = "oro_protected_paths"
_WRITABLE = "[filesystem] writable_resources names folders of the app that pages may change"


def build(host: RunningHost) -> Guard:
    """Return the guard of a host whose plugins are found and whose settings are declared."""
    paths = [*_of_host(host), *_of_app(host), *_of_python(host)]
    for info, declared in host.plugins.ask(_HOOK, host=host):
        host.plugins.charge(info, _HOOK, partial(_take, paths, declared))
    return Guard(paths, _roots(host) if host.settings[names.FILESYSTEM_SANDBOX] else None)


def _take(paths: list[ProtectedPath], declared: Iterable[Any]) -> None:
    paths.extend(checked(declared, ProtectedPath, _HOOK))


def _of_host(host: RunningHost) -> Iterator[ProtectedPath]:
    """Yield the paths that are protected with and without the sandbox."""
    state = host.answers.path.parent
    yield ProtectedPath(path=state, what="what the app remembers of the person who uses it", always=True)
    yield ProtectedPath(path=state / LOGS, what="its logs", access=PageAccess.FREE, always=True)
    yield ProtectedPath(path=log_folder(host.bundle), what="the host's log", always=True)
    yield ProtectedPath(path=user_cache(), what="the framework's list of plugins", always=True)
    for folder in runtime_folders(Path.home(), os.environ):
        yield ProtectedPath(path=folder, what="where programs find running apps and their keys", always=True)
    if audit := host.settings[names.PERMISSIONS_AUDIT]:
        yield ProtectedPath(path=state / audit, what="the audit log", always=True)


def _of_app(host: RunningHost) -> Iterator[ProtectedPath]:
    writable = set(_writable(host))
    for folder in {host.folder, host.root} - writable:
        yield ProtectedPath(path=folder, what="the app's own folder", access=PageAccess.READ, remedy=_WRITABLE)
    for folder in writable:
        yield ProtectedPath(path=folder, what="a folder of the app's own", access=PageAccess.DATA)
    for folder in {host.folder, host.root}:
        for name in CONFIGURATION:
            yield ProtectedPath(path=folder / name, what="the app's configuration")
        yield ProtectedPath(path=folder / ".git", what="the history of the app's code")
    for file in host.hidden:
        yield ProtectedPath(path=file, what="the app's configuration or code")


def _writable(host: RunningHost) -> Iterator[Path]:
    """Yield the folders that pages may change in the app's folder: configured ones, and that of downloads."""
    for name in host.settings[names.FILESYSTEM_WRITABLE_RESOURCES]:
        yield Path(os.path.normpath(host.root / name))
    if folder := host.settings[FOLDER]:
        saved = Path(os.path.normpath(downloads_folder(folder, host.root)))
        if saved.is_relative_to(host.folder) or saved.is_relative_to(host.root):
            yield saved


def _of_python(host: RunningHost) -> Iterator[ProtectedPath]:
    folders = {Path(sys.prefix), Path(sys.exec_prefix), Path(__file__).parent.parent}
    folders |= {Path(entry) for entry in sys.path if entry.endswith("-packages")}
    folders |= {info.folder for info in host.plugins.infos.values() if info.folder is not None}
    for folder in folders:
        yield ProtectedPath(path=folder, what="a folder of Python and its packages", access=PageAccess.READ)


def _roots(host: RunningHost) -> list[SandboxRoot]:
    home = Path.home()
    there = [host.root, *(mount.folder for mount in host.mounts), *known_folders(home, os.environ)]
    made = own_folders(host.bundle, home, os.environ)
    return [*map(SandboxRoot, there), *(SandboxRoot(folder, made=True) for folder in made)]
