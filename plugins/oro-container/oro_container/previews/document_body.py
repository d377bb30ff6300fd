"""`DocumentBody`, a document of a guest into which scripts are put while it streams."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Self

from oro_container.core.previews.headers import Headers, values
from oro_container.core.previews.injection import Injection
from oro_container.core.previews.message import PATH

__all__ = ("DocumentBody",)

DECODERS: dict[bytes, int] = {b"gzip": zlib.MAX_WBITS | 16, b"x-gzip": zlib.MAX_WBITS | 16, b"deflate": zlib.MAX_WBITS}
WIDE = (b"utf-16", b"utf-32")
"""Encodings in which ASCII cannot be put between characters."""


class DocumentBody:
    """One document.

    Args:
        nonce: of the scripts.
        text: their tags.
        encoding: of the guest's body; empty for none.
        connect: the address they connect to.
    """

    def __init__(self, nonce: str, text: bytes, encoding: bytes, connect: str) -> None:
        self.nonce = nonce
        self.connect = connect
        self._injection = Injection(text)
        self._decoder = zlib.decompressobj(DECODERS[encoding]) if encoding else None

    @classmethod
    def of(cls, headers: Headers, nonce: str, tags: Callable[[str], bytes], origin: str) -> Self | None:
        """Return the change for a response; None where it is no document, or one in an encoding that is not read."""
        kind = b",".join(values(headers, b"content-type")).lower()
        if not kind.startswith(b"text/html") or any(wide in kind for wide in WIDE):
            return None
        encoding = b",".join(values(headers, b"content-encoding")).strip().lower().removeprefix(b"identity")
        if encoding and encoding not in DECODERS:
            return None
        return cls(nonce, tags(nonce), encoding, f"{origin}{PATH}")

    def feed(self, data: bytes) -> bytes:
        """Return as much of the changed document as can go on.

        Raises:
            zlib.error: the body is not in the encoding the guest says.
        """
        return self._injection.feed(data if self._decoder is None else self._decoder.decompress(data))

    def end(self) -> bytes:
        """Return the rest."""
        rest = b"" if self._decoder is None else self._decoder.flush()
        return self._injection.feed(rest) + self._injection.end()
