"""Calls that reach a process: made where it is one of the container's."""

from __future__ import annotations

import errno
import os
from typing import Final

from oro_container.inside import processes
from oro_container.inside.seccomp.filters import OF_PROCESSES
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.seccomp.numbers import number
from oro_container.inside.sockets import callers

__all__ = ("Reach",)

_EVERY: Final = -1
_PROCESS: Final = {"setpriority": 0, "ioprio_set": 1}
"""Where the first argument says what the second names: that it is a process."""


class Reach:
    """Decides on calls that name a process, a thread or a group."""

    def __init__(self) -> None:
        machine = os.uname().machine
        self._arguments = {number(name, machine): (name, index) for name, index in OF_PROCESSES.items()}

    def decides(self, call: int) -> bool:
        """Return whether a call is one of these."""
        return call in self._arguments

    def decide(self, call: Notification) -> int | None:
        """Return the error of a call, or 0 where it was made here; None: the kernel is to make it."""
        name, index = self._arguments[call.call]
        target = _int(call.arguments[index])
        if name == "kill":
            return self._signal(call, target)
        if name in _PROCESS and _int(call.arguments[0]) != _PROCESS[name]:
            return None if self._has_group(target) else errno.ESRCH
        return None if self._has(target) else errno.ESRCH

    def _signal(self, call: Notification, target: int) -> int | None:
        if target == _EVERY:
            caller = callers.process(call.thread)
            for pid in processes.family() - {caller}:
                processes.send(pid, _int(call.arguments[1]))
            return 0
        if target < 0:
            return None if self._has_group(-target) else errno.ESRCH
        return None if self._has(target) else errno.ESRCH

    def _has(self, thread: int) -> bool:
        try:
            return processes.is_below(callers.process(thread))
        except OSError:
            return False

    def _has_group(self, group: int) -> bool:
        """Return whether a process group is the container's: one of its processes is in it, so all are."""
        return any(processes.group(pid) == group for pid in processes.family())


def _int(argument: int) -> int:
    """Return an argument that the kernel takes for an int."""
    return (argument & 0xFFFFFFFF ^ 0x80000000) - 0x80000000
