"""The private file systems of the profiles of one run, and the files that pages hold open in them. Loop thread.

Files belong to a `Holder`, which is one page or worker: its stream ends when that does, and closes them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from oro_framework.host.backends.engine_store import Profile
from oro_framework.host.sessions.private_folder import LockMode, PrivateFileError, PrivateFolder

__all__ = ("FOLDER", "Holder", "OpenFile", "PrivateFiles")

FOLDER = "private"
"""The name of the folder, in that of the profile's pages."""

MAX_OPEN = 256
"""Files that one page or worker may hold open."""


class OpenFile:
    """A file that one page or worker holds open, and the lock on it.

    Args:
        folder: the file system it is in.
        path: the file's.
        mode: that of the lock.
        keep: whether a file that is written anew begins with its present content.
    """

    def __init__(self, folder: PrivateFolder, path: str, mode: LockMode, *, keep: bool = False) -> None:
        self._folder, self._path = folder, path
        folder.get(path, "file", create=False)
        folder.lock(path, mode)
        self.beside: Path | None = None
        try:
            if mode == "writable":
                self.fd, self.beside = folder.begin(path, keep=keep)
            else:
                self.fd = folder.open(path)
        except BaseException:
            folder.unlock(path)
            raise
        self.writes = mode != "read-only"

    def close(self, *, complete: bool = False) -> None:
        """Close and unlock the file; one that is written anew takes its place if it is complete."""
        os.close(self.fd)
        self._folder.unlock(self._path)
        if self.beside is not None and complete:
            self._folder.finish(self._path, self.beside)
        elif self.beside is not None:
            self.beside.unlink(missing_ok=True)


class Holder:
    """The files that one page or worker holds open."""

    def __init__(self) -> None:
        self._files: dict[str, OpenFile] = {}
        self._next = 0

    def check_room(self) -> None:
        """Raise unless one more file may be opened.

        Raises:
            PrivateFileError: QuotaExceededError.
        """
        if len(self._files) >= MAX_OPEN:
            raise PrivateFileError("QuotaExceededError", f"Cannot open a private file: {MAX_OPEN} are open already")

    def add(self, file: OpenFile) -> str:
        """Keep a file, and return its id."""
        self._next += 1
        self._files[str(self._next)] = file
        return str(self._next)

    def get(self, id: str) -> OpenFile:
        """Return an open file.

        Raises:
            PrivateFileError: InvalidStateError, it is closed.
        """
        if (file := self._files.get(id)) is None:
            raise PrivateFileError("InvalidStateError", "Cannot use a private file: it is closed")
        return file

    def close(self, id: str, *, complete: bool = False) -> None:
        """Close a file; do nothing if it is closed."""
        if (file := self._files.pop(id, None)) is not None:
            file.close(complete=complete)

    def close_all(self) -> None:
        """Close every file; those that are not complete are gone."""
        while self._files:
            self.close(next(iter(self._files)))


class PrivateFiles:
    """See the module.

    Args:
        opened: returns the profile of a name.
    """

    def __init__(self, opened: Callable[[str], Profile]) -> None:
        self._opened = opened
        self._folders: dict[Profile, PrivateFolder] = {}
        self._temporary: list[Path] = []
        self.holders: dict[str, Holder] = {}
        """By the id that its page or worker has."""

    def of(self, name: str) -> PrivateFolder:
        """Return the file system of a profile; it is in the memory of this run where the profile's pages are."""
        profile = self._opened(name)
        if profile not in self._folders:
            self._folders[profile] = PrivateFolder(self._place(profile))
        return self._folders[profile]

    def _place(self, profile: Profile) -> Path:
        storage = profile.storage
        if storage.folder is not None and not storage.why:
            return storage.folder / FOLDER
        folder = Path(tempfile.mkdtemp(prefix="oro-private-"))
        self._temporary.append(folder)
        return folder

    def holder(self, id: str) -> Holder:
        """Return what a page or worker holds open.

        Raises:
            PrivateFileError: InvalidStateError, it is gone.
        """
        if (holder := self.holders.get(id)) is None:
            raise PrivateFileError("InvalidStateError", "Cannot use a private file: its page or worker has ended")
        return holder

    def end(self) -> None:
        """Close every file, and delete what was kept for this run only."""
        for holder in self.holders.values():
            holder.close_all()
        self.holders.clear()
        for folder in self._temporary:
            shutil.rmtree(folder, ignore_errors=True)
