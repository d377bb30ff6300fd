"""Errors of the wire."""

from __future__ import annotations

from oro_framework.errors import Broken, NotFound

__all__ = (
    *("ABNORMAL", "GOING_AWAY", "INTERNAL", "NORMAL", "NOT_BINARY", "NOT_TEXT", "NO_STATUS", "POLICY", "PROTOCOL"),
    *("REPLACED", "TOO_LARGE", "CallLost", "CallUnknown", "ProtocolError"),
)

NORMAL = 1000
GOING_AWAY = 1001
PROTOCOL = 1002
NOT_BINARY = 1003
NO_STATUS = 1005
ABNORMAL = 1006
NOT_TEXT = 1007
POLICY = 1008
TOO_LARGE = 1009
INTERNAL = 1011
REPLACED = 4000
"""Another client of the same id took the place of this one."""


class ProtocolError(Exception):
    """The peer sent what the protocol does not allow; the connection is closed.

    Args:
        rule: a stable name of the rule that was broken, the same in JavaScript and in the shared vectors.
        message: what came and what was allowed.
        close: the WebSocket close code that tells the peer.
    """

    def __init__(self, rule: str, message: str, close: int = PROTOCOL) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.close = close


class CallUnknown(NotFound):
    """A call never arrived, so it may be sent again."""

    code = "ERR_CALL_UNKNOWN"


class CallLost(Broken):
    """A call arrived and its answer cannot be had any more, so it must not be sent again."""

    code = "ERR_CALL_LOST"
    type = "NetworkError"
    status = 502
