"""Parts of JavaScript source: literals, which Python code writes, and comments, which it reads over."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ("BLOCK_COMMENT", "COMMENT", "literal")

BLOCK_COMMENT = rb"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/"
"""A pattern with one way to read a comment: `/\\*.*?\\*/` repeated has as many as there are ways to join comments.

No group in it is repeated possessively: Python 3.11.0 to 3.11.4 keep what a failed turn of such a group has consumed.
"""
COMMENT = BLOCK_COMMENT + rb"|//[^\n]*+"
"""A pattern of either kind of comment."""


def literal(value: Any) -> str:
    """Return a JSON value as a JavaScript expression on one line.

    Args:
        value: a value that `msgspec.json` can encode.

    Raises:
        TypeError: JSON has no such value.
    """
    # Older JavaScript ends a line at two characters that JSON allows in strings.
    return msgspec.json.encode(value).decode("utf-8").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
