"""Parse and write the HTTP of a media player, for addresses that cannot be guessed. Sans-IO.

Rules
1. Any head is an `Asked`, or a refusal with its status.
2. Only GET and HEAD, only for our own Host, only of a path we gave out.
3. One request per connection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus

from msgspec import Struct

from oro_framework.host.requests.reply import Head

__all__ = ("END", "MAX_HEAD", "Asked", "Refused", "encode_head", "parse_request")

MAX_HEAD = 16384
"""Bytes of a request's head."""
END = b"\r\n\r\n"
"""The bytes that end a head."""
_LINE = re.compile(rb"(GET|HEAD) /([A-Za-z0-9_-]+) HTTP/1\.[01]")
_TEXT = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "access-control-allow-origin"})


class Asked(Struct, frozen=True):
    """A request for the path `ticket`; header names are lower case."""

    method: str
    ticket: str
    headers: Sequence[tuple[str, str]]


class Refused(Exception):
    """No request of ours; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def parse_request(head: bytes, host: str) -> Asked:
    """Parse a request's head, its end included.

    Raises:
        Refused: it is malformed, or meant for another host.
    """
    first, *lines = head.removesuffix(END).split(b"\r\n")
    match = _LINE.fullmatch(first)
    if match is None:
        raise Refused(405 if first[:1].isalpha() and not first.startswith((b"GET ", b"HEAD ")) else 404)
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip():
            raise Refused(400)
        headers.append((name.lower(), value.strip()))
    if [value for name, value in headers if name == "host"] != [host]:
        raise Refused(421)
    return Asked(match[1].decode(), match[2].decode(), headers)


def encode_head(head: Head, length: int | None, origin: str) -> bytes:
    """Return the head of an answer; without a length the body ends with the connection."""
    phrase = HTTPStatus(head.status).phrase if head.status in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {head.status} {phrase}"]
    for name, value in head.headers:
        if name not in _HOP and _TEXT.fullmatch(value):
            lines.append(f"{name}: {value}")
    if length is not None:
        lines.append(f"content-length: {length}")
    lines += [f"access-control-allow-origin: {origin}", "connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")
