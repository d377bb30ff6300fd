"""The lock of the first instance, which the system releases when the process ends, however it ends."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import msgspec

from oro_framework.atomic import replace_file
from oro_single_instance.message import Endpoint

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from oro_framework.types import Host

__all__ = ("CLAIMS", "Claim", "claim", "endpoint", "folder_of")

ENDPOINT = "instance.json"


def folder_of(bundle: str) -> Path:
    """Return where starts of an app find each other."""
    import platformdirs

    return platformdirs.user_state_path(bundle, appauthor=False)


class Claim:
    """The right to be the app, until `release` or the end of the process.

    Args:
        folder: where starts find each other.
        lock: held.
    """

    def __init__(self, folder: Path, lock: BaseFileLock) -> None:
        self._path = folder / ENDPOINT
        self._lock = lock
        self.token = secrets.token_urlsafe(32)
        self._path.unlink(missing_ok=True)

    def listen_at(self, port: int) -> None:
        """Tell other starts where to hand over; only the user's own can read it."""
        replace_file(self._path, msgspec.json.encode(Endpoint(port, self.token)), 0o600)

    def release(self) -> None:
        """Let another start be the app."""
        self._path.unlink(missing_ok=True)
        self._lock.release()


CLAIMS: WeakKeyDictionary[Host, Claim] = WeakKeyDictionary()
"""The locks of hosts of this process, from their launch until their service takes them over."""


def claim(folder: Path) -> Claim | None:
    """Become the app, or return None when another process is.

    Raises:
        OSError: the folder cannot be made or written to.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "instance.lock", blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return Claim(folder, lock)


def endpoint(folder: Path) -> Endpoint | None:
    """Return where the app that runs listens, or None when it does not tell yet."""
    try:
        return msgspec.json.decode((folder / ENDPOINT).read_bytes(), type=Endpoint)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
