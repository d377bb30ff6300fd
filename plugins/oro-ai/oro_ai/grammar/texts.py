"""Reduce the JSON schema keywords for strings to those the converter supports. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_ai.grammar.patterns import printable
from oro_ai.grammar.scalars import NotStrict, limits

__all__ = ("text_of",)

FORMATS = ("date", "time", "date-time", "uuid")


def text_of(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a string with a pattern, a format or a length."""
    lengths = limits(words, "minLength", "maxLength")
    if "pattern" in words:
        pattern = words["pattern"]
        if lengths or words.get("format") in FORMATS:
            raise NotStrict('"pattern" is known without a length or a format only')
        if not isinstance(pattern, str) or not (pattern.startswith("^") and pattern.endswith("$")):
            raise NotStrict('"pattern" is known from ^ to $ only')
        return {"type": "string", "pattern": printable(pattern)}
    if words.get("format") in FORMATS:
        if lengths:
            raise NotStrict('"format" is known without a length only')
        return {"type": "string", "format": words["format"]}
    return {"type": "string", **lengths}
