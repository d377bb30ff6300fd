"""Permissions and times of files: changed in the folders that programs may change, which Landlock does not hold."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Callable

from oro_container.inside import syscalls
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.seccomp.numbers import number
from oro_container.inside.shared import callers_paths
from oro_container.inside.shared.callers_paths import AT_FDCWD
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import callers

__all__ = ("Attributes",)

_NO_FOLLOW, _EMPTY = 0x100, 0x1000
_NOW = (1 << 30) - 1
"""In place of nanoseconds."""
_UTIMENSAT = {"x86_64": 280, "aarch64": 88}
_JUST_NOW = (0, _NOW, 0, _NOW)
_SECONDS, _MICROSECONDS, _TIMES = struct.Struct("=2q"), struct.Struct("=4q"), struct.Struct("=4q")
"""The times of utime(2), utimes(2) and utimensat(2)."""


class Attributes:
    """Makes the calls for programs, on the file that it looked at.

    Args:
        setup: what the container is.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        calls: dict[str, Callable[[Notification], None]] = {
            "chmod": lambda call: self._chmod(call, AT_FDCWD, call.arguments[0], call.arguments[1]),
            "fchmod": self._fchmod,
            "fchmodat": lambda call: self._chmod(call, _int(call.arguments[0]), call.arguments[1], call.arguments[2]),
            "fchmodat2": self._fchmodat2,
            "utime": lambda call: self._utime(call, AT_FDCWD, call.arguments[0], call.arguments[1], _SECONDS),
            "utimes": lambda call: self._utime(call, AT_FDCWD, call.arguments[0], call.arguments[1], _MICROSECONDS),
            "futimesat": self._futimesat,
            "utimensat": self._utimensat,
        }
        machine = os.uname().machine
        numbers = {number(name, machine): do for name, do in calls.items()}
        self._calls = {call: do for call, do in numbers.items() if call is not None}

    def decides(self, call: int) -> bool:
        """Return whether a call is one of these."""
        return call in self._calls

    def decide(self, call: Notification) -> int:
        """Make a call; return its error."""
        try:
            self._calls[call.call](call)
        except OSError as error:
            return error.errno or errno.EINVAL
        return 0

    def _chmod(self, call: Notification, folder: int, path: int, mode: int, flags: int = 0) -> None:
        if flags & _NO_FOLLOW:
            # Links have no permissions.
            raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
        with _Opened(self._setup, self._file(call, folder, path, flags)) as name:
            os.chmod(name, mode & 0o1777)

    def _fchmod(self, call: Notification) -> None:
        with _Opened(self._setup, _copied(call, _int(call.arguments[0]))) as name:
            os.chmod(name, call.arguments[1] & 0o1777)

    def _fchmodat2(self, call: Notification) -> None:
        folder, path, mode, flags, *_ = call.arguments
        self._chmod(call, _int(folder), path, mode, flags)

    def _futimesat(self, call: Notification) -> None:
        folder, path, times, *_ = call.arguments
        self._utime(call, _int(folder), path, times, _MICROSECONDS)

    def _utime(self, call: Notification, folder: int, path: int, times: int, form: struct.Struct) -> None:
        values = _JUST_NOW
        if times:
            found = form.unpack(callers.read_memory(call.thread, times, form.size))
            if form is _SECONDS:
                values = (found[0], 0, found[1], 0)
            else:
                values = (found[0], found[1] * 1000, found[2], found[3] * 1000)
        with _Opened(self._setup, self._file(call, folder, path, 0)) as name:
            _set_times(name, values)

    def _utimensat(self, call: Notification) -> None:
        folder, path, times, flags, *_ = call.arguments
        values = _TIMES.unpack(callers.read_memory(call.thread, times, _TIMES.size)) if times else _JUST_NOW
        opened = self._file(call, _int(folder), path, flags) if path else _copied(call, _int(folder))
        with _Opened(self._setup, opened) as name:
            _set_times(name, values)

    def _file(self, call: Notification, folder: int, path: int, flags: int) -> int:
        text = callers_paths.read_path(call.thread, path)
        if not text:
            if not flags & _EMPTY:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            return _copied(call, folder)
        return callers_paths.open_path(callers_paths.seen(call.thread, text, folder), follow=not flags & _NO_FOLLOW)


class _Opened:
    """A file that is looked at: within the block it has a name that leads to it whatever happens to its path."""

    def __init__(self, setup: Setup, descriptor: int) -> None:
        self._descriptor = descriptor
        if not setup.may_change(descriptor):
            os.close(descriptor)
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    def __enter__(self) -> str:
        return f"/proc/self/fd/{self._descriptor}"

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _set_times(name: str, values: tuple[int, ...]) -> None:
    record = ctypes.create_string_buffer(_TIMES.pack(*values), _TIMES.size)
    syscalls.syscall(_UTIMENSAT[os.uname().machine], AT_FDCWD, name.encode(), record, 0)


def _copied(call: Notification, descriptor: int) -> int:
    """Return a descriptor that names the file a program has open."""
    if descriptor == AT_FDCWD:
        return callers_paths.open_path(b"/proc/%d/cwd" % call.thread)
    if descriptor < 0:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        return callers_paths.open_path(b"/proc/%d/fd/%d" % (call.thread, descriptor))
    except FileNotFoundError:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF)) from None


def _int(argument: int) -> int:
    """Return an argument that the kernel takes for an int."""
    return (argument & 0xFFFFFFFF ^ 0x80000000) - 0x80000000
