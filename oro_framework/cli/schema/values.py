"""The schema of one setting's value, found out by asking its type.

A type is a function that takes a written value or says what it expected (`oro_framework.host.configuration.values`).
So it is given one value of each kind that TOML has, and the texts that its own messages name: the schema allows the
kinds that it took. Nothing is declared twice, and types of plugins need no schema of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from oro_framework.host.configuration.values import convert
from oro_framework.types import Setting

__all__ = ("Schema", "plain", "value_schema")

Schema = dict[str, Any]

ANY_TEXT = "any text, such as no list of words has"
NOTHING_IN_COMMON = ("such as", "like", "e.g.")
"""Words before texts that are examples and not all there is."""
WHOLE = (1, 20, 5000, 1 << 30)
"""Numbers that are tried: one of them is in every range that a setting has."""
_QUOTED = re.compile(r'"([^"]*)"')
_LIST = re.compile(r"one of (?P<words>[\w, -]+)")


def value_schema(setting: Setting[Any]) -> Schema:
    """Return the schema of what may be written for a setting."""
    kinds = list(_kinds(setting.type))
    if len(kinds) == 1:
        return kinds[0]
    return {"anyOf": kinds} if kinds else {}


def _kinds(kind: Any) -> Iterator[Schema]:
    numbers = [*_numbers(kind)]
    if (booleans := _booleans(kind)) is not None:
        yield booleans
    yield from numbers
    yield from _texts(kind, has_others=bool(numbers or booleans))
    yield from _arrays(kind)
    if _takes(kind, {}):
        yield {"type": "object"}


def _booleans(kind: Any) -> Schema | None:
    taken = [value for value in (False, True) if _takes(kind, value)]
    if len(taken) == 2:
        return {"type": "boolean"}
    return {"const": taken[0]} if taken else None


def _numbers(kind: Any) -> Iterator[Schema]:
    if _takes(kind, True) and not _takes(kind, 2):  # it reads 1 and 0 as it reads yes and no
        return
    whole = [value for value in WHOLE if _takes(kind, value)]
    parts = [value for value in (0.5, 1.5) if _takes(kind, value)]
    if not whole and not parts:
        return
    schema: Schema = {"type": "number" if parts else "integer"}
    if not _takes(kind, -1):
        schema["minimum"] = 0
        if not _takes(kind, 0):
            schema |= {"minimum": 1} if not parts else {"exclusiveMinimum": 0}
    elif not _takes(kind, -2):
        schema["minimum"] = -1
    yield schema


def _texts(kind: Any, *, has_others: bool) -> Iterator[Schema]:
    named = list(dict.fromkeys(_named(kind)))
    if _takes(kind, ANY_TEXT) or _takes(kind, "word"):
        yield {"type": "string"}
        return
    taken = [text for text in named if _takes(kind, text)]
    if not taken and (has_others or not _takes(kind, "")):
        return
    if taken and not _gives_examples(kind):
        yield {"enum": taken}
    else:
        yield {"type": "string", **({"examples": taken} if taken else {})}


def _arrays(kind: Any) -> Iterator[Schema]:
    example = next((each for each in _examples(kind) if isinstance(each, list)), [])
    if _takes(kind, ["word"]) or (example and _takes(kind, example) and all(isinstance(each, str) for each in example)):
        yield {"type": "array", "items": {"type": "string"}, **({"examples": [example]} if example else {})}
    elif _takes(kind, [1]):
        yield {"type": "array", "items": {"type": "integer"}}
    elif _takes(kind, []):
        yield {"type": "array"}


def _named(kind: Any) -> Iterator[str]:
    """Yield the texts that the message of a type names: those in quotes, or those of its list."""
    message = _message(kind)
    yield from _QUOTED.findall(message)
    if found := _LIST.fullmatch(message):
        yield from re.split(r", | or ", found["words"])


def _examples(kind: Any) -> Iterator[Any]:
    """Yield the arrays in the messages of a type."""
    for text in re.findall(r"\[[^\[\]]*\]", _message(kind)):
        try:
            yield json.loads(text)
        except ValueError:
            continue


def _gives_examples(kind: Any) -> bool:
    return any(words in _message(kind) for words in NOTHING_IN_COMMON)


def _message(kind: Any) -> str:
    """Return what a type says of a value that none takes."""
    for value in (ANY_TEXT, object()):
        try:
            convert(kind, value)
        except (ValueError, TypeError) as error:
            return str(error)
    return ""


def _takes(kind: Any, value: Any) -> bool:
    try:
        convert(kind, value)
    except Exception:
        return False
    return True


def plain(value: Any) -> Any:
    """Return a default as JSON, or None where it has no such form."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (Sequence, frozenset)) and not isinstance(value, bytes):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    text = str(value)
    return None if text == object.__repr__(value) else text
