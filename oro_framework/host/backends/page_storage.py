"""Keep what an app's pages store: in a folder that one run holds at a time, or in memory.

    <state>/<bundle>/pages/                       mode 0700
        lock                                      held by the run whose engine writes here, until it ends
        <engine>/own/data, <engine>/own/cache     of windows that show the app's pages
        <engine>/foreign/data, …/foreign/cache    of windows for foreign origins, which have another engine profile
        profiles/<name>/                          the same once more, with a lock of its own, for each named profile

An app without an `oro.toml` has a bundle identifier made from a name that others have too: a hash of the folder its
pages are in is part of its folder's name.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import Busy
from oro_framework.host.kernel.state_folder import state_folder

__all__ = ("MEMORY", "PROFILES", "UNNAMED", "Keep", "PageStorage", "folder_of")

PROFILES = "profiles"
"""The folder of the named profiles, within that of the app's pages."""

UNNAMED = "local."
"""The prefix of the bundle identifier of an app that sets none."""


class Keep(Struct, frozen=True):
    """The two folders in which an engine stores data."""

    data: Path
    cache: Path


class PageStorage:
    """The place where one run keeps what its pages store.

    Args:
        folder: the folder of the data; None for memory.
        why: the reason for memory, if there is a folder that cannot be used.
    """

    def __init__(self, folder: Path | None = None, why: str = "") -> None:
        self.folder = folder
        self.why = why
        self.busy = False
        """Another run holds the folder."""
        self._lock: int | None = None

    @classmethod
    def held(cls, folder: Path) -> PageStorage:
        """Lock a folder until the run ends; use memory if another run holds it or it cannot be written."""
        storage = cls(folder)
        try:
            storage._lock = _locked(folder)
        except BlockingIOError:
            storage.busy = True
            storage.why = f'another run of the app holds "{folder}"'
        except OSError as error:
            storage.why = f'"{folder}" cannot be written: {error.strerror}'
        return storage

    def keep(self, engine: str, trusted: bool) -> Keep | None:
        """Return the folders of one profile of an engine; None if it stores in memory."""
        if self.folder is None or self.why:
            return None
        place = self.folder / engine / ("own" if trusted else "foreign")
        return Keep(place / "data", place / "cache")

    def release(self) -> None:
        """Unlock the folder for other runs."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def wipe(self) -> bool:
        """Delete the stored data, named profiles among them, while no engine runs; return whether there was any.

        Raises:
            Busy: another run holds one of the profiles; nothing was deleted.
            OSError: a file cannot be deleted.
        """
        import shutil

        found = [each for each in self.folder.iterdir() if each.is_dir()] if self.folder is not None else []
        profiles = [PageStorage.held(each) for each in sorted((self.folder or Path()).glob(f"{PROFILES}/*"))]
        try:
            if held := next((each for each in profiles if each.why), None):
                raise Busy(f"Cannot clear what pages stored: {held.why}")
            for each in found:
                shutil.rmtree(each)
        finally:
            for profile in profiles:
                profile.release()
        return bool(found)


MEMORY = PageStorage()
"""Store in memory: no data outlasts the run."""


def folder_of(bundle: str, root: Path) -> Path:
    """Return the folder of an app's pages.

    Args:
        bundle: its bundle identifier.
        root: the folder of its resources.
    """
    name = "pages"
    if bundle.startswith(UNNAMED):
        import hashlib

        name += "-" + hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:12]
    return state_folder() / bundle / name


def _locked(folder: Path) -> int:
    """Return a descriptor that holds a folder.

    Raises:
        BlockingIOError: another process holds it.
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock)
    except BaseException:
        os.close(lock)
        raise
    return lock


if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> None:
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error

else:
    import fcntl

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
