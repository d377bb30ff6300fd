"""Errors of the bridge itself, beside those of the framework."""

from __future__ import annotations

from oro_framework.errors import TimedOut, UsageError

__all__ = ("ClientGone", "MethodRefused", "NotAnswered")


class MethodRefused(UsageError):
    """The HTTP method is none a route is called with."""

    code = "ERR_METHOD"
    type = "NotAllowedError"
    status = 405


class NotAnswered(TimedOut):
    """The route had no answer within `http_ipc_timeout_ms`; its handler was cancelled."""

    status = 504


class ClientGone(Exception):
    """The client closed its connection before it had its answer."""
