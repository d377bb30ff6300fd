"""`Storage`, where the files of a container are on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oro_container.containers.container_folder import folder_name, hold
from oro_container.containers.layout import HOME, Layout, own_layout, shared_layout
from oro_container.containers.tree_copy import copy_beside, copy_tree
from oro_container.containers.usage import usage
from oro_container.core.policy import Policy
from oro_container.errors import CannotBoot
from oro_container.removal import remove_tree

__all__ = ("Storage",)

NOTHING: Mapping[str, int] = {}
_FOLDERS = ("root", "work", "home", "overlay", "tmp", "run")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_COPIED, _OVERLAID = "copied", "overlaid"
"""Files that say how the layers of a container that is kept came to be there."""


class Storage:
    """The folder of one container. Blocking.

    A container with a limit of its disk and without a name has its files in memory, where such limits are exact.

    Args:
        folder: where the folders of all containers are.
        name: by which its files are kept; empty for those that go with it.
        policy: that of the container.
        lower: folders that are read where it has nothing of its own, the uppermost first; never written.
        copies: whether it begins with a copy of other files, which are then not in memory.
        shared: whether it shares the machine's files. Then layers are copied, once, and limits of files are watched.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        policy: Policy,
        lower: Sequence[Path] = (),
        *,
        copies: bool = False,
        shared: bool = False,
    ) -> None:
        self.kept = bool(name)
        self.shared = shared
        self.folder = folder / folder_name(name)
        apart = bool(name or lower or copies or shared)
        self.in_memory = policy.disk is not None and not apart
        self._name = name
        self._policy = policy
        self._lower = tuple(lower)
        self._lock: int | None = None
        self.given = (0, 0)
        """The bytes and the count of what was copied from layers, which no limit counts."""

    @property
    def root(self) -> Path:
        """The folder on which the container's own root is mounted."""
        return self.folder / "root"

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders whose size is watched; none where the file system holds the limit."""
        if self.in_memory:
            return ()
        own = (self.folder / "work", self.folder / "home")
        return (*own, self.folder / "tmp") if self.shared else own

    def layout(self, workdir: str) -> Layout:
        """Return where a container with these files has them.

        Args:
            workdir: the name of its working folder.
        """
        return shared_layout(Path(os.path.realpath(self.folder)), workdir) if self.shared else own_layout(workdir)

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
            remove_tree(self.folder)
            raise
        if self.shared:
            self._begin_shared()
        elif self._lower and not self._has(_COPIED):
            (self.folder / _OVERLAID).touch()

    def _begin_shared(self) -> None:
        """Copy the layers unless they are there, and empty the folder for temporary files."""
        if self._has(_OVERLAID):
            raise CannotBoot(
                f'Cannot boot container "{self._name}": its files are over layers, for which walls of level '
                '"namespaces" are needed; boot it where there are some, or under another name'
            )
        remove_tree(self.folder / "tmp")
        (self.folder / "tmp").mkdir(mode=0o700)
        if self._has(_COPIED):
            size, count = (self.folder / _COPIED).read_text("ascii").split()
            self.given = int(size), int(count)
            return
        before = usage((self.folder / "work",))
        for layer in self._lower:
            source, target = (os.open(each, _FOLDER) for each in (layer, self.folder / "work"))
            try:
                copy_beside(source, target)
            finally:
                os.close(source)
                os.close(target)
        if self._lower:
            after = usage((self.folder / "work",))
            self.given = after[0] - before[0], after[1] - before[1]
            (self.folder / _COPIED).write_text(f"{self.given[0]} {self.given[1]}", "ascii")

    def _has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def mounts(self, workdir: str) -> list[dict[str, Any]]:
        """Return the mounts of its working folder and of the home of its user."""
        policy, folder = self._policy, self.folder
        if self.in_memory:
            memory = {"tmpfs": policy.disk, "inodes": policy.files, "at": "/home", "mode": 0o755}
            return [memory, {"folder": True, "at": HOME}, {"folder": True, "at": workdir}]
        work: dict[str, Any] = {"bind": str(folder / "work"), "writable": True}
        if self._lower and not self._has(_COPIED):
            lower = [str(path) for path in self._lower]
            work = {"overlay": {"lower": lower, "upper": str(folder / "work"), "work": str(folder / "overlay")}}
        return [{"bind": str(folder / "home"), "at": HOME, "writable": True}, {**work, "at": workdir}]

    def release(self) -> None:
        """Remove the folder, unless it is kept; let another container have the name."""
        if self._lock is None:
            return
        if not self.kept:
            remove_tree(self.folder)
        os.close(self._lock)
        self._lock = None

    def _hold(self) -> None:
        try:
            self._lock = hold(self.folder)
        except BlockingIOError:
            why = "one of that name runs; end it, or take another name"
            raise CannotBoot(f'Cannot boot container "{self._name}": {why}') from None
