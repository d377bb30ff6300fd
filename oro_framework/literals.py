"""Values as JavaScript source, for scripts that Python code writes."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ("literal",)


def literal(value: Any) -> str:
    """Return a JSON value as a JavaScript expression on one line.

    Args:
        value: a value that `msgspec.json` can encode.

    Raises:
        TypeError: JSON has no such value.
    """
    # Older JavaScript ends a line at two characters that JSON allows in strings.
    return msgspec.json.encode(value).decode("utf-8").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
