"""`Destination`, the folder of a project whose packages are placed and removed. Blocking.

Rules
1. Packages are copied below `node_modules/.oro-HEX` and renamed to their places; each is there whole or not at all.
2. What is replaced or removed is renamed into that folder first, and deleted at the end.
3. Each folder is opened relative to a descriptor of its parent, and no symbolic link is followed: a link in the place
   of a folder is an error, a link in the place of a package is replaced itself.
4. A path that is absolute, or has `..`, is refused.
5. The folder is locked while it is used; one whose lock is free was left by a process that ended, and is removed.

Of the standard library only, as a process within the walls does the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import stat
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from ..core.packages.changes import Found, Link, Move, Present, Remove, Write
from ..removal import remove_tree
from .copying import File, copy_files

__all__ = ("Destination",)

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_STAGING = re.compile(r"\.oro-[0-9a-f]{16}")
_MANIFEST = 64 << 20
"""Bytes of a file that is read, such as a lockfile."""
_DEPTH = 100
"""Packages within each other that are looked at; each holds descriptors open meanwhile."""
_CRLF = re.compile(rb"(#![^\n]+)\r\n")


class Destination:
    """Place packages in the folder of a project.

    Args:
        folder: a descriptor of it, which is closed with this.
    """

    def __init__(self, folder: int) -> None:
        self._top = folder
        self._staging: int | None = None
        self._name = f".oro-{secrets.token_hex(8)}"
        self._names = 0
        self._making = threading.Lock()

    def present(self, folders: Iterable[str] = ()) -> Present:
        """Return the packages that are there, and those of folders of the project such as workspaces."""
        found = Present({}, {}, [])
        self._find(self._top, "", found)
        for path in folders:
            with suppress(OSError), ExitStack() as opened:
                self._find(self._open(path, opened), path, found)
        return found

    def read(self, path: str) -> bytes | None:
        """Return the contents of a file, or None if there is none."""
        with ExitStack() as opened:
            folder, name = _split(path)
            try:
                return _read(name, self._open(folder, opened))
            except FileNotFoundError:
                return None

    def stage(self, slot: str, files: Sequence[File], written: int, source: int) -> None:
        """Copy a package where `Move` finds it.

        Args:
            slot: a name for it.
            files: its files, as the store lists them.
            written: when they were all there.
            source: a descriptor of their folder.

        Raises:
            Damaged: the package is not as the store wrote it.
            OSError: it cannot be written.
        """
        staging = self._stage()
        os.mkdir(slot, 0o755, dir_fd=staging)
        target = os.open(slot, _DIRECTORY, dir_fd=staging)
        try:
            copy_files(files, written, source, target)
        finally:
            os.close(target)

    def unstage(self, slot: str) -> None:
        """Remove what was staged."""
        remove_tree(slot, dir_fd=self._stage())

    def apply(self, changes: Iterable[Remove | Move | Link | Write]) -> None:
        """Remove, then place parents before what lies in them, then link and write.

        Raises:
            OSError: a place cannot be used; what was placed before stays.
        """
        todo = list(changes)
        for remove in [one for one in todo if isinstance(one, Remove)]:
            self._remove(remove.path)
        for move in sorted((one for one in todo if isinstance(one, Move)), key=lambda one: one.path.count("/")):
            self._move(move)
        for link in [one for one in todo if isinstance(one, Link)]:
            self._link(link)
        for write in [one for one in todo if isinstance(one, Write)]:
            self._write(write)

    def write(self, path: str, data: bytes) -> None:
        """Replace a file of the project itself, whole or not at all."""
        with ExitStack() as opened:
            folder, name = _split(path)
            parent = self._open(folder, opened)
            new = f".{name[:200]}.{secrets.token_hex(8)}.oro-new"
            try:
                with open(os.open(new, _CREATE, _mode(name, parent), dir_fd=parent), "wb") as file:
                    file.write(data)
                os.rename(new, name, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(new, dir_fd=parent)
                raise

    def close(self) -> None:
        """Remove the folder of what is staged, and let the project go."""
        try:
            if self._staging is not None:
                with suppress(OSError), ExitStack() as opened:
                    remove_tree(self._name, dir_fd=self._open("node_modules", opened))
                os.close(self._staging)
        finally:
            os.close(self._top)

    def _find(self, parent: int, path: str, found: Present) -> None:
        """Add the packages below a package's own folder."""
        if path.count("node_modules") > _DEPTH:
            return
        try:
            modules = os.open("node_modules", _DIRECTORY, dir_fd=parent)
        except OSError:
            return
        try:
            prefix = f"{path}/node_modules" if path else "node_modules"
            for name in os.listdir(modules):
                if name.startswith("@"):
                    with suppress(OSError), _opened(name, modules) as scope:
                        for inner in os.listdir(scope):
                            self._look(scope, inner, f"{prefix}/{name}/{inner}", found)
                elif name == ".bin":
                    _add_links(modules, f"{prefix}/.bin", found)
                elif not name.startswith("."):
                    self._look(modules, name, f"{prefix}/{name}", found)
                elif not path and not _STAGING.fullmatch(name):
                    found.others.append(f"{prefix}/{name}")
        finally:
            os.close(modules)

    def _look(self, parent: int, name: str, path: str, found: Present) -> None:
        try:
            folder = os.open(name, _DIRECTORY, dir_fd=parent)
        except OSError:
            found.packages[path] = Found("")
            with suppress(OSError):
                found.links[path] = os.readlink(name, dir_fd=parent)
            return
        try:
            found.packages[path] = _manifest(folder)
            self._find(folder, path, found)
        finally:
            os.close(folder)

    def _stage(self) -> int:
        """Return a descriptor of the folder for what is staged; remove what others left."""
        with self._making:
            if self._staging is None:
                self._staging = self._make_staging()
            return self._staging

    def _make_staging(self) -> int:
        with ExitStack() as opened:
            modules = self._open("node_modules", opened, make=True)
            for name in os.listdir(modules):
                if _STAGING.fullmatch(name):
                    _sweep(name, modules)
            os.mkdir(self._name, 0o700, dir_fd=modules)
            staging = os.open(self._name, _DIRECTORY, dir_fd=modules)
        fcntl.flock(staging, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return staging

    def _open(self, path: str, opened: ExitStack, make: bool = False) -> int:
        """Open a folder, one after another from the top."""
        folder = self._top
        for part in _parts(path) if path else ():
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=folder)
            try:
                folder = os.open(part, _DIRECTORY, dir_fd=folder)
            except NotADirectoryError:
                raise NotADirectoryError(20, "it is a file or a symbolic link", path) from None
            opened.callback(os.close, folder)
        return folder

    def _remove(self, path: str) -> None:
        with ExitStack() as opened:
            folder, name = _split(path)
            try:
                parent = self._open(folder, opened)
            except OSError:
                return
            self._discard(name, parent)
        with suppress(OSError), ExitStack() as opened:
            over, _, last = folder.rpartition("/")
            if last.startswith("@") or (over and last in ("node_modules", ".bin")):
                os.rmdir(last, dir_fd=self._open(over, opened))

    def _discard(self, name: str, parent: int) -> None:
        """Rename what is there into the folder that is deleted at the end."""
        with suppress(FileNotFoundError):
            os.rename(name, self._new_name(), src_dir_fd=parent, dst_dir_fd=self._stage())

    def _move(self, move: Move) -> None:
        with ExitStack() as opened:
            folder, name = _split(move.path)
            parent = self._open(folder, opened, make=True)
            self._discard(name, parent)
            os.rename(move.slot, name, src_dir_fd=self._stage(), dst_dir_fd=parent)

    def _link(self, link: Link) -> None:
        if link.file and not self._make_executable(link.file):
            return
        with ExitStack() as opened:
            folder, name = _split(link.path)
            parent = self._open(folder, opened, make=True)
            new = self._new_name()
            os.symlink(link.target, new, dir_fd=self._stage())
            self._discard(name, parent)
            os.rename(new, name, src_dir_fd=self._stage(), dst_dir_fd=parent)

    def _make_executable(self, path: str) -> bool:
        """Let a file run, and end its first line as Unix does; tell whether it is there."""
        with ExitStack() as opened:
            folder, name = _split(path)
            try:
                parent = self._open(folder, opened)
                file = os.open(name, _READ, dir_fd=parent)
            except OSError:
                return False
            opened.callback(os.close, file)
            if not stat.S_ISREG(os.fstat(file).st_mode):
                return False
            os.fchmod(file, 0o755)
            if _CRLF.match(os.read(file, 2048)):
                os.lseek(file, 0, os.SEEK_SET)
                with open(file, "rb", closefd=False) as whole:
                    self._replace(name, parent, _CRLF.sub(rb"\1\n", whole.read(), count=1), 0o755)
            return True

    def _write(self, write: Write) -> None:
        with ExitStack() as opened:
            folder, name = _split(write.path)
            self._replace(name, self._open(folder, opened, make=True), write.data, 0o644)

    def _new_name(self) -> str:
        self._names += 1
        return f"new-{self._names}"

    def _replace(self, name: str, parent: int, data: bytes, mode: int) -> None:
        new = self._new_name()
        with open(os.open(new, _CREATE, mode, dir_fd=self._stage()), "wb") as file:
            file.write(data)
        os.rename(new, name, src_dir_fd=self._stage(), dst_dir_fd=parent)


def _parts(path: str) -> list[str]:
    """Split a path; refuse one that would leave the project."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise ValueError(f'Cannot use "{path[:300]}": it is not a path within the project')
    return parts


def _split(path: str) -> tuple[str, str]:
    """Return the folder and the name of a path within the project."""
    *folders, name = _parts(path)
    return "/".join(folders), name


@contextmanager
def _opened(name: str, parent: int) -> Iterator[int]:
    """Open a folder for a while."""
    folder = os.open(name, _DIRECTORY, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _sweep(name: str, parent: int) -> None:
    """Remove a folder that a process left, unless it is still in use."""
    with suppress(OSError), _opened(name, parent) as left:
        fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove_tree(name, dir_fd=parent)


def _add_links(modules: int, path: str, found: Present) -> None:
    with suppress(OSError), _opened(".bin", modules) as commands:
        for name in os.listdir(commands):
            with suppress(OSError):
                found.links[f"{path}/{name}"] = os.readlink(name, dir_fd=commands)


def _manifest(folder: int) -> Found:
    try:
        manifest = json.loads(_read("package.json", folder))
    except (OSError, ValueError, RecursionError):
        return Found("")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("version"), str):
        return Found("")
    return Found(manifest["version"], bool(manifest.get("bundleDependencies") or manifest.get("bundledDependencies")))


def _mode(name: str, parent: int) -> int:
    try:
        return stat.S_IMODE(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return 0o644


def _read(name: str, parent: int) -> bytes:
    fd = os.open(name, _READ, dir_fd=parent)
    with open(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise FileNotFoundError(2, "it is no file", name)
        data = file.read(_MANIFEST + 1)
    if len(data) > _MANIFEST:
        raise OSError(27, "it is too large", name)
    return data
