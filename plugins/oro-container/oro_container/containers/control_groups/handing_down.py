"""Hand controllers of a group down to groups below it, which version 2 lets a group do that has no processes."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from oro_container.containers.control_groups.places import CONTROLLERS, LEAF

__all__ = ("hand_down", "is_own")

_TRIES = 20


def hand_down(folder: Path) -> None:
    """Move the processes of a group into one below, and hand its controllers down.

    Raises:
        OSError: the user may not.
    """
    if (folder / "cgroup.type").exists():
        _empty(folder)
    there = (folder / "cgroup.controllers").read_text().split()
    handed = " ".join(f"+{each}" for each in CONTROLLERS if each in there)
    (folder / "cgroup.subtree_control").write_text(handed)


def is_own(folder: Path, root: bool) -> bool:
    """Return whether a group has no processes but this one and those below it.

    Args:
        folder: that of the group.
        root: whether it is the topmost that this process can see, as in a container of another engine.
    """
    return root or all(_is_below(pid) for pid in _processes(folder))


def _empty(folder: Path) -> None:
    leaf = folder / LEAF
    leaf.mkdir(exist_ok=True)
    for _ in range(_TRIES):
        # They may start others meanwhile.
        left = _processes(folder)
        if not left:
            return
        for pid in left:
            try:
                (leaf / "cgroup.procs").write_text(str(pid))
            except OSError as error:
                if error.errno not in (errno.ESRCH, errno.EINVAL):
                    raise
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _processes(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "cgroup.procs").read_text().split()]


def _is_below(pid: int) -> bool:
    while pid > 1:
        if pid == os.getpid():
            return True
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
        except OSError:
            # It has gone.
            return True
        pid = int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])
    return False
