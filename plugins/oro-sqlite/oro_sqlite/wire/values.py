"""Values of SQLite as JSON. Sans-IO.

Rules
1. NULL, text and finite reals are what JSON has; so are integers of at most 53 bits.
2. A longer integer is `{"type": "integer", "value": "…"}`; asked for `bigints`, every integer is.
3. A blob is `{"encoding": "base64", "data": "…"}`.
4. A real JSON cannot tell from an integer, or not carry, may come as `{"type": "real", "value": "…"}`; an
   infinite one always leaves like that.
5. Of what comes in, true is 1 and false 0. An integer over 64 bits is an error.
"""

from __future__ import annotations

import binascii
import math
from base64 import b64decode, b64encode
from typing import Any

from oro_framework.errors import InvalidArgument

__all__ = ("Row", "Value", "decoded", "encoded")

Value = None | int | float | str | bytes
Row = tuple[Value, ...]

SAFE = 2**53 - 1
_LEAST, _MOST = -(2**63), 2**63 - 1
_REALS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def encoded(value: Value, *, bigints: bool = False) -> Any:
    """Return a value as JSON carries it."""
    if isinstance(value, int) and (bigints or not -SAFE <= value <= SAFE):
        return {"type": "integer", "value": str(value)}
    if isinstance(value, float) and math.isinf(value):
        return {"type": "real", "value": "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"encoding": "base64", "data": b64encode(value).decode("ascii")}
    return value


def decoded(item: Any) -> Value:
    """Return the value that JSON means.

    Raises:
        InvalidArgument: it means none.
    """
    if item is None or isinstance(item, (str, float)):
        return item
    if isinstance(item, int):
        return _within(int(item))
    if isinstance(item, dict):
        if item.get("encoding") == "base64" and isinstance(data := item.get("data"), str):
            return _bytes(data)
        if isinstance(text := item.get("value"), str) and item.get("type") in ("integer", "real"):
            return _integer(text) if item["type"] == "integer" else _real(text)
    raise InvalidArgument(f"Cannot bind a value: expected null, a number, text or a blob, got {_shown(item)}")


def _within(number: int) -> int:
    if not _LEAST <= number <= _MOST:
        raise InvalidArgument("BigInt value is too large to bind")
    return number


def _integer(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        raise InvalidArgument(f'Cannot bind a value: "{text[:80]}" is no integer of 64 bits')
    return _within(int(text))


def _real(text: str) -> float:
    try:
        return _REALS[text] if text in _REALS else float(text)
    except ValueError:
        raise InvalidArgument(f'Cannot bind a value: "{text[:80]}" is no number') from None


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidArgument("Cannot bind a value: a blob is no base64") from None


def _shown(item: Any) -> str:
    return f"an array of {len(item)}" if isinstance(item, list) else "an object of another shape"
