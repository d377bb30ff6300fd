"""The folder of a profile's private file system, and the locks on its files. Blocks; no loop, no thread.

1. A path is the names that lead to it; a name is none of another file system's words: no separator, no `.`, no `..`.
2. Only files and folders are ever made in it, by their names under it, so that no path leads out of it.
3. A file that is open for writing is locked (https://fs.spec.whatwg.org/#file-entry-lock); its folders then are, too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypedDict

from oro_framework.errors import OroError

__all__ = ("Entry", "Kind", "LockMode", "PrivateFileError", "PrivateFolder")

Kind = Literal["file", "directory"]
LockMode = Literal["readwrite", "read-only", "readwrite-unsafe", "writable"]
"""The mode of a sync access handle, or `writable` for a stream that replaces the file as it is closed."""

FILES, WRITTEN = "files", "written"
"""The folder that pages see, and that of files which are not complete yet."""

_ABSENT = "there is no such entry"
_OTHER = "it is a file, not a directory, or a directory, not a file"


class Entry(TypedDict):
    """A file or folder."""

    kind: Kind
    size: int
    changed: int
    """Milliseconds since 1970."""


class PrivateFileError(OroError):
    """A private file cannot be used so; `name` is that of the `DOMException` which the page gets."""

    code = "ERR_PRIVATE_FILE"
    type = "PrivateFileError"
    status = 400

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message, name=name)
        self.name = name


class PrivateFolder:
    """See the module.

    Args:
        folder: where it is; made when a file or folder is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._locks: dict[Path, tuple[LockMode, int]] = {}

    # -- what is there ------------------------------------------------------------------------------

    def entry(self, path: str) -> Entry:
        """Return what is at a path.

        Raises:
            PrivateFileError: NotFoundError, TypeMismatchError.
        """
        if not path:
            return Entry(kind="directory", size=0, changed=0)
        try:
            found = self._place(path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            raise _refused("NotFoundError", "find", path, _ABSENT) from None
        is_folder = stat.S_ISDIR(found.st_mode)
        changed = found.st_mtime_ns // 1_000_000
        return Entry(kind="directory" if is_folder else "file", size=found.st_size, changed=changed)

    def get(self, path: str, kind: Kind, *, create: bool) -> Entry:
        """Return the file or folder at a path, made where there is none and `create` is set.

        Raises:
            PrivateFileError: NotFoundError, TypeMismatchError.
        """
        place = self._place(path)
        if create:
            self._base().mkdir(parents=True, exist_ok=True)
            self._make(place, path, kind)
        found = self.entry(path)
        if found["kind"] != kind:
            raise _refused("TypeMismatchError", "use", path, _OTHER)
        return found

    def _make(self, place: Path, path: str, kind: Kind) -> None:
        try:
            if kind == "directory":
                place.mkdir(exist_ok=True)
            else:
                os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        except (FileExistsError, IsADirectoryError):
            raise _refused("TypeMismatchError", "use", path, _OTHER) from None
        except (FileNotFoundError, NotADirectoryError):
            raise _refused("NotFoundError", "make", path, "its folder is not there") from None

    def list(self, path: str) -> list[tuple[str, Kind]]:
        """Return names in a folder, with what each is.

        Raises:
            PrivateFileError: NotFoundError, TypeMismatchError.
        """
        if not path and not self._base().exists():
            return []
        if path:
            self.get(path, "directory", create=False)
        with os.scandir(self._place(path) if path else self._base()) as entries:
            return sorted((each.name, "directory" if each.is_dir() else "file") for each in entries)

    def remove(self, path: str, *, recursive: bool) -> None:
        """Delete a file or folder, or with no path everything.

        Raises:
            PrivateFileError: NotFoundError; NoModificationAllowedError, it is locked; InvalidModificationError, it is a
                folder with entries, and is not to be deleted with them.
        """
        place = self._place(path) if path else self._base()
        self._check_unlocked(place, path)
        if not path:
            shutil.rmtree(place, ignore_errors=True)
        elif self.entry(path)["kind"] == "file":
            place.unlink()
        elif recursive:
            shutil.rmtree(place)
        elif self.list(path):
            raise _refused("InvalidModificationError", "remove", path, "it is not empty")
        else:
            place.rmdir()

    def move(self, path: str, target: str) -> None:
        """Give a file or folder another path; a file there is replaced.

        Raises:
            PrivateFileError: NotFoundError; TypeMismatchError; NoModificationAllowedError, one of both is locked.
        """
        self.entry(path)
        old, new = self._place(path), self._place(target)
        self._check_unlocked(old, path)
        self._check_unlocked(new, target)
        try:
            old.replace(new)
        except (FileNotFoundError, NotADirectoryError):
            raise _refused("NotFoundError", "move to", target, "its folder is not there") from None
        except OSError as error:
            raise _refused("InvalidModificationError", "move to", target, str(error.strerror)) from None

    def clear(self, since: float = 0.0) -> None:
        """Delete what was changed since then and is not open."""
        for folder, _, names in os.walk(self._base(), topdown=False):
            for name in names:
                place = Path(folder, name)
                if not self._locked(place) and place.stat().st_mtime >= since:
                    place.unlink()
            if Path(folder) != self._base() and not any(os.scandir(folder)):
                os.rmdir(folder)

    # -- open files ---------------------------------------------------------------------------------

    def open(self, path: str) -> int:
        """Return a descriptor of a file that is there.

        Raises:
            PrivateFileError: NotFoundError, TypeMismatchError.
        """
        self.get(path, "file", create=False)
        return os.open(self._place(path), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)

    def begin(self, path: str, *, keep: bool) -> tuple[int, Path]:
        """Return a file that may take the place of another, with its content if that is to be kept.

        Raises:
            PrivateFileError: NotFoundError, TypeMismatchError.
        """
        self.get(path, "file", create=False)
        beside = self.folder / WRITTEN / secrets.token_hex(8)
        beside.parent.mkdir(parents=True, exist_ok=True)
        if keep:
            shutil.copyfile(self._place(path), beside)
        return os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), beside

    def finish(self, path: str, beside: Path) -> None:
        """Put a complete file in its place.

        Raises:
            PrivateFileError: NotFoundError, its folder is gone.
        """
        try:
            beside.replace(self._place(path))
        except FileNotFoundError:
            raise _refused("NotFoundError", "write", path, "its folder is not there any more") from None

    def lock(self, path: str, mode: LockMode) -> None:
        """Lock a file.

        Raises:
            PrivateFileError: NoModificationAllowedError, it is locked in a way that allows no other.
        """
        place = self._place(path)
        held, count = self._locks.get(place, (mode, 0))
        if count and (held != mode or mode == "readwrite"):
            raise _locked(path)
        self._locks[place] = (mode, count + 1)

    def unlock(self, path: str) -> None:
        """Undo one `lock`."""
        place = self._place(path)
        mode, count = self._locks[place]
        if count > 1:
            self._locks[place] = (mode, count - 1)
        else:
            del self._locks[place]

    def _check_unlocked(self, place: Path, path: str) -> None:
        if self._locked(place):
            raise _locked(path)

    def _locked(self, place: Path) -> bool:
        return any(each == place or place in each.parents for each in self._locks)

    # -- paths --------------------------------------------------------------------------------------

    def _base(self) -> Path:
        return self.folder / FILES

    def _place(self, path: str) -> Path:
        return self._base().joinpath(*_names(path))


def _names(path: str) -> Sequence[str]:
    """Return the names of a path.

    Raises:
        PrivateFileError: TypeError, one of them is none.
    """
    names = path.split("/")
    for name in names:
        if name in ("", ".", "..") or "\0" in name or not 0 < _length(name) <= 255:
            raise _refused("TypeError", "use", path, f'"{name[:80]}" is no name of a file')
    return names


def _length(name: str) -> int:
    """Return the bytes of a name; 0 where no file can have it."""
    try:
        return len(name.encode())
    except UnicodeEncodeError:
        return 0


def _locked(path: str) -> PrivateFileError:
    return _refused("NoModificationAllowedError", "change", path or "/", "it, or a file in it, is open for writing")


def _refused(name: str, verb: str, path: str, reason: str) -> PrivateFileError:
    return PrivateFileError(name, f'Cannot {verb} "{path[:200]}" in the private file system: {reason}')
