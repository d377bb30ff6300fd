"""Convert the cache of a context to bytes, and back for a context of the same model. Sans-IO.

The bytes are a head, the tokens, the LoRA adapters in use, and the cache in llama.cpp's format. A cache computed with
other adapters is useless, so they are named, by the digests of their files, because ids differ between runs of the app.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from oro_framework.errors import InvalidArgument

__all__ = ("Dump", "packed", "parsed")

MAGIC = b"OROAI2"
_HEAD = struct.Struct("<6sII")
_ADAPTER = struct.Struct("<32sd")


@dataclass(frozen=True, slots=True)
class Dump:
    """The cache of a context."""

    tokens: Sequence[int]
    adapters: tuple[tuple[str, float], ...]
    """The digest and the scale of each adapter."""
    state: bytes


def packed(dump: Dump) -> bytes:
    """Return a dump as bytes for `parsed`."""
    adapters = b"".join(_ADAPTER.pack(bytes.fromhex(digest), scale) for digest, scale in dump.adapters)
    tokens = struct.pack(f"<{len(dump.tokens)}i", *dump.tokens)
    return _HEAD.pack(MAGIC, len(dump.tokens), len(dump.adapters)) + tokens + adapters + dump.state


def parsed(data: bytes, size: int, vocabulary: int) -> Dump:
    """Parse the bytes that `packed` returned.

    Args:
        data: the bytes.
        size: the tokens the context holds.
        vocabulary: the number of tokens its model has.

    Raises:
        InvalidArgument: the bytes are not a dump, larger than the context, or of another model.
    """
    if len(data) < _HEAD.size or not data.startswith(MAGIC):
        raise InvalidArgument("Cannot restore the context: the bytes are no dump of one")
    _, count, adapters = _HEAD.unpack_from(data)
    middle = _HEAD.size + 4 * count
    end = middle + _ADAPTER.size * adapters
    if len(data) < end:
        raise InvalidArgument("Cannot restore the context: the bytes end too early")
    if count > size:
        raise InvalidArgument(f"Cannot restore the context: it holds {size} tokens, and the dump has {count}")
    tokens = struct.unpack_from(f"<{count}i", data, _HEAD.size)
    if any(not 0 <= token < vocabulary for token in tokens):
        raise InvalidArgument("Cannot restore the context: a token is none of the model's")
    found = tuple((digest.hex(), scale) for digest, scale in _ADAPTER.iter_unpack(data[middle:end]))
    return Dump(list(tokens), found, data[end:])
