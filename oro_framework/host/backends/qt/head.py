"""Split an answer's head into what QtWebEngine carries and an envelope for the rest. Sans-IO.

Qt answers every request of a custom scheme with 200, or 206 when it cut a range itself, and hands on
header values in lower case. What differs from that goes into one more header, `x-oro-head`: JSON whose
upper-case letters are escaped, so that it survives. `preload.js` reads it back.

Rules
1. Qt sees a body of known size only if the Range header, if any, can be satisfied by it: a range
   past the end ends the process (docs/explanation/engines.md#ranges-past-the-end).
2. With a known size Qt cuts the range itself; so a part the host has cut is offered at its place in the whole.
   It cuts `bytes=-5` from the beginning; such a range is never left to it.
3. Header values hold no line breaks; repeated headers are joined, since Qt keeps no order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from msgspec import Struct

from oro_framework.host.requests.reply import Head

__all__ = (
    "FAILURE",
    "HEAD_HEADER",
    "NO_SCRIPT",
    "Layout",
    "QtHead",
    "byte_range",
    "encode_head",
    "is_script",
    "layout",
)

HEAD_HEADER = "x-oro-head"

_CUT_BY_QT = frozenset({"content-range", "content-length"})
_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)
_SUFFIX = re.compile(r"\s*bytes\s*=\s*-", re.ASCII)
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.ASCII)
_PLAIN_TYPE = re.compile(r"[^;,\s]+(?:; ?charset=[^;,\s\"]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SCRIPT = re.compile(r"(?:text|application)/(?:x-)?(?:java|ecma)script\b", re.IGNORECASE)


class QtHead(Struct, frozen=True):
    """An answer's head as Qt takes it."""

    content_type: bytes
    headers: dict[bytes, list[bytes]]


class Layout(Struct, frozen=True):
    """Where a body lies in what Qt is told to be the whole."""

    sized: bool
    """Whether Qt may know the size, and then cut the range that was asked for."""
    start: int = 0
    total: int = 0


FAILURE = QtHead(b"text/plain", {HEAD_HEADER.encode(): [b"[-1]"]})
"""The head of a failed answer: fetch rejects."""
NO_SCRIPT = QtHead(b"text/plain", {b"x-content-type-options": [b"nosniff"]})
"""The head of a failed answer to a script element: the element gets an error."""


def byte_range(header: str, total: int) -> tuple[int, int] | None:
    """Return first and last byte of the one range `header` asks of `total` bytes, or None (RFC 9110, 14.1)."""
    match = _RANGE.fullmatch(header)
    if match is None or not (match[1] or match[2]) or total <= 0:
        return None
    if not match[1]:
        suffix = int(match[2])
        return (max(0, total - suffix), total - 1) if suffix else None
    first, last = int(match[1]), int(match[2]) if match[2] else total - 1
    if first >= total or last < first:
        return None
    return first, min(last, total - 1)


def layout(head: Head, length: int, asked: str | None, conditional: bool) -> Layout:
    """Decide how a body of `length` bytes is offered to Qt.

    Args:
        asked: the request's Range header.
        conditional: the request has If-Range; only the host can judge it.
    """
    if asked is None:
        return Layout(True, 0, length)
    if _SUFFIX.match(asked):
        return Layout(False)
    if head.status == 206:
        match = _CONTENT_RANGE.fullmatch(_first(head.headers, "content-range"))
        if match is not None:
            first, last, total = (int(part) for part in match.groups())
            if last - first + 1 == length and byte_range(asked, total) == (first, last):
                return Layout(True, first, total)
    elif head.status == 200 and not conditional and byte_range(asked, length) is not None:
        return Layout(True, 0, length)
    return Layout(False)


def encode_head(head: Head, cut: bool = False) -> QtHead:
    """Split a head into what Qt carries and the envelope; `cut` says that Qt will cut the range itself."""
    return _encoded(head.status, tuple(head.headers), cut)


def is_script(head: Head) -> bool:
    """Return whether a head announces JavaScript."""
    return head.status == 200 and _SCRIPT.match(_first(head.headers, "content-type")) is not None


@lru_cache(maxsize=512)
def _encoded(status: int, pairs: tuple[tuple[str, str], ...], cut: bool) -> QtHead:
    merged: dict[str, str] = {}
    for name, value in pairs:
        name, value = name.lower(), _CONTROL.sub(" ", value)
        if not (cut and name in _CUT_BY_QT):
            merged[name] = f"{merged[name]}, {value}" if name in merged else value
    content_type = merged.pop("content-type", "application/octet-stream")
    changed = [[name, _as_page(value)] for name, value in merged.items() if value != value.lower()]
    if content_type != content_type.lower() or not _PLAIN_TYPE.fullmatch(content_type):
        changed.append(["content-type", _as_page(content_type)])
    headers = {_raw(name): [_raw(value)] for name, value in merged.items()}
    if cut or status == 200:
        status = 0
    elif not 200 <= status <= 599:
        status = 500
    if status or changed:
        envelope = json.dumps([status, _phrase(status), changed], separators=(",", ":"))
        headers[HEAD_HEADER.encode()] = [re.sub("[A-Z]", _escape, envelope).encode("ascii")]
    return QtHead(_raw(content_type), headers)


def _first(headers: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _raw(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _as_page(text: str) -> str:
    """Return a header value as a page would see its bytes."""
    return _raw(text).decode("latin-1")


def _escape(match: re.Match[str]) -> str:
    return f"\\u00{ord(match[0]):02x}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
