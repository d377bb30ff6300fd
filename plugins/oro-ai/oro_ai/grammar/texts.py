"""The keywords of JSON schema for texts, reduced to those a converter knows. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_ai.grammar.patterns import printable
from oro_ai.grammar.scalars import NotStrict, limits

__all__ = ("text_of",)

FORMATS = ("date", "time", "date-time", "uuid")


def text_of(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text: by its pattern, its format or its length."""
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
