"""Routes about the app's own process, for `oro:process`."""

from __future__ import annotations

import errno
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from typing import TypedDict

import psutil
import trio

from oro_framework.errors import Busy, Denied, ErrnoError, InvalidArgument
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import ByteStream, Call
from oro_process.children.children import Children
from oro_process.children.signals import signal_number
from oro_process.errors import page_errors
from oro_process.program import ProgramScope

__all__ = ("HostRoutes", "Info", "Memory", "Usage")


class Terminals(TypedDict):
    """Whether each of the standard descriptors leads to a terminal."""

    stdin: bool
    stdout: bool
    stderr: bool


class Info(TypedDict):
    """The app's process: its numbers, arguments, working directory and users."""

    pid: int
    ppid: int
    argv: list[str]
    execPath: str
    cwd: str
    umask: int
    uid: int
    euid: int
    gid: int
    egid: int
    groups: list[int]
    started: float
    """Milliseconds since 1970."""
    tty: Terminals


class Memory(TypedDict):
    """Bytes of the app's own process, without those of the engine's."""

    rss: int
    vms: int


class Usage(TypedDict):
    """Resources the app's own process has used; times in microseconds, sizes in KiB, as getrusage(2) has them."""

    userCPUTime: int
    systemCPUTime: int
    maxRSS: int
    sharedMemorySize: int
    unsharedDataSize: int
    unsharedStackSize: int
    minorPageFault: int
    majorPageFault: int
    swappedOut: int
    fsRead: int
    fsWrite: int
    ipcSent: int
    ipcReceived: int
    signalsCount: int
    voluntaryContextSwitches: int
    involuntaryContextSwitches: int


class HostRoutes:
    """The process that runs the host.

    Args:
        programs: the programs pages may start; with a scope, they may signal no others.
    """

    def __init__(self, children: Children, programs: ProgramScope) -> None:
        self._children = children
        self._programs = programs

    @route("process.info")
    def info(self, call: Call) -> Info:
        """Return numbers, arguments, working directory and users of the app's process."""
        return {
            "pid": os.getpid(),
            "ppid": os.getppid(),
            "argv": list(sys.argv),
            "execPath": sys.executable,
            "cwd": os.getcwd(),
            "umask": _umask(),
            "uid": os.getuid(),
            "euid": os.geteuid(),
            "gid": os.getgid(),
            "egid": os.getegid(),
            "groups": os.getgroups(),
            "started": psutil.Process().create_time() * 1000,
            "tty": {"stdin": _is_terminal(0), "stdout": _is_terminal(1), "stderr": _is_terminal(2)},
        }

    @route("process.env", permission="env")
    def env(self, call: Call) -> dict[str, str]:
        """Return every environment variable of the app's process."""
        return {name: value.encode("utf-8", "replace").decode() for name, value in os.environ.items()}

    @route("process.env.delete", permission="env")
    def env_delete(self, call: Call, key: Word) -> dict[str, str]:
        """Remove an environment variable of the app's process, if it is there."""
        if not key or "=" in key or "\0" in key:
            raise InvalidArgument(f'Cannot delete environment variable "{key[:80]}": that is no name')
        os.environ.pop(key, None)
        return {"key": key}

    @route("process.memoryUsage")
    def memory_usage(self, call: Call) -> Memory:
        """Return how much memory the app's process has, in bytes."""
        memory = psutil.Process().memory_info()
        return {"rss": memory.rss, "vms": memory.vms}

    @route("process.resourceUsage")
    def resource_usage(self, call: Call) -> Usage:
        """Return what the app's process has used so far."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "userCPUTime": round(used.ru_utime * 1e6),
            "systemCPUTime": round(used.ru_stime * 1e6),
            "maxRSS": used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss // 1024,
            "sharedMemorySize": used.ru_ixrss,
            "unsharedDataSize": used.ru_idrss,
            "unsharedStackSize": used.ru_isrss,
            "minorPageFault": used.ru_minflt,
            "majorPageFault": used.ru_majflt,
            "swappedOut": used.ru_nswap,
            "fsRead": used.ru_inblock,
            "fsWrite": used.ru_oublock,
            "ipcSent": used.ru_msgsnd,
            "ipcReceived": used.ru_msgrcv,
            "signalsCount": used.ru_nsignals,
            "voluntaryContextSwitches": used.ru_nvcsw,
            "involuntaryContextSwitches": used.ru_nivcsw,
        }

    @route("process.uptime")
    def uptime(self, call: Call) -> float:
        """Return for how many seconds the app's process has run."""
        return time.time() - psutil.Process().create_time()

    @route("process.umask", permission="process")
    def umask(self, call: Call, mask: int | None = None) -> int:
        """Return the mask of file modes, and set it when one is given.

        Raises:
            InvalidArgument: it is not 0 to 511.
        """
        if mask is None:
            return _umask()
        if not 0 <= mask <= 0o777:
            raise InvalidArgument(f"Cannot set the umask to {mask}: it must be 0 to 511")
        return os.umask(mask)

    @route("process.sendSignal", permission="process")
    def send_signal(self, call: Call, *, pid: int, signal: int | str = 15) -> dict[str, int]:
        """Send a signal to any process, or with a negative number to a group; 0 asks whether it is there.

        Raises:
            Denied: the permission is narrowed, and it is not one of the window's programs.
            ErrnoError: ESRCH, there is none; EINVAL, there is no such signal; EPERM.
        """
        own = {child.pid for child in self._children.held.of(call.window)}
        if self._programs.patterns and abs(pid) not in own:
            raise Denied(
                f"Cannot signal process {pid}: permissions_process_programs narrows it to the window's own programs"
            )
        with page_errors("kill"):
            _kill(pid, signal_number(signal))
        return {"pid": pid}

    @route("process.stdin", deadline=0)
    async def stdin(self, call: Call) -> ByteStream:
        """Stream what comes on the app's standard input, from now on.

        One page reads it at a time: what one has read, no other will.
        """
        return ByteStream(_standard_input())


def _umask() -> int:
    """Read the mask, which only setting it tells; no file is made meanwhile on the loop thread."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _is_terminal(fd: int) -> bool:
    try:
        return os.isatty(fd)
    except OSError:
        return False


def _kill(pid: int, number: int) -> None:
    """Send a signal as kill(2) does: to a group for 0 and below."""
    try:
        os.kill(pid, number)
    except OverflowError:
        raise ErrnoError(errno.ESRCH, syscall="kill") from None


async def _standard_input() -> AsyncIterator[bytes]:
    """Read descriptor 0 without changing it: other programs share its flags."""
    while True:
        try:
            await trio.lowlevel.wait_readable(0)
        except trio.BusyResourceError:
            raise Busy("Cannot read standard input: another page reads it") from None
        except OSError:
            # A plain file is always ready, and the system's own wait does not take it.
            await trio.lowlevel.checkpoint()
        try:
            data = os.read(0, 1 << 16)
        except OSError:
            return
        if not data:
            return
        yield data
