"""Types of WIT as Python's, by which the host checks parameters and `oro types` writes TypeScript."""

from __future__ import annotations

from base64 import b64decode
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, Union

from msgspec import Meta, Struct, defstruct

from oro_framework.parameters import AnyText, Reading
from oro_wasm.components import wit
from oro_wasm.components.names import camel, pascal
from oro_wasm.components.values import is_bytes, is_nullable

__all__ = ("hint_of", "parameters_of", "result_of")

NOT_FINITE = Literal["NaN", "Infinity", "-Infinity"]
_SIMPLE: dict[str, Any] = {
    "bool": bool,
    "char": Annotated[str, Meta(min_length=1, max_length=1)],
    "string": AnyText,
    # Numbers that JavaScript cannot carry are texts.
    "s64": int | str,
    "u64": Annotated[int, Meta(ge=0)] | str,
    "f32": float | NOT_FINITE,
    "f64": float | NOT_FINITE,
}
_SIMPLE |= {f"s{bits}": Annotated[int, Meta(ge=-(1 << bits - 1), le=(1 << bits - 1) - 1)] for bits in (8, 16, 32)}
_SIMPLE |= {f"u{bits}": Annotated[int, Meta(ge=0, le=(1 << bits) - 1)] for bits in (8, 16, 32)}


@cache
def hint_of(kind: wit.Type) -> Any:
    """Return the hint for values of a type within JSON."""
    if isinstance(kind, wit.Primitive):
        return _SIMPLE[kind.name]
    if isinstance(kind, wit.List):
        return bytes if is_bytes(kind) else list[hint_of(kind.element)]  # type: ignore[misc]
    if isinstance(kind, wit.Tuple):
        return tuple[tuple(hint_of(each) for each in kind.elements)]  # type: ignore[misc]
    if isinstance(kind, wit.Enum):
        return Literal[kind.names]
    if isinstance(kind, wit.Flags):
        return list[Literal[kind.names]]  # type: ignore[name-defined]
    if isinstance(kind, wit.Record):
        return _struct(pascal(kind.name) or "Record", [(camel(each.name), each.type) for each in kind.fields])
    if isinstance(kind, wit.Option) and is_nullable(kind):
        return Union[hint_of(kind.payload), None]  # noqa: UP007
    return reduce(or_, _cases(kind))


def parameters_of(function: wit.Function) -> type[Struct]:
    """Return a record of a function's parameters. A single `list<u8>` may be absent: the body is it then."""
    blob = sum(is_bytes(each.type) for each in function.params) == 1
    fields = [
        (f"p{number}", *(_bytes(blob) if is_bytes(each.type) else _parameter(each.type)))
        for number, each in enumerate(function.params)
    ]
    rename = {f"p{number}": camel(each.name) for number, each in enumerate(function.params)}
    return defstruct("Parameters", fields, rename=rename, kw_only=True, frozen=True)


def result_of(function: wit.Function) -> Any:
    """Return the hint for what a route answers; the error of a result is none of it."""
    kind = function.result
    if isinstance(kind, wit.Result):
        kind = kind.ok
    return None if kind is None else hint_of(kind)


def _parameter(kind: wit.Type) -> tuple[Any] | tuple[Any, None]:
    return (hint_of(kind), None) if is_nullable(kind) else (hint_of(kind),)


def _bytes(optional: bool) -> tuple[Any] | tuple[Any, None]:
    if optional:
        return Annotated[bytes | None, Reading(str | None, _base64)], None
    return (Annotated[bytes, Reading(str, _base64)],)


def _base64(text: Any) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise ValueError("bytes as Base64") from None


def _struct(name: str, members: list[tuple[str, wit.Type]], tag: str | None = None) -> type[Struct]:
    fields = [
        (f"m{number}", hint_of(kind), None) if is_nullable(kind) else (f"m{number}", hint_of(kind))
        for number, (_, kind) in enumerate(members)
    ]
    return defstruct(
        name,
        fields,
        rename={f"m{number}": member for number, (member, _) in enumerate(members)},
        forbid_unknown_fields=True,
        kw_only=True,
        frozen=True,
        tag_field=None if tag is None else "tag",
        tag=tag,
    )


def _cases(kind: wit.Type) -> list[Any]:
    """Return the records of a type's cases, told apart by their tags."""
    name, cases = "", list[tuple[str, wit.Type | None]]()
    if isinstance(kind, wit.Variant):
        name, cases = pascal(kind.name), [(each.name, each.type) for each in kind.cases]
    elif isinstance(kind, wit.Result):
        cases = [("ok", kind.ok), ("err", kind.err)]
    elif isinstance(kind, wit.Option):
        cases = [("none", None), ("some", kind.payload)]
    return [_struct(name + pascal(tag), [] if payload is None else [("val", payload)], tag) for tag, payload in cases]
