"""Decode the types of values and functions in components."""

from __future__ import annotations

from oro_wasm.analysis.component_types import (
    Composite,
    Field,
    Fields,
    Function,
    Handle,
    Labels,
    Primitive,
    Resource,
    Scope,
    Type,
)
from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("read_definition", "read_function", "read_value")

_PRIMITIVES = {
    code: Primitive(name)
    for code, name in {
        0x7F: "bool",
        0x7E: "s8",
        0x7D: "u8",
        0x7C: "s16",
        0x7B: "u16",
        0x7A: "s32",
        0x79: "u32",
        0x78: "s64",
        0x77: "u64",
        0x76: "f32",
        0x75: "f64",
        0x74: "char",
        0x73: "string",
        0x64: "error-context",
    }.items()
}
_RECORD, _VARIANT, _LIST, _TUPLE, _FLAGS, _ENUM, _OPTION, _RESULT = 0x72, 0x71, 0x70, 0x6F, 0x6E, 0x6D, 0x6B, 0x6A
_OWN, _BORROW, _FIXED_LIST, _STREAM, _FUTURE, _MAP = 0x69, 0x68, 0x67, 0x66, 0x65, 0x63
_RESOURCE, _ASYNC_RESOURCE = 0x3F, 0x3E


def read_value(reader: Reader, scope: Scope) -> Type:
    """Read the type of a value.

    Raises:
        Malformed: there is none of that code, or no type of that index.
    """
    start, code = reader.offset, reader.signed33()
    if code >= 0:
        return type_at(reader, scope, code)
    if code + 0x80 in _PRIMITIVES:
        return _PRIMITIVES[code + 0x80]
    raise Malformed(start, f"there is no value type {code + 0x80:#x}")


def type_at(reader: Reader, scope: Scope, index: int) -> Type:
    """Return the type of an index.

    Raises:
        Malformed: there is none.
    """
    if index >= len(scope.types):
        raise Malformed(reader.offset, f"there is no type {index}")
    return scope.types[index]


def read_function(reader: Reader, scope: Scope, *, is_async: bool) -> Function:
    """Read the type of a function behind its code.

    Raises:
        Malformed: it is none.
    """
    params = [Field(reader.name(), read_value(reader, scope)) for _ in range(reader.count())]
    start, results = reader.offset, reader.byte()
    if results == 0:
        return Function(params, read_value(reader, scope), is_async)
    if results != 1 or reader.byte() != 0:
        raise Malformed(start, "a function has several results")
    return Function(params, None, is_async)


def read_definition(reader: Reader, scope: Scope, code: int) -> Type:
    """Read a type that is defined, behind its code: a record, a list, a resource.

    Raises:
        Malformed: there is none of that code.
    """
    start = reader.offset - 1
    if code in _PRIMITIVES:
        return _PRIMITIVES[code]
    if code == _RECORD:
        return Fields("record", [Field(reader.name(), read_value(reader, scope)) for _ in range(reader.count())])
    if code == _VARIANT:
        return Fields("variant", [_case(reader, scope) for _ in range(reader.count())])
    if code in (_FLAGS, _ENUM):
        return Labels("flags" if code == _FLAGS else "enum", [reader.name() for _ in range(reader.count())])
    if code in (_OWN, _BORROW):
        return Handle("own" if code == _OWN else "borrow", type_at(reader, scope, reader.unsigned()))
    if code in (_RESOURCE, _ASYNC_RESOURCE):
        return _resource(reader, is_async=code == _ASYNC_RESOURCE)
    found = _composite(reader, scope, code)
    if found is None:
        raise Malformed(start, f"there is no type {code:#x}")
    return found


def _composite(reader: Reader, scope: Scope, code: int) -> Composite | None:
    if code == _LIST:
        return Composite("list", [read_value(reader, scope)])
    if code == _FIXED_LIST:
        return Composite("list", [read_value(reader, scope)], reader.unsigned())
    if code == _TUPLE:
        return Composite("tuple", [read_value(reader, scope) for _ in range(reader.count())])
    if code == _OPTION:
        return Composite("option", [read_value(reader, scope)])
    if code == _RESULT:
        return Composite("result", [_optional(reader, scope), _optional(reader, scope)])
    if code in (_STREAM, _FUTURE):
        return Composite("stream" if code == _STREAM else "future", [_optional(reader, scope)])
    if code == _MAP:
        return Composite("map", [read_value(reader, scope), read_value(reader, scope)])
    return None


def _case(reader: Reader, scope: Scope) -> Field:
    case = Field(reader.name(), _optional(reader, scope))
    reader.byte()
    return case


def _optional(reader: Reader, scope: Scope) -> Type | None:
    return read_value(reader, scope) if reader.byte() else None


def _resource(reader: Reader, *, is_async: bool) -> Resource:
    reader.byte()
    if is_async:
        reader.unsigned()
    if reader.byte():
        reader.unsigned()
    return Resource()
