"""Reduce JSON schemas to the keywords that the converter supports, or refuse them. Sans-IO.

Rules
1. The result allows nothing that the schema forbids; it may allow less, such as no additional properties.
2. A keyword that cannot be expressed is refused by name.
3. Keywords that only describe are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_ai.grammar.scalars import (
    BOUNDS,
    KINDS,
    MOST,
    RULE,
    NotStrict,
    count_of,
    limits,
    listed,
    number_of,
    only,
    values_of,
)
from oro_ai.grammar.texts import text_of

__all__ = ("strict",)

DESCRIBING = frozenset(
    (
        *("title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"),
        *("$schema", "$id", "$comment", "$defs", "definitions", "contentEncoding", "contentMediaType"),
        *("strict", "discriminator", "nullable"),
    )
)
KNOWN: Mapping[str, frozenset[str]] = {
    "object": frozenset(("properties", "required", "additionalProperties")),
    "array": frozenset(("items", "prefixItems", "minItems", "maxItems")),
    "string": frozenset(("pattern", "format", "minLength", "maxLength")),
    "integer": BOUNDS | {"format"},
    "number": BOUNDS | {"format"},
    "boolean": frozenset(),
    "null": frozenset(),
}


def strict(*schemas: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return schemas in the keywords that the converter supports, and the definitions they refer to.

    Raises:
        NotStrict: a schema is invalid, or cannot be expressed.
    """
    definitions: dict[str, Any] = {}
    said = [_Schema(schema, definitions).said(schema) for schema in schemas]
    return said, {f"#/$defs/{name}": definition for name, definition in definitions.items()}


class _Schema:
    """A schema, with the definitions shared by several schemas."""

    def __init__(self, root: Any, definitions: dict[str, Any]) -> None:
        self._root = root
        self._names: dict[str, str] = {}
        self._definitions = definitions

    def said(self, schema: Any) -> dict[str, Any]:
        """Return a part of the schema in supported keywords."""
        schema = {} if schema is True else schema
        if not isinstance(schema, Mapping):
            raise NotStrict("a part of it is no schema")
        words = {word: value for word, value in schema.items() if word not in DESCRIBING}
        if not words:
            return {"anyOf": [{"type": kind} for kind in KINDS if kind != "integer"]}
        if schema.get("nullable") is True and "type" in words:
            words["type"] = [*listed(words["type"]), "null"]
        if "$ref" in words:
            return self._reference(words)
        if "allOf" in words:
            return self.said(self._all(words))
        for word in ("enum", "const"):
            if word in words:
                return values_of(words, words[word] if word == "enum" else [words[word]], word)
        for word in ("anyOf", "oneOf"):
            if word in words:
                return self._any(words, word)
        return self._typed(words)

    # -- parts -------------------------------------------------------------------------------------

    def _reference(self, words: Mapping[str, Any]) -> dict[str, Any]:
        only(words, ("$ref",))
        pointer = words["$ref"]
        if not isinstance(pointer, str):
            raise NotStrict('"$ref" is no text')
        if pointer not in self._names:
            # A unique name: the converter uses the same rule for a reference and a property of the same name.
            name = self._names[pointer] = f"of-{len(self._definitions)}-of"
            self._definitions[name] = None
            self._definitions[name] = self.said(self._found(pointer))
        return {"$ref": f"#/$defs/{self._names[pointer]}"}

    def _found(self, pointer: Any) -> Any:
        if not isinstance(pointer, str) or not (pointer == "#" or pointer.startswith("#/")):
            raise NotStrict(f'"$ref" is "{pointer}", and only places in the schema are known')
        found = self._root
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and step.isascii() and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            elif isinstance(found, Mapping) and step in found:
                found = found[step]
            else:
                raise NotStrict(f'"$ref" is "{pointer}", and there is no such place')
        return found

    def _all(self, words: Mapping[str, Any]) -> Any:
        """Return one schema that combines the object schemas of `allOf`."""
        parts = [self._resolved(part) for part in _array(words, "allOf")]
        rest = {word: value for word, value in words.items() if word != "allOf"}
        if len(parts) == 1 and not rest:
            return parts[0]
        merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
        for part in [*parts, *([rest] if rest else [])]:
            part = {word: value for word, value in part.items() if word not in DESCRIBING}
            if part.get("type", "object") != "object":
                raise NotStrict('"allOf" is known of objects only')
            only(part, ("type", "properties", "required"))
            properties = part.get("properties", {})
            if merged["properties"].keys() & properties.keys():
                raise NotStrict('"allOf" says two things of one property')
            merged["properties"] |= properties
            merged["required"] += part.get("required", [])
        return merged

    def _resolved(self, part: Any) -> Mapping[str, Any]:
        seen = 0
        while isinstance(part, Mapping) and "$ref" in part and seen < MOST:
            part, seen = self._found(part["$ref"]), seen + 1
        if not isinstance(part, Mapping) or seen == MOST:
            raise NotStrict('a part of "allOf" is no schema')
        return part

    def _any(self, words: Mapping[str, Any], word: str) -> dict[str, Any]:
        only(words, (word, "type"))
        options = _array(words, word)
        if "type" in words:
            kind = {"type": words["type"]}
            options = [{**kind, **option} if isinstance(option, Mapping) else option for option in options]
        return {"anyOf": [self.said(option) for option in options]}

    def _typed(self, words: Mapping[str, Any]) -> dict[str, Any]:
        kinds = listed(words["type"]) if "type" in words else _implied(words)
        if not kinds or any(kind not in KINDS for kind in kinds):
            raise NotStrict(f'"type" is {words.get("type")!r}')
        rest = {word: value for word, value in words.items() if word != "type"}
        only(rest, frozenset().union(*(KNOWN[kind] for kind in kinds)))
        found = [self._one(kind, {word: rest[word] for word in rest if word in KNOWN[kind]}) for kind in kinds]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _one(self, kind: str, words: Mapping[str, Any]) -> dict[str, Any]:
        if kind == "object":
            return self._object(words)
        if kind == "array":
            return self._list(words)
        if kind == "string":
            return text_of(words)
        return number_of(kind, words) if BOUNDS & words.keys() else {"type": kind}

    def _object(self, words: Mapping[str, Any]) -> dict[str, Any]:
        properties, more = words.get("properties", {}), words.get("additionalProperties", True)
        if not isinstance(properties, Mapping):
            raise NotStrict('"properties" is no object')
        required = words.get("required", [])
        if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
            raise NotStrict('"required" is no array of names')
        unsaid = [name for name in required if name not in properties]
        if unsaid and more is False:
            raise NotStrict(f'property "{unsaid[0]}" is required and not allowed')
        said = {name: self.said(schema) for name, schema in [*properties.items(), *((name, more) for name in unsaid)]}
        if said:
            return {"type": "object", "properties": said, "required": required, "additionalProperties": False}
        if more is True or more == {}:
            return {"type": "object"}
        return {"type": "object", "additionalProperties": False if more is False else self.said(more)}

    def _list(self, words: Mapping[str, Any]) -> dict[str, Any]:
        items = words.get("items", True)
        least, most = count_of(words, "minItems", 0), count_of(words, "maxItems", None)
        first = items if isinstance(items, list) else words.get("prefixItems")
        if first is not None:
            if not isinstance(first, list) or not first:
                raise NotStrict('"prefixItems" is no array of schemas')
            if len(first) < least or (most is not None and len(first) > most):
                raise NotStrict(f"an array is to have {len(first)} items and not to have as many")
            return {"type": "array", "prefixItems": [self.said(one) for one in first]}
        if most == 0 or items is False:
            if least:
                raise NotStrict("an array is to have items and to have none")
            return {RULE: '"[" space "]"'}
        return {"type": "array", "items": self.said(items), **limits(words, "minItems", "maxItems")}


def _array(words: Mapping[str, Any], word: str) -> list[Any]:
    value = words[word]
    if not isinstance(value, list) or not value:
        raise NotStrict(f'"{word}" is no array of schemas')
    return value


def _implied(words: Mapping[str, Any]) -> list[str]:
    """Return the type that the keywords of a schema without `type` imply."""
    return [kind for kind in ("object", "array", "string") if words.keys() <= KNOWN[kind]][:1]
