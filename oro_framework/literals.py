"""Values written as JavaScript, for scripts that are put together here."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ("literal",)


def literal(value: Any) -> str:
    """Write what JSON can say as an expression of JavaScript, on one line.

    Args:
        value: whatever `msgspec.json` encodes.

    Raises:
        TypeError: JSON has nothing for it.
    """
    # Two characters are ends of lines to older JavaScript, and are not to JSON.
    return msgspec.json.encode(value).decode("utf-8").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
