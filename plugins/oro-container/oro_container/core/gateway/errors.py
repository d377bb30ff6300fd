"""Errors of what guests and clients say, found before anything is done."""

from __future__ import annotations

__all__ = ("GatewayError", "RefusedRequest")


class GatewayError(ValueError):
    """A guest does not keep to the protocol."""


class RefusedRequest(ValueError):
    """A request that is handed to no guest."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
