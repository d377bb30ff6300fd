"""What goes wrong on the wire."""

from __future__ import annotations

__all__ = ("ABNORMAL", "GOING_AWAY", "NORMAL", "POLICY", "PROTOCOL", "TOO_LARGE", "ProtocolError")

NORMAL = 1000
GOING_AWAY = 1001
PROTOCOL = 1002
ABNORMAL = 1006
POLICY = 1008
TOO_LARGE = 1009


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
