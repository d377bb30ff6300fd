"""The processes of a container, as `/proc` lists them, and signals to them."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

__all__ = ("end_all", "family", "group", "is_below", "send", "signal_tree", "table", "tasks_of_others", "waited")

_STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "sleeping",
    "T": "stopped",
    "t": "stopped",
    "Z": "ended",
    "I": "sleeping",
}

_COMMAND = 1 << 16
"""Bytes of a command that are told."""
_ROUNDS = 50
"""How often processes are looked for that were started meanwhile."""
_PATIENCE, _PAUSE = 5.0, 0.001
"""Seconds in which all of them end, and between two looks at them."""


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
    """Return the processes below this one: `pid`, `parent`, `argv`, `cwd`, `state`, `group` and `session`."""
    found = []
    for pid in sorted(family()):
        if (described := _described(pid)) is not None:
            found.append(described)
    return found


def family() -> set[int]:
    """Return the processes below this one."""
    return _family(os.getpid()) - {os.getpid()}


def is_below(pid: int) -> bool:
    """Return whether a process is below this one."""
    own, above = os.getpid(), pid
    while above > 1:
        if (stat := _stat(above)) is None:
            return False
        above = int(stat[1])
        if above == own:
            return True
    return False


def group(pid: int) -> int | None:
    """Return the group of a process; None when it has gone."""
    stat = _stat(pid)
    return None if stat is None else int(stat[2])


def send(pid: int, number: int) -> None:
    """Send a signal to a process, which may have gone."""
    _quietly(pid, number)


def tasks_of_others() -> int:
    """Return how many processes and threads this user has that are not below this one."""
    own, user, count = _family(os.getpid()), os.geteuid(), 0
    for pid in _pids():
        try:
            if pid in own or os.stat(f"/proc/{pid}").st_uid != user:
                continue
        except OSError:
            continue
        if (stat := _stat(pid)) is not None:
            count += int(stat[17])
    return count


def signal_tree(root: int, number: int) -> None:
    """Send a signal to a process, then to everything below it, and to what has its session."""
    family = _stopped(root) if number == signal.SIGKILL else _family(root)
    for pid in (root, *(family - {root})):
        _quietly(pid, number)


def end_all() -> None:
    """End everything below this process; in a process namespace the kernel does so once its first process ends."""
    until = time.monotonic() + _PATIENCE
    while (below := family()) and time.monotonic() < until:
        # Stopped first, so that none starts another meanwhile.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in below:
                _quietly(pid, number)
        time.sleep(_PAUSE)
        waited()


def _stopped(root: int) -> set[int]:
    """Stop a process and everything below it, so that none of them starts another, and return them."""
    stopped: set[int] = set()
    for _ in range(_ROUNDS):
        if not (more := _family(root) - stopped):
            break
        for pid in more:
            _quietly(pid, signal.SIGSTOP)
        stopped |= more
    return stopped


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
            argv = file.read(_COMMAND).rstrip(b"\0").decode("utf-8", "replace").split("\0")
        cwd = os.readlink(b"/proc/%d/cwd" % pid).decode("utf-8", "replace")
    except OSError:
        return None
    if argv == [""]:
        # It is about to end, or has ended and is not waited for yet.
        return None
    state = _STATES.get(stat[0], "running")
    numbers = {"parent": int(stat[1]), "group": int(stat[2]), "session": int(stat[3])}
    return {"pid": pid, "argv": argv, "cwd": cwd, "state": state, **numbers}


def _quietly(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        # It has gone meanwhile.
        return
