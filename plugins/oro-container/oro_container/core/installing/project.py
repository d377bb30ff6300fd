"""`FilesProject`, a project in the files of a container: what is installed there, and changes to that."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from ..entry import Entry
from ..file_error import FileError
from ..layers import FileSystem
from ..packages.changes import Found, Link, Present, Remove

__all__ = ("FilesProject",)

DEPTH = 100
"""Packages within each other that are looked at."""
_CRLF = re.compile(rb"(#![^\n]+)\r\n")


class FilesProject:
    """A project in the files of a container.

    Args:
        files: of the container.
        path: of the project.
    """

    def __init__(self, files: FileSystem, path: str) -> None:
        self.path = path
        self._files = files

    async def read(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        try:
            return self._files.read(self._at(path)).decode("utf-8-sig", "replace")
        except FileError:
            return None

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        try:
            return [entry.name for entry in self._files.readdir(self._at(path)) if entry.kind == "directory"]
        except FileError:
            return []

    def write(self, path: str, data: bytes) -> None:
        """Replace a file; its folder is made."""
        place = self._at(path)
        self._files.mkdir(posixpath.dirname(place), recursive=True)
        self._files.write(place, data)

    def present(self, folders: Iterable[str]) -> Present:
        """Return the packages that are there, and those of folders of the project such as workspaces."""
        found = Present({}, {}, [])
        for folder in ("", *folders):
            self._find(folder, found)
        return found

    def remove(self, changes: Iterable[Remove]) -> None:
        """Remove packages and links, with the folders that become empty by it."""
        for change in changes:
            self._files.rm(self._at(change.path), recursive=True, force=True)
            above = posixpath.dirname(change.path)
            over, last = posixpath.split(above)
            if last.startswith("@") or (over and last in ("node_modules", ".bin")):
                with suppress(FileError):
                    self._files.rmdir(self._at(above))

    def place(self, packages: Mapping[str, Iterable[Entry]]) -> None:
        """Put packages into their places, by path; all of them or none."""
        for path in packages:
            self._files.rm(self._at(path), recursive=True, force=True)
        entries = (
            Entry(path=f"{path}/{each.path}", kind=each.kind, data=each.data, target=each.target, mode=each.mode)
            for path, files in packages.items()
            for each in files
        )
        self._files.mount(entries, self.path)

    def link(self, link: Link) -> None:
        """Make a link; one of a command only if its file is there, which may be run then."""
        if link.file and not self._make_executable(self._at(link.file)):
            return
        path = self._at(link.path)
        self._files.mkdir(posixpath.dirname(path), recursive=True)
        self._files.rm(path, recursive=True, force=True)
        self._files.symlink(link.target, path)

    def _at(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.path, path))

    def _make_executable(self, path: str) -> bool:
        """Let a file run, and end its first line as Unix does; tell whether it is there."""
        try:
            if self._files.lstat(path).kind != "file":
                return False
        except FileError:
            return False
        if _CRLF.match(self._files.read(path, 0, 2048)):
            self._files.write(path, _CRLF.sub(rb"\1\n", self._files.read(path), count=1))
        self._files.chmod(path, 0o755)
        return True

    def _find(self, folder: str, found: Present) -> None:
        """Add the packages below a package's own folder."""
        if folder.count("node_modules") > DEPTH:
            return
        prefix = posixpath.join(folder, "node_modules")
        for name, kind in self._listed(prefix):
            path = f"{prefix}/{name}"
            if name.startswith("@"):
                for inner, inner_kind in self._listed(path):
                    self._look(f"{path}/{inner}", inner_kind, found)
            elif name == ".bin":
                for command, command_kind in self._listed(path):
                    if command_kind == "symlink":
                        found.links[f"{path}/{command}"] = self._files.readlink(self._at(f"{path}/{command}"))
            elif not name.startswith("."):
                self._look(path, kind, found)
            elif not folder:
                found.others.append(path)

    def _look(self, path: str, kind: str, found: Present) -> None:
        if kind == "directory":
            found.packages[path] = self._manifest(path)
            self._find(path, found)
            return
        found.packages[path] = Found("")
        if kind == "symlink":
            found.links[path] = self._files.readlink(self._at(path))

    def _manifest(self, path: str) -> Found:
        try:
            manifest: Any = json.loads(self._files.read(self._at(f"{path}/package.json")))
        except (FileError, ValueError, RecursionError):
            return Found("")
        if not isinstance(manifest, dict) or not isinstance(manifest.get("version"), str):
            return Found("")
        bundles = bool(manifest.get("bundleDependencies") or manifest.get("bundledDependencies"))
        return Found(manifest["version"], bundles)

    def _listed(self, path: str) -> list[tuple[str, str]]:
        try:
            if self._files.lstat(self._at(path)).kind != "directory":
                return []
            return [(entry.name, entry.kind) for entry in self._files.readdir(self._at(path))]
        except FileError:
            return []
