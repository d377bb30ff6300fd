"""The cache of a context as bytes, to be put back into it or one like it. Sans-IO.

A head, the tokens, the LoRA adapters they were read with, and what llama.cpp says its cache holds. What was read with
other adapters is of no use, so bytes name them, by what is in their files: their ids are of one run of the app.
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
    """What a context has read."""

    tokens: Sequence[int]
    adapters: tuple[tuple[str, float], ...]
    """The digest and the scale of each."""
    state: bytes


def packed(dump: Dump) -> bytes:
    """Return the bytes `parsed` reads."""
    adapters = b"".join(_ADAPTER.pack(bytes.fromhex(digest), scale) for digest, scale in dump.adapters)
    tokens = struct.pack(f"<{len(dump.tokens)}i", *dump.tokens)
    return _HEAD.pack(MAGIC, len(dump.tokens), len(dump.adapters)) + tokens + adapters + dump.state


def parsed(data: bytes, size: int, vocabulary: int) -> Dump:
    """Read what `packed` returned.

    Args:
        data: the bytes.
        size: tokens the context holds.
        vocabulary: tokens its model has.

    Raises:
        InvalidArgument: they are no such bytes, more than the context holds, or of another model.
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
