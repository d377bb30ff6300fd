"""Errors of the client: those of the connection, and those an app answered with.

OroError
├── RemoteError             the app answered with an error that is none of ours
└── Broken
    └── ConnectionFailed    there is no connection to the app
        ├── NotRunning      no app listens at the address
        ├── Refused         the app does not know the key, or not any more
        └── Disconnected    the connection broke, and what was asked for is lost or unknown
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oro_conduit import errors as wire_errors
from oro_framework import errors
from oro_framework.errors import Broken, ErrnoError, OroError

__all__ = ("ConnectionFailed", "Disconnected", "NotRunning", "Refused", "RemoteError", "error_of")


class ConnectionFailed(Broken):
    """There is no connection to the app."""

    code = "ERR_CONNECTION"
    type = "NetworkError"


class NotRunning(ConnectionFailed):
    """No app listens at the address, or none of that bundle runs and lets programs in."""

    code = "ERR_NOT_RUNNING"


class Refused(ConnectionFailed):
    """The app does not know the key, or not any more."""

    code = "ERR_REFUSED"
    status = 403


class Disconnected(ConnectionFailed):
    """The connection broke: a stream was cut off, or no answer can be had any more and the call may have run."""

    code = "ERR_DISCONNECTED"


class RemoteError(OroError):
    """The app answered with an error that is none of this framework's.

    Args:
        message: as the app said it.
        type: the class of the error in JavaScript.
        code: as the app said it.
        status: of the answer.
        details: further members of the error.
    """

    def __init__(self, message: str, type: str, code: str | int, status: int = 500, **details: Any) -> None:
        super().__init__(message, **details)
        self.type = type  # type: ignore[misc]  # of this one error
        self.code = code
        self.status = status


def _classes() -> Iterator[tuple[tuple[str | int, str], type[OroError]]]:
    for module in (errors, wire_errors):
        for name in module.__all__:
            found = getattr(module, name)
            if isinstance(found, type) and issubclass(found, OroError):
                yield (found.code, found.type), found


_CLASSES: dict[tuple[str | int, str], type[OroError]] = {}
"""Classes by code and type; of those that have the same, the one that the others come from."""
for _key, _class in _classes():
    if not issubclass(_class, _CLASSES.get(_key, ())):
        _CLASSES[_key] = _class
_MEMBERS = ("message", "type", "code")


def error_of(err: Mapping[str, Any], status: int = 500) -> OroError:
    """Return the error that the `err` object of an envelope, or an ERROR frame, tells of.

    Args:
        err: its members.
        status: of the answer.
    """
    message, type, code = str(err.get("message", "")), str(err.get("type", "")), err.get("code", "")
    details = {str(key): value for key, value in err.items() if key not in _MEMBERS}
    if not isinstance(code, (str, int)) or isinstance(code, bool):
        code = str(code)
    if type == "ErrnoError" and isinstance(code, int) and code < 0:
        return _with_details(ErrnoError(-code, message), details)
    found = errors.NoRoute if details.get("missing") == "route" else _CLASSES.get((code, type))
    if found is None:
        return _with_details(RemoteError(message, type or "Error", code, status), details)
    error = found.__new__(found)
    OroError.__init__(error, message)
    return _with_details(error, details)


def _with_details(error: OroError, details: Mapping[str, Any]) -> OroError:
    error.details = details
    return error
