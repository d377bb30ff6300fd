"""Take gzip off archives, in blocks, and stop at bombs."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from oro_container.core.tarballs.limits import Limits
from oro_container.core.tarballs.problem import BadTarball

__all__ = ("inflated",)

_MAGIC = b"\x1f\x8b"
_BLOCK = 4 << 20
_GZIP = 16 + zlib.MAX_WBITS


def inflated(package: str, chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """Yield the bytes of an archive without gzip; one that is not compressed is taken as it is, as npm does.

    Further gzip members are read, other bytes behind the last are left out, as in Node.

    Raises:
        BadTarball: it is damaged, ends early, or becomes too large.
    """
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= len(_MAGIC):
            break
    if not head:
        raise BadTarball(package, "it is empty")
    whole = _joined(head, pieces)
    yield from _bounded(package, _gunzipped(package, whole, limits) if head.startswith(_MAGIC) else whole, limits)


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _bounded(package: str, blocks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    total = 0
    for block in blocks:
        total += len(block)
        if total > limits.size:
            raise BadTarball(package, f"unpacked it has more than the {limits.size:,} bytes that are allowed")
        yield block


def _gunzipped(package: str, chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    stream = zlib.decompressobj(_GZIP)
    packed = total = 0
    for chunk in chunks:
        packed += len(chunk)
        pending = chunk
        while pending:
            if stream.eof:
                if not pending.startswith(_MAGIC):
                    return
                stream = zlib.decompressobj(_GZIP)
            try:
                block = stream.decompress(pending, _BLOCK)
            except zlib.error as error:
                raise BadTarball(package, f"its gzip data are damaged ({error})") from error
            pending = stream.unused_data if stream.eof else stream.unconsumed_tail
            total += len(block)
            if total > limits.free and total > packed * limits.ratio:
                raise BadTarball(package, f"it becomes more than {limits.ratio} times as large as it is packed")
            if block:
                yield block
    while not stream.eof:
        block = stream.decompress(b"", _BLOCK)
        if not block:
            raise BadTarball(package, "its gzip data end early")
        yield block
