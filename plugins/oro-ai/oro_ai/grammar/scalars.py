"""Reduce the JSON schema keywords for values and numbers to those the converter supports. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, floor
from typing import Any

__all__ = (
    "BOUNDS",
    "KINDS",
    "MOST",
    "RULE",
    "NotStrict",
    "count_of",
    "is_a",
    "limits",
    "listed",
    "number_of",
    "only",
    "values_of",
)

RULE = "x-rule"
"""The keyword of a schema that holds a grammar rule as text."""
MOST = 400
"""The most repetitions, and the most whole numbers of a range."""
KINDS = ("object", "array", "string", "number", "integer", "boolean", "null")
BOUNDS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))
_WHOLE = "[1-9] [0-9]{0,15}"
_FRACTION = '("." [0-9]{1,15})?'
_NUMBERS = {
    ("integer", 0, None): f'"0" | {_WHOLE}',
    ("integer", 1, None): _WHOLE,
    ("number", 0, None): f'("0" | {_WHOLE}) {_FRACTION}',
    ("number", 0, 1): f'"0" {_FRACTION} | "1" ("." "0")?',
}
"""Rules for numbers by kind and bounds; whole numbers of a small range are listed instead."""


class NotStrict(ValueError):
    """A schema has a requirement that cannot be expressed in a grammar."""


def values_of(words: Mapping[str, Any], values: Any, word: str) -> dict[str, Any]:
    """Return an enumeration with only the values that have the schema's type."""
    only(words, (word, "type"))
    if not isinstance(values, list) or not values:
        raise NotStrict('"enum" is no array of values')
    kinds = listed(words["type"]) if "type" in words else list(KINDS)
    if any(kind not in tuple(KINDS) for kind in kinds):
        raise NotStrict(f'"type" is {words["type"]!r}')
    kept = [value for value in values if any(is_a(value, kind) for kind in kinds)]
    if not kept:
        raise NotStrict(f'no value of "{word}" is of its type')
    return {"enum": kept}


def number_of(kind: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a number in a range."""
    if any(word in words and not is_a(words[word], "number") for word in BOUNDS):
        raise NotStrict("a bound is no number")
    low, high = words.get("minimum"), words.get("maximum")
    if kind == "integer":
        low, high = _lowest(words), _highest(words)
        if low is not None and high is not None and 0 <= high - low <= MOST:
            return {"enum": list(range(low, high + 1))}
    elif "exclusiveMinimum" in words or "exclusiveMaximum" in words:
        raise NotStrict("numbers that are not whole are not known between exclusive bounds")
    rule = next((rule for (known, *ends), rule in _NUMBERS.items() if (known, ends) == (kind, [low, high])), None)
    if rule is None:
        raise NotStrict(f"a number from {low} to {high} is too wide a range, or none")
    return {RULE: rule}


def _lowest(words: Mapping[str, Any]) -> int | None:
    """Return the least whole number that both lower bounds allow; None without bounds."""
    found = []
    if "minimum" in words:
        found.append(ceil(words["minimum"]))
    if "exclusiveMinimum" in words:
        found.append(floor(words["exclusiveMinimum"]) + 1)
    return max(found, default=None)


def _highest(words: Mapping[str, Any]) -> int | None:
    """Return the largest whole number that both upper bounds allow; None without bounds."""
    found = []
    if "maximum" in words:
        found.append(floor(words["maximum"]))
    if "exclusiveMaximum" in words:
        found.append(ceil(words["exclusiveMaximum"]) - 1)
    return min(found, default=None)


def limits(words: Mapping[str, Any], low: str, high: str) -> dict[str, int]:
    """Return the bounds of a repetition, limited to the most that is supported."""
    least, most = count_of(words, low, 0), count_of(words, high, None)
    if most is not None and most < least:
        raise NotStrict(f'"{high}" is below "{low}"')
    if not least and most is None:
        return {}
    return {low: least, **({} if most is None else {high: max(least, min(most, MOST))})}


def count_of(words: Mapping[str, Any], word: str, otherwise: Any) -> Any:
    """Return the count that a keyword gives."""
    value = words.get(word, otherwise)
    if value is None:
        return None
    if not is_a(value, "integer") or value < 0:
        raise NotStrict(f'"{word}" is {value!r}')
    if word.startswith("min") and value > MOST:
        raise NotStrict(f'"{word}" is over {MOST}')
    return int(value)


def listed(kind: Any) -> list[Any]:
    """Return one type or several as a list."""
    return list(kind) if isinstance(kind, list) else [kind]


def only(words: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuse unknown keywords."""
    unknown = sorted(words.keys() - set(known))
    if unknown:
        raise NotStrict(f'"{unknown[0]}" is not known here')


def is_a(value: Any, kind: str) -> bool:
    """Return whether a value is of a type."""
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}[kind])
