"""`WebDriverError`: an error by the names of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ("WebDriverError",)

STATUSES = {
    "invalid argument": 400,
    "element not interactable": 400,
    "no such alert": 404,
    "invalid session id": 404,
    "unknown command": 404,
    "unknown method": 405,
    "session not created": 500,
    "unexpected alert open": 500,
    "unknown error": 500,
    "unsupported operation": 500,
}
"""The HTTP status of each; https://www.w3.org/TR/webdriver2/#errors"""


class WebDriverError(Exception):
    """An answer that says why a command was not done.

    Args:
        error: one of the names above.
        message: what could not be done, and why.
        data: what the specification adds.
    """

    def __init__(self, error: str, message: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
        self.data = data

    @property
    def status(self) -> int:
        """The status of the HTTP answer."""
        return STATUSES[self.error]

    def body(self) -> dict[str, Any]:
        """Return the value of the answer."""
        body: dict[str, Any] = {"error": self.error, "message": self.message, "stacktrace": ""}
        return body if self.data is None else {**body, "data": dict(self.data)}
