"""JSON schemas of what a route takes and returns, made from its hints. Sans-IO."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import suppress
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from oro_framework.host.requests.signature import Param
from oro_framework.types import ByteStream, EventStream, FileResponse, Response

__all__ = ("RESULT", "Schema", "input_schema", "output_schema")

Schema = dict[str, Any]
RESULT = "result"
"""The member that holds a result which is no object."""
_OTHER = (bytes, bytearray, memoryview, ByteStream, EventStream, FileResponse, Response)
_ITERATORS = (AsyncIterable, AsyncIterator, AsyncGenerator, Iterator, Generator, Iterable)


def input_schema(params: Sequence[Param], told: Mapping[str, str]) -> Schema:
    """Return the schema of a route's parameters.

    Args:
        params: as its signature has them.
        told: their descriptions by name.
    """
    schemas, definitions = _schemas([param.type for param in params])
    properties = {
        param.name: _property(param, schema, told.get(param.name, ""))
        for param, schema in zip(params, schemas, strict=True)
    }
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required := [param.name for param in params if param.required]:
        made["required"] = required
    return {**made, "$defs": definitions} if definitions else made


def output_schema(returns: Any) -> Schema | None:
    """Return the schema of a route's result as an object; None where its hint does not say what that is."""
    members = get_args(returns) if get_origin(returns) in (Union, UnionType) else (returns,)
    if returns is Any or any(member in _OTHER or get_origin(member) in _ITERATORS for member in members):
        return None
    (schema,), definitions = _schemas([returns])
    if not schema or "x-foreign" in schema:
        return None
    whole = _resolved(schema, definitions)
    if whole.get("type") == "object":
        return {**whole, "$defs": definitions} if definitions else whole
    made: Schema = {"type": "object", "properties": {RESULT: schema}, "required": [RESULT]}
    return {**made, "$defs": definitions} if definitions else made


def _schemas(hints: Sequence[Any]) -> tuple[list[Schema], Schema]:
    """Return a schema for each hint, and those they refer to; of a hint that has none, one that takes anything."""
    try:
        schemas, definitions = msgspec.json.schema_components(
            [_bare(hint) for hint in hints], schema_hook=_foreign, ref_template="#/$defs/{name}"
        )
    except (TypeError, NotImplementedError, ValueError):
        if len(hints) == 1:
            return [{}], {}
        pairs = [_schemas([hint]) for hint in hints]
        return [schemas[0] for schemas, _ in pairs], {k: v for _, found in pairs for k, v in found.items()}
    return [dict(schema) for schema in schemas], dict(definitions)


def _bare(hint: Any) -> Any:
    return Any if hint is object else hint


def _foreign(cls: type) -> Schema:
    """Return the schema of a class that is no JSON."""
    return {"x-foreign": f"{cls.__module__}.{cls.__qualname__}"}


def _property(param: Param, schema: Schema, told: str) -> Schema:
    words = "" if param.rule.words == "str" else param.rule.words
    description = told or schema.get("description", "") or words
    made = {**schema, **({"description": description} if description else {})}
    made.pop("x-foreign", None)
    if not param.required and param.default is not None:
        with suppress(TypeError, ValueError):
            made["default"] = msgspec.to_builtins(param.default)
    return made


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    found: Schema = definitions.get(reference.rpartition("/")[2], {})
    return found
