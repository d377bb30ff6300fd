"""Put a filter on this process, and hand over the descriptor by which another process answers its calls."""

from __future__ import annotations

import array
import ctypes
import errno
import os
import socket

from oro_container.inside import syscalls
from oro_container.inside.seccomp.numbers import number

__all__ = ("install", "receive_listener", "send_listener")

_SET_MODE_FILTER = 1
_NEW_LISTENER, _WAIT_KILLABLE = 8, 32


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(program: bytes, *, listener: bool = True) -> int | None:
    """Put a filter on this thread and all it starts, for good; return the listener's descriptor.

    A call that was told to the listener waits for the answer, and only a signal that kills ends it, as a call that is
    interrupted would be made twice; kernels before 5.19 let any signal end it.

    Raises:
        OSError: EACCES, the process may still gain rights (see `set_no_new_privileges`); EBUSY, it has a listener.
    """
    described = _Program(len(program) // 8, program)
    if not listener:
        _seccomp(0, described)
        return None
    try:
        return _seccomp(_NEW_LISTENER | _WAIT_KILLABLE, described)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return _seccomp(_NEW_LISTENER, described)


def send_listener(link: socket.socket, listener: int) -> None:
    """Send a listener over a socket, and close it here: who holds it can answer its own calls.

    Raises:
        OSError: it was not sent.
    """
    try:
        link.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
    finally:
        os.close(listener)


def receive_listener(link: socket.socket) -> int | None:
    """Receive a listener, which no program inherits; None when the other side went away without sending one."""
    descriptors = array.array("i")
    room = socket.CMSG_LEN(descriptors.itemsize)
    _, ancillary, _, _ = link.recvmsg(1, room, socket.MSG_CMSG_CLOEXEC)
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(content)
    return descriptors[0] if descriptors else None


def _seccomp(flags: int, program: _Program) -> int:
    call = number("seccomp", os.uname().machine)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    return syscalls.syscall(call, _SET_MODE_FILTER, flags, program)
