"""Start programs: find them, give them their terminal or pipes, and execute them."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import resource
import signal
import struct
import termios
from typing import Any, NoReturn

from oro_container.inside import syscalls

__all__ = ("start",)

_ABOVE = 64
"""Descriptors wait above this number while those of the program are put in place."""
_LIMITS = {
    "processes": resource.RLIMIT_NPROC,
    "memory": resource.RLIMIT_DATA,
    "cpu_seconds": resource.RLIMIT_CPU,
    "file_size": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
}


def start(message: dict[str, Any], fds: list[int], limits: dict[str, int]) -> tuple[int, int | None]:
    """Start a program; return its number once it really runs, and our end of its terminal where it has one.

    Args:
        message: `argv`, `env`, `cwd`, and `terminal` with `columns` and `rows` where it is to have one.
        fds: its standard input, output and error output, unless it has a terminal.
        limits: by the names of `_LIMITS`.

    Raises:
        OSError: it could not be started: ENOENT, there is no such program; ENOTDIR, no such working directory.
    """
    if not os.path.isdir(message["cwd"]):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    path = find(message["argv"][0], message["env"].get("PATH", ""), message["cwd"])
    ours, theirs = _terminal(message["terminal"]) if message.get("terminal") else (None, None)
    standard = fds[:3] if theirs is None else [theirs] * 3
    try:
        pid = _fork(path, message, standard, limits, terminal=theirs is not None)
    except BaseException:
        if ours is not None:
            os.close(ours)
        raise
    finally:
        if theirs is not None:
            os.close(theirs)
    return pid, ours


def find(name: str, path: str, cwd: str) -> str:
    """Return the file of a program, as execvp(3) finds it.

    Raises:
        OSError: ENOENT, there is none; EACCES, it is not executable.
    """
    candidates = (
        [os.path.join(cwd, name)] if "/" in name else [os.path.join(cwd, each, name) for each in path.split(":")]
    )
    refused = errno.ENOENT
    for candidate in candidates:
        if os.path.isfile(candidate):
            if os.access(candidate, os.X_OK):
                return candidate
            refused = errno.EACCES
    raise OSError(refused, os.strerror(refused))


def _terminal(size: dict[str, int]) -> tuple[int, int]:
    """Open a terminal; return our end and the program's."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", size["rows"], size["columns"], 0, 0))
    return ours, theirs


def _fork(path: str, message: dict[str, Any], standard: list[int], limits: dict[str, int], *, terminal: bool) -> int:
    failed, fail = os.pipe()
    try:
        pid = os.fork()
    except BaseException:
        os.close(failed)
        os.close(fail)
        raise
    if pid == 0:
        _become(path, message, standard, limits, fail, terminal=terminal)
    os.close(fail)
    try:
        number = os.read(failed, 16)
    finally:
        os.close(failed)
    if number:
        os.waitpid(pid, 0)
        raise OSError(int(number), os.strerror(int(number)))
    return pid


def _become(
    path: str, message: dict[str, Any], standard: list[int], limits: dict[str, int], fail: int, *, terminal: bool
) -> NoReturn:
    try:
        fail = fcntl.fcntl(fail, fcntl.F_DUPFD_CLOEXEC, _ABOVE)
        _prepare(message, standard, limits, terminal=terminal)
        _execute(path, message["argv"], message["env"])
    except OSError as error:
        os.write(fail, str(error.errno or errno.EIO).encode())
    except BaseException:
        os.write(fail, str(errno.EINVAL).encode())
    finally:
        os._exit(127)


def _prepare(message: dict[str, Any], standard: list[int], limits: dict[str, int], *, terminal: bool) -> None:
    signal.set_wakeup_fd(-1)
    os.setsid()
    ready = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for fd in standard]
    for number, fd in enumerate(ready):
        os.dup2(fd, number, inheritable=True)
    if terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(message["cwd"])
    for name, kind in _LIMITS.items():
        if name in limits:
            resource.setrlimit(kind, (limits[name], limits[name]))
    for number in signal.valid_signals():
        if signal.getsignal(number) not in (signal.SIG_DFL, None):
            signal.signal(number, signal.SIG_DFL)
    syscalls.set_no_new_privileges()


def _execute(path: str, argv: list[str], env: dict[str, str]) -> None:
    try:
        os.execve(path, argv, env)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
    # As execvp(3) does with a text that names no interpreter.
    os.execve("/bin/sh", ["/bin/sh", path, *argv[1:]], env)
