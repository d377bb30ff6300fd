"""Headers of frames as requests, heads of answers and errors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from oro_conduit.wire.headers import HeaderBlock, Value, encode_headers
from oro_framework.errors import InvalidArgument, OroError
from oro_framework.requests import Caller, Head, Request, parse_target

__all__ = ("elsewhere_block", "failure", "head_block", "request_of")


def request_of(headers: Mapping[str, Value], body: bytes, caller: Caller) -> Request:
    """Return the request a stream was opened with.

    Raises:
        InvalidArgument: its headers say no request, or one that does not travel here.
    """
    url, method, pairs = headers.get("url"), headers.get("method", "GET"), headers.get("headers", ())
    if not isinstance(url, str) or not isinstance(method, str) or not isinstance(pairs, tuple):
        raise InvalidArgument("Cannot open a stream: `url` and `method` are text, `headers` a list of pairs")
    target = parse_target(url)
    if target.scheme != "ipc":
        raise InvalidArgument(f'Cannot open "{url[:200]}": Conduit carries ipc: only')
    return Request(
        target=target,
        method=method,
        headers=[(name.lower(), value) for name, value in pairs],
        body=body,
        caller=caller,
    )


def head_block(head: Head) -> bytes:
    """Return status and headers of an answer as they travel."""
    return _encoded(head.status, tuple(head.headers))


# Most answers have one of a few heads.
@lru_cache(maxsize=256)
def _encoded(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    return encode_headers({"status": status, "headers": headers})


def elsewhere_block(head: Head, at: str) -> bytes:
    """Return the head of an answer whose body is fetched from a URL."""
    return encode_headers({"status": head.status, "headers": tuple(head.headers), "at": at})


def failure(error: OroError) -> HeaderBlock:
    """Return the headers of an ERROR frame."""
    err = error.as_err()
    return {"message": str(err["message"]), "type": str(err["type"]), "code": err["code"]}
