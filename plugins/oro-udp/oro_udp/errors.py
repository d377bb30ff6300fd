"""Errors of UDP routes beyond the framework's own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from oro_framework.errors import Denied, ErrnoError, NotFound, OroError, UsageError

__all__ = (
    "AlreadyBound",
    "AlreadyReceiving",
    "IsClosed",
    "IsClosing",
    "IsConnected",
    "NoSocket",
    "NotConnected",
    "NotReceiving",
    "NotRunning",
    "OutOfScope",
    "told",
)


class _StateError(UsageError):
    """The socket is in a state that does not allow what was asked."""

    type = "InternalError"
    text = ""

    def __init__(self, id: str) -> None:
        super().__init__(self.text, id=id)


class AlreadyBound(_StateError):
    """The socket has an address already."""

    code = "ERR_SOCKET_ALREADY_BOUND"
    text = "Socket is already bound"


class IsConnected(_StateError):
    """The socket has a peer already."""

    code = "ERR_SOCKET_DGRAM_IS_CONNECTED"
    text = "Already connected"


class NotConnected(_StateError):
    """The socket has no peer."""

    code = "ERR_SOCKET_DGRAM_NOT_CONNECTED"
    text = "Not connected"


class IsClosed(_StateError):
    """The app is paused: the socket has no descriptor until it is resumed."""

    code = "ERR_SOCKET_DGRAM_CLOSED"
    text = "Socket is closed"


class AlreadyReceiving(_StateError):
    """Its datagrams are being delivered already."""

    code = "ERR_SOCKET_ALREADY_RECEIVING"
    text = "Socket is already receiving"


class NotReceiving(_StateError):
    """Its datagrams are not being delivered."""

    code = "ERR_SOCKET_NOT_RECEIVING"
    text = "Socket is not receiving"


class NotRunning(NotFound):
    """The calling window has no socket of that id."""

    code = "ERR_SOCKET_DGRAM_NOT_RUNNING"

    def __init__(self, id: str) -> None:
        super().__init__("Not running", id=id)


class IsClosing(NotFound):
    """The socket is being closed."""

    code = "ERR_SOCKET_DGRAM_CLOSING"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is closing", id=id)


class NoSocket(NotFound):
    """`os.bufferSize`: the calling window has no socket of that id."""

    def __init__(self, id: str) -> None:
        super().__init__("No socket with specified id", id=id)


class OutOfScope(Denied):
    """The permission is narrowed, and the address lies outside."""


@contextmanager
def told(id: str) -> Iterator[None]:
    """Turn the kernel's refusals into errors that carry the socket's id.

    Raises:
        ErrnoError: the kernel refused.
    """
    try:
        yield
    except OSError as error:
        raise ErrnoError(error.errno or errno.EIO, id=id) from error
    except OroError as error:
        error.details = {"id": id, **error.details}
        raise
