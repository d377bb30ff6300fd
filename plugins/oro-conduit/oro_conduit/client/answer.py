"""Calls as a program sends them, and their answers as it gets them. Sans-IO."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from oro_conduit.client.errors import error_of
from oro_framework.errors import InvalidArgument

__all__ = ("Answer", "Opening", "url_of")

_SAFE = "-_.~"


class Opening(Struct, frozen=True, kw_only=True):
    """A call as it is sent."""

    route: str
    url: str
    method: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    @classmethod
    def of(
        cls, route: str, params: Mapping[str, Any], body: bytes = b"", headers: Sequence[tuple[str, str]] = ()
    ) -> Opening:
        """Return a call with parameters.

        Raises:
            InvalidArgument: the route has no name, or a parameter is no JSON.
        """
        method = "POST" if body else "GET"
        return cls(route=route, url=url_of(route, params), method=method, headers=tuple(headers), body=bytes(body))


class Answer(Struct, frozen=True, kw_only=True):
    """The whole answer to a call."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def content_type(self) -> str:
        """The type of its body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def value(self) -> Any:
        """The result of the route: a JSON value, or bytes.

        Raises:
            OroError: the route answered with an error; see `oro_conduit.client.errors`.
        """
        if self.content_type != "application/json":
            return self.body
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return self.body
        if not isinstance(found, dict) or "source" not in found:
            return found
        if isinstance(err := found.get("err"), dict):
            raise error_of(err, self.status)
        return found.get("data")


def url_of(route: str, params: Mapping[str, Any]) -> str:
    """Return the URL of a call; parameters that are None are left out.

    Raises:
        InvalidArgument: the route has no name, or a parameter is no JSON.
    """
    if not route:
        raise InvalidArgument("Cannot call a route without a name")
    query = "&".join(f"{_quoted(key)}={_quoted(_text(key, item))}" for key, item in params.items() if item is not None)
    return f"ipc://{_quoted(route)}" + (f"?{query}" if query else "")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe=_SAFE)


def _text(key: str, value: Any) -> str:
    """Return a parameter as pages send it: text as it is, everything else as JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f'Cannot send parameter "{key[:64]}": {error}') from error
