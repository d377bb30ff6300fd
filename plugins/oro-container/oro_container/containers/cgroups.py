"""Control groups: they limit how many processes a container has where the limit of a user does not, as for root."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

import trio

__all__ = ("ProcessGroup", "find_parent")

_OWN = 8
"""Processes that belong to a container and are no programs of it."""
_TRIES = 500
_SYSTEM = Path("/")


def find_parent(system: Path = _SYSTEM) -> Path | None:
    """Return the folder of the group that this process is in and may make groups below that limit processes.

    None where there is none: no such controller, or the user may not.
    """
    for line in _lines(system / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        kind = "cgroup" if "pids" in controllers.split(",") else "cgroup2" if not controllers else ""
        for mount in _mounts(system, kind):
            folder = mount / path.lstrip("/")
            if _can_limit(folder, kind):
                return folder
    return None


class ProcessGroup:
    """A group that limits the processes of one container.

    Args:
        parent: as `find_parent` returned it.
        name: of the container.
        most: processes it may have at once.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, parent: Path, name: str, most: int) -> None:
        _sweep(parent)
        self.folder = parent / f"oro-{os.getpid()}-{name}"
        self.folder.mkdir()
        try:
            (self.folder / "pids.max").write_text(str(most + _OWN))
        except OSError:
            self.folder.rmdir()
            raise

    @property
    def members(self) -> str:
        """The file into which a process writes 0 to become a member, with all that it starts."""
        return str(self.folder / "cgroup.procs")

    async def aclose(self) -> None:
        """Remove it once its processes have gone, which the kernel may still be about."""
        with trio.CancelScope(shield=True):
            for _ in range(_TRIES):
                if self._remove():
                    return
                await trio.sleep(0.01)

    def _remove(self) -> bool:
        try:
            self.folder.rmdir()
        except OSError as error:
            return error.errno not in (errno.EBUSY, errno.ENOTEMPTY)
        return True


def _sweep(parent: Path) -> None:
    """Remove groups of apps that were killed, and so did not."""
    for folder in parent.glob("oro-*-*"):
        pid = folder.name.split("-")[1]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            with suppress(OSError):
                folder.rmdir()


def _can_limit(folder: Path, kind: str) -> bool:
    if not os.access(folder, os.W_OK):
        return False
    if kind == "cgroup":
        return True
    # With version 2, groups below have only what is handed down.
    with suppress(OSError):
        return "pids" in (folder / "cgroup.subtree_control").read_text().split()
    return False


def _mounts(system: Path, kind: str) -> list[Path]:
    """Return where a file system of groups is mounted, of version 1 only that which counts processes."""
    found = []
    for line in _lines(system / "proc/self/mountinfo"):
        before, _, after = line.partition(" - ")
        if not after:
            continue
        mounted, (name, _, options) = before.split()[4], after.split(" ", 2)
        if name == kind and (kind == "cgroup2" or "pids" in options.split(",")):
            found.append(system / mounted.lstrip("/"))
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
