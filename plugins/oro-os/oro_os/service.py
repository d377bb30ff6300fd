"""The service that answers `os.*`."""

from __future__ import annotations

import errno
import os
import pwd
import resource
import socket
import sys
import time
from typing import Any, TypedDict

from oro_framework.errors import ErrnoError, InvalidArgument
from oro_framework.processors import usable_processors
from oro_framework.service import Service, route
from oro_framework.types import Call
from oro_os import constants
from oro_os.folders import Paths, paths
from oro_os.interfaces import Address, as_socket_has_them, interfaces
from oro_os.processors import Processor, processors

__all__ = ("OS",)


class Uname(TypedDict):
    """The result of uname(2)."""

    sysname: str
    nodename: str
    release: str
    version: str
    machine: str


class Usage(TypedDict):
    """The largest memory the app's process has had, in the system's unit."""

    ru_maxrss: int


class User(TypedDict):
    """The user who runs the app."""

    uid: int
    gid: int
    username: str
    homedir: str
    shell: str | None


class Facts(TypedDict):
    """Facts that do not change while the app runs, in one answer."""

    uname: Uname
    endianness: str
    homedir: str
    tmpdir: str
    user: User | None
    constants: dict[str, Any]


class OS(Service):
    """Facts about the machine."""

    name = "os"

    @route("os.cpus", permission="os")
    def cpus(self, call: Call) -> list[Processor]:
        """Return every processor: model, speed in MHz, and times in milliseconds."""
        return processors()

    @route("os.networkInterfaces", permission="os")
    def network_interfaces(self, call: Call) -> dict[str, dict[str, dict[str, str]]]:
        """Return one address of each family for every interface that is up."""
        return as_socket_has_them(interfaces())

    @route("os.interfaces", permission="os")
    def interfaces(self, call: Call) -> dict[str, list[Address]]:
        """Return every address of every interface that is up, as Node has them."""
        return interfaces()

    @route("os.rusage", permission="os")
    def rusage(self, call: Call) -> Usage:
        """Return the largest memory the app's process has had."""
        return {"ru_maxrss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}

    @route("os.uname", permission="os")
    def uname(self, call: Call) -> Uname:
        """Return what the system calls itself."""
        told = os.uname()
        return {
            "sysname": told.sysname,
            "nodename": told.nodename,
            "release": told.release,
            "version": told.version,
            "machine": told.machine,
        }

    @route("os.uptime", permission="os")
    def uptime(self, call: Call) -> float:
        """Return for how many milliseconds the machine has run."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME) * 1000
        import psutil

        return float((time.time() - psutil.boot_time()) * 1000)

    @route("os.hrtime", permission="os")
    def hrtime(self, call: Call) -> bytes:
        """Return nanoseconds of a clock that only goes forward, as eight bytes, big endian."""
        return time.monotonic_ns().to_bytes(8, "big")

    @route("os.availableMemory", permission="os")
    def available_memory(self, call: Call) -> bytes:
        """Return how many bytes of memory programs can still have, as eight bytes, big endian."""
        import psutil

        return int(psutil.virtual_memory().available).to_bytes(8, "big")

    @route("os.memory", permission="os")
    def memory(self, call: Call) -> dict[str, int]:
        """Return bytes of memory: `total`, and `free` as Node has it, which is what programs can still have."""
        import psutil

        memory = psutil.virtual_memory()
        return {"total": memory.total, "free": memory.available}

    @route("os.loadavg", permission="os")
    def loadavg(self, call: Call) -> list[float]:
        """Return how many processes were ready to run, on average over 1, 5 and 15 minutes."""
        import psutil

        return list(psutil.getloadavg())

    @route("os.availableParallelism", permission="os")
    def available_parallelism(self, call: Call) -> int:
        """Return on how many processors the app may run."""
        return usable_processors()

    @route("os.constants", permission="os")
    def constants(self, call: Call) -> dict[str, int]:
        """Return the numbers of errors and signals."""
        return {**constants.ERRNO, **constants.SIGNALS}

    @route("os.paths", permission="os")
    def paths(self, call: Call) -> Paths:
        """Return the user's folders."""
        return paths(self.host.root, self.host.bundle)

    @route("os.hostname", permission="os")
    def hostname(self, call: Call) -> str:
        """Return what the machine calls itself."""
        return socket.gethostname()

    @route("os.facts", permission="os")
    def facts(self, call: Call) -> Facts:
        """Return what does not change while the app runs."""
        return {
            "uname": self.uname(call),
            "endianness": "LE" if sys.byteorder == "little" else "BE",
            "homedir": os.path.expanduser("~"),
            "tmpdir": _temporary(),
            "user": _user(),
            "constants": {
                "UV_UDP_REUSEADDR": 4,
                "dlopen": constants.DLOPEN,
                "errno": constants.ERRNO,
                "signals": constants.SIGNALS,
                "priority": constants.PRIORITY,
            },
        }

    @route("os.getPriority", permission="os")
    def get_priority(self, call: Call, *, pid: int = 0) -> int:
        """Return the priority of a process, 0 being the app's own: -20, which is the highest, to 19.

        Raises:
            ErrnoError: ESRCH, there is none.
        """
        try:
            return os.getpriority(os.PRIO_PROCESS, pid)
        except (OSError, OverflowError) as error:
            raise _refused(error, "uv_os_getpriority") from error

    @route("os.setPriority", permission="os")
    def set_priority(self, call: Call, *, priority: int, pid: int = 0) -> dict[str, int]:
        """Set the priority of a process of the user, 0 being the app's own.

        Raises:
            InvalidArgument: it is not -20 to 19.
            ErrnoError: ESRCH, there is none; EACCES or EPERM, it may not be raised.
        """
        if not -20 <= priority <= 19:
            raise InvalidArgument(f"Cannot set priority {priority}: it must be -20 to 19")
        try:
            os.setpriority(os.PRIO_PROCESS, pid, priority)
        except (OSError, OverflowError) as error:
            raise _refused(error, "uv_os_setpriority") from error
        return {"pid": pid}


def _refused(error: OSError | OverflowError, syscall: str) -> ErrnoError:
    number = error.errno if isinstance(error, OSError) and error.errno else errno.ESRCH
    return ErrnoError(number, syscall=syscall)


def _temporary() -> str:
    """As Node has it: what the environment says, whether or not it is there."""
    found = next((value for name in ("TMPDIR", "TMP", "TEMP") if (value := os.environ.get(name))), "/tmp")
    return found[:-1] if len(found) > 1 and found.endswith("/") else found


def _user() -> User | None:
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:
        return None
    return {
        "uid": entry.pw_uid,
        "gid": entry.pw_gid,
        "username": entry.pw_name,
        "homedir": entry.pw_dir,
        "shell": entry.pw_shell,
    }
