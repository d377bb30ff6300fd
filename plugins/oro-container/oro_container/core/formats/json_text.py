"""JSON as text: parsed, unless it is nested so deep that parsing it would harm."""

from __future__ import annotations

import json
import re

from .errors import FormatError

__all__ = ("MAX_NESTING", "is_nested_too_deep", "parsed")

MAX_NESTING = 250
"""Objects within one another; a folder of a snapshot or tree is two."""
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)


def parsed(form: str, data: bytes) -> object:
    """Return the value of JSON.

    Raises:
        FormatError: it is none, or is nested too deep.
    """
    if is_nested_too_deep(data):
        raise FormatError(form, "", f"is nested deeper than {MAX_NESTING} objects")
    try:
        return json.loads(data)
    except ValueError as error:
        raise FormatError(form, "", f"is no JSON: {error}") from None


def is_nested_too_deep(data: bytes) -> bool:
    """Return whether JSON has more objects within one another than files need.

    Python's parser takes the machine's stack for each. It says so in time, except in WebAssembly: there the whole
    interpreter ends.
    """
    if data.count(b"{") + data.count(b"[") <= MAX_NESTING:
        return False
    depth = 0
    for token in _TOKENS.finditer(data):
        first = data[token.start()]
        if first in b"{[":
            depth += 1
            if depth > MAX_NESTING:
                return True
        elif first in b"}]":
            depth -= 1
    return False
