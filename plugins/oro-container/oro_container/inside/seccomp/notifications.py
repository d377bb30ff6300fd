"""Calls that a filter tells of: taken, looked at, and answered in place of the kernel."""

from __future__ import annotations

import errno
import fcntl
import struct
from typing import NamedTuple

__all__ = ("Notification", "answer", "is_waiting", "proceed", "replace_descriptor", "take")

_TAKE, _ANSWER, _IS_WAITING, _ADD = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103
_RECORD = struct.Struct("=QIIiIQ6Q")
_AT_THAT_NUMBER = 1
_PROCEED = 1


class Notification(NamedTuple):
    """A call that waits for its answer."""

    id: int
    thread: int
    """The number of the thread that makes it, in the process namespace of the reader."""
    call: int
    arguments: tuple[int, ...]


def take(listener: int) -> Notification | None:
    """Take a call from a listener that is ready; None when the caller has gone meanwhile."""
    record = bytearray(_RECORD.size)
    try:
        fcntl.ioctl(listener, _TAKE, record)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINTR):
            return None
        raise
    id, thread, _, call, _, _, *arguments = _RECORD.unpack(record)
    return Notification(id, thread, call, tuple(arguments))


def is_waiting(listener: int, id: int) -> bool:
    """Return whether a call still waits: what was read of its thread before was that thread's."""
    try:
        fcntl.ioctl(listener, _IS_WAITING, struct.pack("=Q", id))
    except OSError:
        return False
    return True


def answer(listener: int, id: int, error: int = 0, *, value: int = 0) -> None:
    """Let a call return a value, or fail; nothing happens when the caller has gone."""
    _answer(listener, struct.pack("=QqiI", id, value, -error, 0))


def proceed(listener: int, id: int) -> None:
    """Let the kernel make a call; only for one that was decided by its arguments, not by memory or descriptors."""
    _answer(listener, struct.pack("=QqiI", id, 0, 0, _PROCEED))


def _answer(listener: int, record: bytes) -> None:
    try:
        fcntl.ioctl(listener, _ANSWER, record)
    except OSError as refused:
        if refused.errno not in (errno.ENOENT, errno.EINPROGRESS, errno.EBADF):
            raise


def replace_descriptor(listener: int, id: int, ours: int, theirs: int, flags: int) -> None:
    """Put a descriptor of ours in the place of one of the caller.

    Args:
        listener: through which the call was taken.
        id: of the call.
        ours: it stays ours too.
        theirs: its number there; what was there is closed.
        flags: O_CLOEXEC, or 0.

    Raises:
        OSError: the caller has gone, or may not have one of that number.
    """
    fcntl.ioctl(listener, _ADD, struct.pack("=QIIII", id, _AT_THAT_NUMBER, ours, theirs, flags))
