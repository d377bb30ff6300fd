"""Errors of `net.*` and `tls.*` beyond the framework's own."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio

from oro_framework.endpoints import Endpoint
from oro_framework.errors import Broken, Denied, NotFound, OroError, UsageError

if TYPE_CHECKING:
    from OpenSSL import SSL

    from oro_tls.verification import Finding

__all__ = (
    "AllFailed",
    "AlreadyOpen",
    "AlreadyReading",
    "CertificateRefused",
    "HandshakeCut",
    "HandshakeTimedOut",
    "NotConnected",
    "NotOpen",
    "NotReading",
    "OutOfScope",
    "PinRefused",
    "PinsInvalid",
    "SocketFailed",
    "TlsFailed",
    "carrying",
    "failing",
)


class SocketFailed(Broken):
    """The operating system refused, as Node words it: `code` such as `ECONNREFUSED`, `errno`, `syscall`, where.

    Args:
        error: the operating system's.
        syscall: Node's word for the failed operation.
        where: the address and port, or the path, it was tried at.
    """

    type = "Error"

    def __init__(self, error: OSError, syscall: str, where: Endpoint | str | None = None) -> None:
        number = error.errno or errno.EIO
        code = errno.errorcode.get(number, "EIO")
        details: dict[str, object] = {"errno": -number, "syscall": syscall}
        text = f"{syscall} {code}"
        if syscall == "listen":
            text += f": {os.strerror(number).lower()}"
        if isinstance(where, str):
            details["address"] = where
            text += f" {where}"
        elif where is not None:
            details |= {"address": where.address, "port": where.port}
            text += f" {where.address}:{where.port}"
        super().__init__(text, **details)
        self.code = code


class AllFailed(Broken):
    """Several addresses were tried and none answered; `errors` has each failure, `code` is the first one's."""

    type = "AggregateError"

    def __init__(self, failures: Sequence[SocketFailed]) -> None:
        text = "; ".join(failure.message for failure in failures)
        super().__init__(text, errors=[failure.as_err() for failure in failures])
        self.code = failures[0].code


class TlsFailed(Broken):
    """TLS failed, as Node words it: `code` such as `ERR_SSL_WRONG_VERSION_NUMBER`, `library`, `reason`.

    Args:
        reason: OpenSSL's text.
        library: the part of it that raised it.
    """

    type = "Error"

    def __init__(self, reason: str, library: str = "SSL routines") -> None:
        super().__init__(f"{library}: {reason}", library=library, reason=reason)
        self.code = "ERR_SSL_" + re.sub(r"\W+", "_", reason).strip("_").upper()

    @classmethod
    def of(cls, error: SSL.Error) -> TlsFailed:
        """Return the first error of OpenSSL's list: those after it follow from it."""
        said = error.args[0] if error.args else None
        if isinstance(said, list) and said:
            library, _, reason = said[0]
            # OpenSSL renamed the alerts of SSL 3; Node has the older names.
            reason = re.sub(r"^(ssl/)?tls alert ", "sslv3 alert ", reason)
            return cls(reason or "unknown error", library or "SSL routines")
        return cls(str(error) or type(error).__name__)


class HandshakeCut(Broken):
    """The peer ended the connection before TLS was established."""

    code = "ECONNRESET"
    type = "Error"

    def __init__(self) -> None:
        super().__init__(
            "Client network socket disconnected before secure TLS connection was established",
            syscall="read",
            errno=-errno.ECONNRESET,
        )


class HandshakeTimedOut(Broken):
    """The handshake took longer than `handshakeTimeout`."""

    code = "ERR_TLS_HANDSHAKE_TIMEOUT"
    type = "Error"

    def __init__(self) -> None:
        super().__init__("TLS handshake timeout")


class CertificateRefused(Broken):
    """The peer's certificate did not pass verification; `code` is this framework's, `reason` Node's.

    Args:
        finding: its fault.
        details: more of the `err` object, such as the pin of the certificate.
    """

    type = "Error"

    def __init__(self, finding: Finding, **details: object) -> None:
        super().__init__(finding.message, reason=finding.reason, **details)
        self.code = finding.code


class PinRefused(Broken):
    """The peer's certificate is not one of those pinned, or none could be seen."""

    type = "Error"

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message, **details)
        self.code = code


class PinsInvalid(UsageError):
    """A line is no pin."""

    code = "TLS_PINS_INVALID"
    type = "TypeError"


class NotOpen(NotFound):
    """The calling window has no socket or server of that id."""

    code = "ERR_SOCKET_CLOSED"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is closed", id=id)


class AlreadyOpen(UsageError):
    """The window has a socket or server of that id."""

    code = "ERR_SOCKET_ALREADY_OPEN"
    type = "InvalidStateError"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is already open", id=id)


class NotConnected(UsageError):
    """The socket has no peer yet, or the server no address."""

    code = "ERR_SOCKET_NOT_CONNECTED"
    type = "InvalidStateError"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is not connected", id=id)


class AlreadyReading(UsageError):
    """The socket is being read already."""

    code = "ERR_SOCKET_ALREADY_RECEIVING"
    type = "InvalidStateError"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is already receiving", id=id)


class NotReading(UsageError):
    """The socket is not being read by pushes."""

    code = "ERR_SOCKET_NOT_RECEIVING"
    type = "InvalidStateError"

    def __init__(self, id: str) -> None:
        super().__init__("Socket is not receiving", id=id)


class OutOfScope(Denied):
    """The permission is narrowed, and the address or path lies outside."""


@contextmanager
def failing(syscall: str, where: Endpoint | str | None = None) -> Iterator[None]:
    """Turn the operating system's refusals into Node's errors.

    Raises:
        SocketFailed: it refused; ECANCELED, the socket was closed meanwhile.
    """
    try:
        yield
    except anyio.ClosedResourceError as error:
        raise SocketFailed(OSError(errno.ECANCELED, "closed"), syscall, where) from error
    except OSError as error:
        raise SocketFailed(error, syscall, where) from error


@contextmanager
def carrying(id: str) -> Iterator[None]:
    """Give errors the id of the socket they are about."""
    try:
        yield
    except OroError as error:
        error.details = {"id": id, **error.details}
        raise
