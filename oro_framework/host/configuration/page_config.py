"""`__args.config`: the part of the configuration that pages see. Sans-IO.

Rules
1. Only configured values are there, under their flat keys; defaults stay with the host.
2. Text that is wholly `true`, `false`, `null`, a number, `0x…` or JSON becomes that value. "90%" and
   "1.0.0" stay text.
3. Values that neither JSON nor a JavaScript number can carry stay text: NaN, Infinity, integers past 2^53.
4. Shared keys, tokens and passwords are left out: every frame of the page can read `__args`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.config import Config
from oro_framework.host.configuration.toml import parse
from oro_framework.host.configuration.values import is_secret

__all__ = ("args_config", "coerce", "window_config")

_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]{1,13}")
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_SAFE = 2**53 - 1


def args_config(config: Config) -> dict[str, Any]:
    """Return the `config` member of `__args`: flat keys and JSON values."""
    return {key: _plain(value) for key, value in config.given().items() if not is_secret(key)}


def window_config(text: str) -> Mapping[str, Any]:
    """Read lines of `key = value` under `[sections]` as pages see them: flat keys, whole values.

    Raises:
        ValueError: they are no configuration; the message completes "must be …".
    """
    try:
        entries = parse(text, "config").entries
    except ConfigError as error:
        raise ValueError(f"lines of configuration ({error.message})") from None
    values = {key: entry.value for key, entry in entries.items() if not is_secret(key)}
    return {key: coerce(value) if isinstance(value, str) else value for key, value in values.items()}


def coerce(text: str) -> Any:
    """Return the value that a whole text represents, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _HEXADECIMAL.fullmatch(text):
        return _whole(text, int(text, 16))
    if len(text) <= 320 and _NUMBER.fullmatch(text):
        return _fraction(text) if re.search(r"[.eE]", text) else _whole(text, int(text))
    if text[:1] in ("{", "[", '"'):
        try:
            return _plain(json.loads(text), nested=True)
        except (ValueError, RecursionError):
            return text
    return text


def _whole(text: str, number: int) -> int | str:
    return number if abs(number) <= _SAFE else text


def _fraction(text: str) -> float | str:
    number = float(text)
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) <= _SAFE else number


def _plain(value: Any, *, nested: bool = False) -> Any:
    """Return a TOML value as JSON has it; only text that was a whole value is coerced."""
    if isinstance(value, str):
        return value if nested else coerce(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _NOT_FINITE[str(value)]
    if isinstance(value, int):
        return value if abs(value) <= _SAFE else str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, nested=True) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, nested=True) for inner in value]
    return str(value)
