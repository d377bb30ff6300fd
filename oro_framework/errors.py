"""Errors that the host and its plugins raise on purpose, split by who is at fault.

OroError
├── UsageError              you asked for something that makes no sense        400
│   └── InvalidArgument     one parameter is missing or ill-typed               400
├── Denied                  the origin lacks the permission                     403
├── NotFound                no such file, window or object                      404
│   └── NoRoute             no installed plugin has that route                  404
├── TimedOut                the deadline passed first                           408
├── Closed                  you, or the page, closed it already                 410
├── TooLarge                a body or value is over its limit                   413
├── Busy                    try again later                                     503
├── Broken                  the world failed: a handler, a peer, a disk         500
│   ├── HandlerFailed       a route raised something it did not announce        500
│   ├── Unserialisable      a route returned something JSON cannot carry        500
│   └── ErrnoError          the operating system said no; `errno` says why      by errno
├── Unsupported             this backend or platform cannot do it               501
├── ConfigError             `oro.toml`, the environment or a flag is wrong
└── DeclarationError        a plugin declared something the host cannot use
    ├── Conflict            two plugins claim one name
    └── PluginUnavailable   a required plugin is missing or broken

`code` is stable and the same in JavaScript, `type` is the class of the error there, and `status` is the HTTP
status of the answer.
"""

from __future__ import annotations

import errno as _errno
import os
from collections.abc import Mapping
from typing import Any, ClassVar

from oro_framework.suggestions import did_you_mean

__all__ = (
    "Broken",
    "Busy",
    "Closed",
    "ConfigError",
    "Conflict",
    "DeclarationError",
    "Denied",
    "ErrnoError",
    "HandlerFailed",
    "InvalidArgument",
    "NoRoute",
    "NotFound",
    "OroError",
    "PluginUnavailable",
    "TimedOut",
    "TooLarge",
    "Unserialisable",
    "Unsupported",
    "UsageError",
)


class OroError(Exception):
    """Base of every error this framework raises on purpose.

    Args:
        message: `Cannot <verb> "<what>": <why>`, without a full stop.
        details: further members of the `err` object a page receives.
    """

    code: str | int = "ERR_ORO"
    type: ClassVar[str] = "InternalError"
    status: int = 500

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Any] = details

    def as_err(self) -> dict[str, Any]:
        """Return the `err` object of the envelope that a page receives."""
        return {"message": self.message, "type": self.type, "code": self.code, **self.details}


class UsageError(OroError):
    """The request makes no sense, whichever page sends it."""

    code = "ERR_USAGE"
    type = "BadRequestError"
    status = 400


class InvalidArgument(UsageError):
    """A parameter is missing, empty or of the wrong type."""

    code = "ERR_INVALID_ARG"
    type = "TypeError"


class Denied(OroError):
    """The origin lacks the permission; the message says which line would grant it."""

    code = "ERR_DENIED"
    type = "NotAllowedError"
    status = 403


class NotFound(OroError):
    """No such file, window or object."""

    code = "NOT_FOUND_ERR"
    type = "NotFoundError"
    status = 404


class NoRoute(NotFound):
    """No installed plugin has that route; the member `missing` of its `err` is `"route"`.

    Args:
        name: what was called.
        near: the name of a route like it, empty when there is none.
    """

    def __init__(self, name: str, near: str = "", **details: Any) -> None:
        hint = f"; {did_you_mean(near)}" if near else ""
        message = f'Cannot call "{name[:200]}": no installed plugin has that route{hint}'
        super().__init__(message, missing="route", **details)


class TimedOut(OroError):
    """The deadline passed before an answer was there; the handler was cancelled."""

    code = "TIMEOUT_ERR"
    type = "TimeoutError"
    status = 408


class Closed(OroError):
    """You, or the page at the other end, closed it already."""

    code = "ERR_CLOSED"
    type = "AbortError"
    status = 410


class TooLarge(OroError):
    """A body or value is over its configured limit."""

    code = "ERR_TOO_LARGE"
    type = "RangeError"
    status = 413


class Busy(OroError):
    """Too much is going on; the same call may succeed later."""

    code = "ERR_BUSY"
    type = "OperationError"
    status = 503


class Broken(OroError):
    """The world failed: a handler, a peer, a disk."""

    code: str | int = "ERR_BROKEN"


class HandlerFailed(Broken):
    """A route raised something it did not announce; the log has the traceback."""

    code = "ERR_HANDLER_FAILED"


class Unserialisable(Broken):
    """A route returned something JSON cannot carry."""

    code = "ERR_UNSERIALISABLE"


_ERRNO_STATUS = {_errno.ENOENT: 404, _errno.EACCES: 403, _errno.EPERM: 403, _errno.EROFS: 403}


class ErrnoError(Broken):
    """The operating system refused; `code` is the negative errno, as in Node.

    Args:
        number: a positive errno value.
        message: replaces the operating system's own text.
    """

    type = "ErrnoError"

    def __init__(self, number: int, message: str | None = None, **details: Any) -> None:
        name = _errno.errorcode.get(number, "UNKNOWN")
        super().__init__(message or os.strerror(number), **{"name": name, **details})
        self.code = -number
        self.errno = number
        self.status = _ERRNO_STATUS.get(number, 500)


class Unsupported(OroError):
    """This backend or platform cannot do it."""

    code = "NOT_SUPPORTED_ERR"
    type = "NotSupportedError"
    status = 501


class ConfigError(OroError):
    """`oro.toml`, the environment or a command-line flag is wrong; names where and what was expected."""

    code = "ERR_CONFIG"


class DeclarationError(OroError):
    """A plugin declared something the host cannot use; names plugin, hook, file and line."""

    code = "ERR_DECLARATION"


class Conflict(DeclarationError):
    """Two plugins claim the same route, scheme, mount, module, setting or permission."""

    code = "ERR_CONFLICT"


class PluginUnavailable(DeclarationError):
    """A plugin the app requires, or one that guards it, is missing or broken."""

    code = "ERR_PLUGIN_UNAVAILABLE"
