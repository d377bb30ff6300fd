"""`Injection`, which puts text at the beginning of a document's head while the document streams. Sans-IO."""

from __future__ import annotations

import re

__all__ = ("Injection",)

LIMIT = 1 << 16
"""Bytes to look for the head in."""
_REST_OF_TAG = rb"""(?:[^>"']|"[^"]*"|'[^']*')*>"""
_BEFORE = re.compile(
    rb"\s*(?:\xef\xbb\xbf|<!--.*?-->|<!doctype[^>]*>|<\?[^>]*>|<html(?=[\s/>])" + _REST_OF_TAG + rb")",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(rb"\s*<head(?=[\s/>])" + _REST_OF_TAG, re.IGNORECASE | re.DOTALL)
_OPENINGS = (b"<!--", b"<!doctype", b"<?", b"<html", b"<head", b"\xef\xbb\xbf")


class Injection:
    """One document.

    Args:
        text: ASCII, to be added before the document's own scripts.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._held = b""
        self._done = False

    def feed(self, data: bytes) -> bytes:
        """Return as much of the document as can go on."""
        if self._done:
            return data
        self._held += data
        at, certain = _place(self._held)
        return self._insert(at) if certain or len(self._held) > LIMIT else b""

    def end(self) -> bytes:
        """Return the rest of the document."""
        return b"" if self._done else self._insert(_place(self._held)[0])

    def _insert(self, at: int) -> bytes:
        self._done, held, self._held = True, self._held, b""
        return held[:at] + self._text + held[at:]


def _place(data: bytes) -> tuple[int, bool]:
    """Return where to add the text, and whether nothing that follows can change it."""
    at = 0
    while found := _BEFORE.match(data, at):
        at = found.end()
    if head := _HEAD.match(data, at):
        return head.end(), True
    rest = data[at:].lstrip().lower()
    return at, not any(rest.startswith(opening) or opening.startswith(rest) for opening in _OPENINGS)
