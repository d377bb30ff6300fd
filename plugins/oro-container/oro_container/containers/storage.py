"""`Storage`, where the files of a container are on this machine."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oro_container.containers.root import HOME
from oro_container.containers.tree_copy import copy_tree
from oro_container.core.policy import Policy
from oro_container.errors import CannotBoot

__all__ = ("Storage",)

NOTHING: Mapping[str, int] = {}
_FOLDERS = ("root", "work", "home", "overlay")


class Storage:
    """The folder of one container. Blocking.

    A container with a limit of its disk and without a name has its files in memory, where such limits are exact.

    Args:
        folder: where the folders of all containers are.
        name: by which its files are kept; empty for those that go with it.
        policy: that of the container.
        lower: folders that are read where it has nothing of its own, the uppermost first; never written.
        copies: whether it begins with a copy of other files, which are then not in memory.
    """

    def __init__(
        self, folder: Path, name: str, policy: Policy, lower: Sequence[Path] = (), *, copies: bool = False
    ) -> None:
        self.kept = bool(name)
        self.folder = folder / (f"named-{name}" if name else secrets.token_hex(8))
        self.in_memory = not name and policy.disk is not None and not lower and not copies
        self._name = name
        self._policy = policy
        self._lower = tuple(lower)
        self._lock: int | None = None

    @property
    def root(self) -> Path:
        """The folder on which the container's own root is mounted."""
        return self.folder / "root"

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders whose size is watched; none where the file system holds the limit."""
        return () if self.in_memory else (self.folder / "work", self.folder / "home")

    def prepare(self, copied: Mapping[str, int] = NOTHING) -> None:
        """Make the folder.

        Args:
            copied: descriptors of folders that it has copies of, `work` and `home`.

        Raises:
            CannotBoot: a container of that name runs, or it was to have copies and has files.
            OSError: it cannot be made.
        """
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._hold()
        if any(any((self.folder / name).iterdir()) for name in copied):
            why = "there are files of that name, which a copy would hide; remove them, or take another name"
            raise CannotBoot(f'Cannot boot container "{self._name}" with a copy of other files: {why}')
        try:
            for name, descriptor in copied.items():
                (self.folder / name).rmdir()
                copy_tree(descriptor, str(self.folder / name))
        except BaseException:
            _remove(self.folder)
            raise

    def mounts(self, workdir: str) -> list[dict[str, Any]]:
        """Return the mounts of its working folder and of the home of its user."""
        policy, folder = self._policy, self.folder
        if self.in_memory:
            memory = {"tmpfs": policy.disk, "inodes": policy.files, "at": "/home", "mode": 0o755}
            return [memory, {"folder": True, "at": HOME}, {"folder": True, "at": workdir}]
        work: dict[str, Any] = {"bind": str(folder / "work"), "writable": True}
        if self._lower:
            lower = [str(path) for path in self._lower]
            work = {"overlay": {"lower": lower, "upper": str(folder / "work"), "work": str(folder / "overlay")}}
        return [{"bind": str(folder / "home"), "at": HOME, "writable": True}, {**work, "at": workdir}]

    def release(self) -> None:
        """Remove the folder, unless it is kept; let another container have the name."""
        if self._lock is None:
            return
        if not self.kept:
            _remove(self.folder)
        os.close(self._lock)
        self._lock = None

    def _hold(self) -> None:
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise CannotBoot(f'Cannot boot container "{self._name}": one of that name runs; tear it down') from None
        self._lock = lock


def _remove(folder: Path) -> None:
    # The kernel's own folder of an overlay has no rights at all.
    inner = folder / "overlay" / "work"
    if inner.is_dir():
        inner.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
