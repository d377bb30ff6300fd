"""Files of the app's origin as packages see them: by their paths, and only such as pages may load."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, unquote

from oro_framework.host.npm.syntax import LARGEST
from oro_framework.host.resources.files import OpenFile
from oro_framework.host.resources.navigator import Found, Navigator

__all__ = ("KEPT", "AppFiles", "Files", "folder_of", "joined", "url_path")

T = TypeVar("T")
KEPT = 4096
"""Files of which facts are remembered."""
BELIEVED = 2.0
"""Seconds for which what was found is not looked for again: one import asks for the same files many times."""


class Files(Protocol):
    """The files of one origin."""

    def read(self, path: str) -> bytes | None: ...
    def exists(self, path: str) -> bool: ...
    def real(self, path: str) -> str: ...
    def json(self, path: str) -> Mapping[str, Any] | None: ...


class AppFiles:
    """The files a navigator finds.

    Args:
        navigator: finds the file of a path.
    """

    def __init__(self, navigator: Navigator[OpenFile]) -> None:
        self._navigator = navigator
        self._there: dict[str, tuple[float, str | None]] = {}
        self._real: dict[str, tuple[str, str]] = {}
        self._facts: dict[tuple[str, str], tuple[str, Any]] = {}

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None when there is none, or one too large to be read as a module."""
        file = self._opened(path)
        if file is None:
            return None
        try:
            return file.read(0, file.size) if file.size <= LARGEST else None
        finally:
            file.close()

    def exists(self, path: str) -> bool:
        """Return whether there is a file of exactly this path."""
        return self._state(path) is not None

    def real(self, path: str) -> str:
        """Return the path of a file without links, where that is served too; else the path as it is."""
        state = self._state(path)
        if state is None:
            return path
        known = self._real.get(path)
        if known is None or known[0] != state:
            if len(self._real) >= KEPT:
                self._real.clear()
            known = self._real[path] = state, self._followed(path)
        return known[1]

    def json(self, path: str) -> Mapping[str, Any] | None:
        """Return the object of a JSON file; None when there is none."""
        return self.fact("json", path, _object)

    def fact(self, kind: str, path: str, found: Callable[[bytes], T]) -> T | None:
        """Return what `found` says of a file, remembered until the file changes; None when there is no file."""
        state = self._state(path)
        if state is None:
            return None
        known = self._facts.get((kind, path))
        if known is None or known[0] != state:
            known = state, found(self.read(path) or b"")
            if len(self._facts) >= KEPT:
                self._facts.clear()
            self._facts[kind, path] = known
        value: T = known[1]
        return value

    def _state(self, path: str) -> str | None:
        """Return the entity tag of a file; None when there is none."""
        known = self._there.get(path)
        now = time.monotonic()
        if known is None or now - known[0] > BELIEVED:
            file = self._opened(path)
            known = now, None if file is None else file.validators.etag
            if file is not None:
                file.close()
            if len(self._there) >= KEPT:
                self._there.clear()
            self._there[path] = known
        return known[1]

    def _followed(self, path: str) -> str:
        found = self._found(path)
        if found is None:
            return path
        found.file.close()
        if found.file.linked is None:
            return path
        real = "/" + "/".join((*found.prefix, *found.file.linked))
        # Another root may answer that path with a file of its own.
        same = self._opened(real)
        if same is None:
            return path
        same.close()
        return real if same.inode == found.file.inode else path

    def _opened(self, path: str) -> OpenFile | None:
        found = self._found(path)
        return None if found is None else found.file

    def _found(self, path: str) -> Found[OpenFile] | None:
        if not path.startswith("/") or path.endswith("/"):
            return None
        try:
            found = self._navigator.resolve(url_path(path).encode("ascii"))
        except OSError:
            return None
        if not isinstance(found, Found):
            return None
        if unquote(found.location, errors="surrogateescape") == path:
            return found
        found.file.close()
        return None


def url_path(path: str) -> str:
    """Return a path as a URL has it."""
    return quote(path, safe="/@!$&'()*+,;=:~", errors="surrogateescape")


def folder_of(path: str) -> str:
    """Return the folder that a file or folder is in."""
    return path.rpartition("/")[0] or "/"


def joined(folder: str, relative: str) -> str:
    """Return the path a relative one names, seen from a folder; never above the root."""
    names: list[str] = [] if relative.startswith("/") else [name for name in folder.split("/") if name]
    for name in relative.split("/"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return "/" + "/".join(names) + ("/" if relative.endswith("/") and names else "")


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
