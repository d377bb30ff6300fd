"""The processes of a container, as `/proc` lists them, and signals to them."""

from __future__ import annotations

import os
import signal
from typing import Any

__all__ = ("end_all", "signal_tree", "table", "waited")

_STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "sleeping",
    "T": "stopped",
    "t": "stopped",
    "Z": "ended",
    "I": "sleeping",
}


def waited() -> list[tuple[int, int]]:
    """Wait for what has ended, and return its numbers with their statuses."""
    found: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        found.append((pid, status))


def table() -> list[dict[str, Any]]:
    """Return every process but this one: `pid`, `parent`, `argv`, `cwd`, `state`, `group` and `session`."""
    found = []
    for pid in _pids():
        if (described := _described(pid)) is not None:
            found.append(described)
    return found


def signal_tree(root: int, number: int) -> None:
    """Send a signal to a process and everything below it, and to what has its session."""
    family = _family(root)
    for pid in family:
        _quietly(pid, number)
    if number == signal.SIGKILL:
        # What was started meanwhile.
        for pid in _family(root):
            _quietly(pid, number)


def end_all() -> None:
    """End everything below this process; in a process namespace the kernel does so once its first process ends."""
    for _ in range(50):
        below = _family(os.getpid()) - {os.getpid()}
        if not below:
            return
        for pid in below:
            _quietly(pid, signal.SIGKILL)
        waited()


def _family(root: int) -> set[int]:
    """Return a process, its descendants, and what is in its session."""
    parents: dict[int, int] = {}
    found = {root}
    for pid in _pids():
        if (stat := _stat(pid)) is not None:
            parents[pid] = int(stat[1])
            if int(stat[3]) == root:
                found.add(pid)
    while below := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= below
    return found


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    """Return the state, parent, group, session and so on of a process; None when it has gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].decode("ascii").split()
    except OSError:
        return None


def _described(pid: int) -> dict[str, Any] | None:
    stat = _stat(pid)
    if stat is None or pid == os.getpid():
        return None
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            argv = file.read().rstrip(b"\0").decode("utf-8", "replace").split("\0")
        cwd = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        argv, cwd = [], ""
    state = _STATES.get(stat[0], "running")
    numbers = {"parent": int(stat[1]), "group": int(stat[2]), "session": int(stat[3])}
    return {"pid": pid, "argv": argv, "cwd": cwd, "state": state, **numbers}


def _quietly(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        # It has gone meanwhile.
        return
