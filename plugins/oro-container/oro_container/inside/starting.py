"""Start programs: find them, give them their terminal or pipes, and execute them."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import resource
import signal
import socket
import struct
import termios
from typing import Any, NamedTuple, NoReturn

from oro_container.inside.binary_formats import WASM, WASM_PROGRAM
from oro_container.inside.seccomp import listeners
from oro_container.inside.walls import ProgramWalls

__all__ = ("Started", "start")

_ABOVE = 64
"""Descriptors wait above this number while those of the program are put in place."""
_LIMITS = {
    "processes": resource.RLIMIT_NPROC,
    "memory": resource.RLIMIT_DATA,
    "cpu_seconds": resource.RLIMIT_CPU,
    "file_size": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
}


class Started(NamedTuple):
    """A program that runs."""

    pid: int
    terminal: int | None
    """Our end of its terminal, where it has one."""
    listener: int
    """The descriptor by which calls that its filter tells of are answered."""


def start(message: dict[str, Any], fds: list[int], limits: dict[str, int], walls: ProgramWalls) -> Started:
    """Start a program; return once it really runs.

    Args:
        message: `argv`, `env`, `cwd`, and `terminal` with `columns` and `rows` where it is to have one.
        fds: its standard input, output and error output, unless it has a terminal.
        limits: by the names of `_LIMITS`.
        walls: what is put on it.

    Raises:
        OSError: it could not be started: ENOENT, there is no such program; ENOTDIR, no such working directory.
    """
    if not os.path.isdir(message["cwd"]):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    path = find(message["argv"][0], message["env"].get("PATH", ""), message["cwd"])
    ours, theirs = _terminal(message["terminal"]) if message.get("terminal") else (None, None)
    standard = fds[:3] if theirs is None else [theirs] * 3
    try:
        pid, listener = _fork(path, message, standard, limits, walls, terminal=theirs is not None)
    except BaseException:
        if ours is not None:
            os.close(ours)
        raise
    finally:
        if theirs is not None:
            os.close(theirs)
    return Started(pid, ours, listener)


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


def _fork(
    path: str,
    message: dict[str, Any],
    standard: list[int],
    limits: dict[str, int],
    walls: ProgramWalls,
    *,
    terminal: bool,
) -> tuple[int, int]:
    """Return the number of the program and the listener of its filter."""
    near, far = socket.socketpair()
    failed, fail = os.pipe()
    with near, far:
        try:
            pid = os.fork()
            if pid == 0:
                _become(path, message, standard, limits, walls, far, fail, terminal=terminal)
        finally:
            os.close(fail)
            with open(failed, "rb") as report:
                number = report.read()
        if number:
            os.waitpid(pid, 0)
            raise OSError(int(number), os.strerror(int(number)))
        far.close()
        listener = listeners.receive_listener(near)
    if listener is None:
        # It was killed before it ran; that is waited for as any other end.
        raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))
    return pid, listener


def _become(
    path: str,
    message: dict[str, Any],
    standard: list[int],
    limits: dict[str, int],
    walls: ProgramWalls,
    link: socket.socket,
    fail: int,
    *,
    terminal: bool,
) -> NoReturn:
    try:
        fail = fcntl.fcntl(fail, fcntl.F_DUPFD_CLOEXEC, _ABOVE)
        kept = socket.socket(fileno=fcntl.fcntl(link, fcntl.F_DUPFD_CLOEXEC, _ABOVE))
        _prepare(message, standard, limits, terminal=terminal)
        walls.put_on(kept, terminal=terminal)
        _execute(path, message["argv"], message["env"], walls.prefixed(WASM_PROGRAM))
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
            _set_limit(kind, limits[name])
    for number in signal.valid_signals():
        if signal.getsignal(number) not in (signal.SIG_DFL, None):
            signal.signal(number, signal.SIG_DFL)


def _set_limit(kind: int, most: int) -> None:
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        most = min(most, highest)
    resource.setrlimit(kind, (most, most))


def _execute(path: str, argv: list[str], env: dict[str, str], wasm: str) -> None:
    try:
        os.execve(path, argv, env)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
    if _begins_with(path, WASM):  # the kernel has no formats for containers
        os.execve(wasm, [wasm, path, *argv[1:]], env)
    # As execvp(3) does with a text that names no interpreter.
    os.execve("/bin/sh", ["/bin/sh", path, *argv[1:]], env)


def _begins_with(path: str, first: bytes) -> bool:
    with open(path, "rb") as file:
        return file.read(len(first)) == first
