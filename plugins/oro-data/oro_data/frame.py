"""One frame: a JSON value whose arrays, tables and images lie behind it as bytes. The module does no I/O.

    8 bytes   `ORODATA1`
    4 bytes   length of the head, little-endian
    head      JSON: `mark`, `data`, and for each part `kind`, `meta` and `length`
    parts     each from a multiple of 64 bytes

In `data` an object whose single member is named as `mark` says stands for the part of that number. The mark is chosen
anew for each frame, so no value of an app is taken for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct

__all__ = ("ALIGNMENT", "MAGIC", "Buffer", "Part", "Plain", "decoded", "encoded")

MAGIC = b"ORODATA1"
ALIGNMENT = 64
"""Bytes: processors and Arrow read vectors from addresses that are multiples of it."""
_START = len(MAGIC) + 4

Buffer = bytes | bytearray | memoryview


class Part(Struct, frozen=True):
    """Bytes of a frame.

    Args:
        kind: names the codec.
        meta: what the codec of the other side needs besides the bytes; JSON.
        data: the bytes.
    """

    kind: str
    meta: Mapping[str, Any]
    data: Buffer


class Plain(Struct, frozen=True):
    """A value that JSON has for one of a library: a number of numpy's.

    Args:
        value: JSON.
    """

    value: Any


class _PartHead(Struct):
    kind: str
    meta: dict[str, Any]
    length: int


class _Head(Struct):
    mark: str
    data: Any
    parts: list[_PartHead]


def encoded(value: Any, part_of: Callable[[Any], Part | Plain]) -> list[Buffer] | Raw:
    """Return the pieces of the frame of a value, or its JSON if it has no parts.

    Args:
        value: JSON, besides what `part_of` takes.
        part_of: returns the part or the JSON for a value that is none; raises TypeError for one that it does not know.

    Raises:
        TypeError: something is neither JSON nor a part.
        ValueError: a number cannot be written.
    """
    parts: list[Part] = []
    mark = secrets.token_hex(8)

    def placed(inner: Any) -> Any:
        part = part_of(inner)
        if isinstance(part, Plain):
            return part.value
        parts.append(part)
        return {mark: len(parts) - 1}

    text = msgspec.json.encode(value, enc_hook=placed)
    if not parts:
        return Raw(text)
    heads = [{"kind": part.kind, "meta": part.meta, "length": _size(part.data)} for part in parts]
    head = msgspec.json.encode({"mark": mark, "data": Raw(text), "parts": heads})
    pieces: list[Buffer] = [MAGIC + len(head).to_bytes(4, "little"), head]
    end = _START + len(head)
    for part in parts:
        gap = -end % ALIGNMENT
        pieces += [bytes(gap), part.data]
        end += gap + _size(part.data)
    return pieces


def decoded(frame: Buffer, value_of: Callable[[Part], Any]) -> Any:
    """Return the value of a frame, whose parts are views of it.

    Args:
        frame: all of it.
        value_of: returns the value for a part.

    Raises:
        ValueError: it is no frame, or is cut off.
    """
    view = memoryview(frame).cast("B")
    if bytes(view[: len(MAGIC)]) != MAGIC or len(view) < _START:
        raise ValueError("it does not begin as a frame does")
    end = _START + int.from_bytes(view[len(MAGIC) : _START], "little")
    if end > len(view):
        raise ValueError(f"its head ends at byte {end}, the frame at {len(view)}")
    try:
        head = msgspec.json.decode(view[_START:end], type=_Head)
    except RecursionError:
        raise ValueError("its head is nested too deeply") from None
    values = [value_of(part) for part in _parts(view, end, head.parts)]
    return _filled(head.data, head.mark, values)


def _parts(view: memoryview, end: int, heads: Sequence[_PartHead]) -> list[Part]:
    parts: list[Part] = []
    for number, each in enumerate(heads):
        begin = end + -end % ALIGNMENT
        end = begin + each.length
        if each.length < 0 or end > len(view):
            raise ValueError(f"its part {number} ends at byte {end}, the frame at {len(view)}")
        parts.append(Part(each.kind, each.meta, view[begin:end]))
    return parts


def _filled(value: Any, mark: str, values: Sequence[Any]) -> Any:
    """Return a value with parts in their places."""
    if isinstance(value, list):
        return [_filled(each, mark, values) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and mark in value:
        number = value[mark]
        if not isinstance(number, int) or not 0 <= number < len(values):
            raise ValueError(f"it has no part {number!r}")
        return values[number]
    return {key: _filled(each, mark, values) for key, each in value.items()}


def _size(data: Buffer) -> int:
    return data.nbytes if isinstance(data, memoryview) else len(data)
