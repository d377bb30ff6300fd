"""The JSON envelope in which a route's result or error reaches the page. The module does no I/O."""

from __future__ import annotations

import random
from pathlib import PurePath
from typing import Any

import msgspec

from oro_framework.errors import OroError, Unserialisable
from oro_framework.host.requests.reply import Head

__all__ = ("FRAME", "JSON_HEADERS", "data_envelope", "error_envelope", "error_response", "new_id")

JSON_HEADERS = (("content-type", "application/json"), ("cache-control", "no-store"))

FRAME = "application/vnd.oro.data"
"""The content type of a body that holds a value and its bytes, which plugin oro-data reads and writes."""

_OVERRIDES = ("id", "token", "source")


def new_id() -> str:
    """Return a random 64-bit number as decimal text, for the `id` of an envelope."""
    return str(random.getrandbits(64))


def data_envelope(source: str, token: str | None, data: Any) -> bytes:
    """Encode a route's result.

    A result that is an object with `source` and either `data` or `err` is an envelope already: only missing members
    are added. In other objects `id`, `token` and `source` override those of the envelope.

    Raises:
        Unserialisable: the result holds a value that JSON cannot carry; the message names its type.
    """
    envelope: dict[str, Any] = {"source": source, "token": _printable(token), "id": new_id()}
    if isinstance(data, dict):
        if "source" in data and ("data" in data or "err" in data):
            return _encoded(source, {**envelope, **data})
        for key in _OVERRIDES:
            if key in data:
                envelope[key] = data[key]
    if data is not None:
        envelope["data"] = data
    return _encoded(source, envelope)


def error_envelope(source: str, token: str | None, error: OroError) -> bytes:
    """Encode an error, leaving out details that JSON cannot carry. Never raises."""
    err = {key: _printable(value) for key, value in error.as_err().items()}
    envelope = {"source": source, "token": _printable(token), "id": err.get("id") or new_id(), "err": err}
    try:
        return _encoded(source, envelope)
    except Unserialisable:
        plain = {key: err[key] for key in ("message", "type", "code")}
        return _encoded(source, {**envelope, "id": new_id(), "err": plain})


def error_response(error: OroError, url: str, source: str = "", token: str | None = None) -> tuple[Head, bytes]:
    """Build the answer that reports an error to a page; its status is the error's."""
    error.details = {"url": url[:2048], **error.details}
    return Head(error.status, JSON_HEADERS), error_envelope(source, token, error)


def _encoded(source: str, envelope: dict[str, Any]) -> bytes:
    try:
        return _encoder.encode(envelope)
    except (TypeError, ValueError, OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise Unserialisable(f'Cannot answer "{source}": its result is not JSON: {error}') from error


def _printable(value: Any) -> Any:
    """Escape characters that UTF-8 cannot carry, so that an error reaches the page whatever bytes caused it."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__module__}.{type(value).__qualname__} is not JSON")


_encoder = msgspec.json.Encoder(enc_hook=_plain)
