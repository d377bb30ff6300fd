"""The sockets, the memory and the flags of a program that waits."""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from oro_container.inside import syscalls

__all__ = ("copy_descriptor", "copy_socket", "is_closed_on_exec", "namespace_of", "process", "read_memory")

_PIDFD_OPEN, _PIDFD_GETFD = 434, 438
_THREAD: Final = os.O_EXCL
_SO_NETNS_COOKIE = 71


def copy_socket(thread: int, descriptor: int) -> socket.socket:
    """Return a socket that is the same as a thread's.

    Raises:
        OSError: EBADF, it has no such descriptor; ENOTSOCK, it is no socket; ESRCH, it has gone.
    """
    copy = copy_descriptor(thread, descriptor)
    try:
        return socket.socket(fileno=copy)
    except BaseException:
        os.close(copy)
        raise


def copy_descriptor(thread: int, descriptor: int) -> int:
    """Return a descriptor that is the same as a thread's; the caller closes it.

    Raises:
        OSError: EBADF, it has no such descriptor; ESRCH, it has gone.
    """
    process = _open(thread)
    try:
        return syscalls.syscall(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)


def read_memory(thread: int, address: int, length: int) -> bytes:
    """Return memory of a thread.

    Raises:
        OSError: EFAULT, it has none there.
    """
    if not length:
        return b""
    try:
        memory = os.open(f"/proc/{thread}/mem", os.O_RDONLY | os.O_CLOEXEC)
        try:
            found = os.pread(memory, length, address)
        finally:
            os.close(memory)
    except (OSError, OverflowError):
        found = b""
    if len(found) < length:
        raise OSError(errno.EFAULT, os.strerror(errno.EFAULT))
    return found


def is_closed_on_exec(thread: int, descriptor: int) -> bool:
    """Return whether a descriptor ends with the program that a thread runs."""
    with open(f"/proc/{thread}/fdinfo/{descriptor}", "rb") as file:
        flags = next(line for line in file if line.startswith(b"flags:"))
    return bool(int(flags.split()[1], 8) & os.O_CLOEXEC)


def namespace_of(made: socket.socket) -> bytes:
    """Return what tells apart the network namespaces of sockets; empty on kernels before 5.14."""
    try:
        return made.getsockopt(socket.SOL_SOCKET, _SO_NETNS_COOKIE, 8)
    except OSError:
        return b""


def _open(thread: int) -> int:
    try:
        return syscalls.syscall(_PIDFD_OPEN, thread, _THREAD)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    # Kernels before 6.9 open whole processes only.
    return syscalls.syscall(_PIDFD_OPEN, process(thread), 0)


def process(thread: int) -> int:
    """Return the process of a thread."""
    with open(f"/proc/{thread}/status", "rb") as file:
        return int(next(line for line in file if line.startswith(b"Tgid:")).split()[1])
