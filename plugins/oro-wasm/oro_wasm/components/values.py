"""Values of WIT: checked, read from JSON and from texts, and told as JSON.

    WIT                     a value in Python            as JSON, where that is another
    bool, string, char      bool, str
    integers                int                          text where JavaScript's numbers cannot carry it
    f32, f64                float                        text: NaN, Infinity, -Infinity
    list<u8>                bytes                        text: Base64
    list<T>, tuple<T, …>    list
    record                  dict, by names as `userName`
    variant                 {"tag": case, "val": value}; without `val` where the case carries none
    enum                    str
    flags                   list of str, in the order of their declaration
    option<T>               the value, or None; {"tag": "some", "val": value} or {"tag": "none"} where T may be None
    result<T, E>            {"tag": "ok", "val": value} or {"tag": "err", "val": value}

`taken` accepts both columns, and names as WIT writes them.
"""

from __future__ import annotations

import json
import math
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from oro_wasm.components import wit
from oro_wasm.components.names import camel
from oro_wasm.components.text import type_text
from oro_wasm.errors import BadArguments

__all__ = (
    "Mismatch",
    "as_json",
    "from_text",
    "is_bytes",
    "is_nullable",
    "is_plain",
    "parameters",
    "unpassable",
    "taken",
)

SAFE = (1 << 53) - 1
"""The greatest whole number that JavaScript's numbers carry exactly, as do all smaller ones."""
_INTEGERS = {f"{sign}{bits}": (sign, bits) for sign in "su" for bits in (8, 16, 32, 64)}


class Mismatch(ValueError):
    """A value is of another type.

    Args:
        where: the path to it, from the value that was given, such as `.points[2]`.
        wanted: the text of the type, or of what else was wanted.
        value: what is there.
    """

    def __init__(self, where: str, wanted: str, value: Any) -> None:
        super().__init__(f"{where or 'it'} is to be {wanted}, and is {_shown(value)}")
        self.where = where
        self.wanted = wanted
        self.value = value


def unpassable(kind: wit.Type) -> wit.Type | None:
    """Return the first part of a type that no value outside its instance can stand for, or None."""
    if isinstance(kind, (wit.Handle, wit.Opaque)):
        return kind
    return next((found for each in wit.parts(kind) if (found := unpassable(each)) is not None), None)


def is_bytes(kind: wit.Type | None) -> bool:
    """Return whether a type is `list<u8>`."""
    return isinstance(kind, wit.List) and kind.element == wit.Primitive("u8")


@cache
def is_plain(kind: wit.Type) -> bool:
    """Return whether values of a type are in JSON as they are in Python."""
    if is_bytes(kind) or (isinstance(kind, wit.Primitive) and kind.name in ("f32", "f64", "s64", "u64")):
        return False
    return all(map(is_plain, wit.parts(kind)))


def is_nullable(kind: wit.Type) -> bool:
    """Return whether None may stand for a value of a type."""
    return isinstance(kind, wit.Option) and not is_nullable(kind.payload)


def parameters(function: wit.Function, given: Sequence[Any], *, texts: bool = False) -> list[Any]:
    """Return the values for a function's parameters, in their order.

    Args:
        function: the function.
        given: a value for each parameter, as `taken` accepts them.
        texts: they are texts of a command line, as `from_text` reads them.

    Raises:
        BadArguments: there are more or fewer, or one is of another type.
    """
    if len(given) != len(function.params):
        params = ", ".join(f"{each.name}: {type_text(each.type)}" for each in function.params)
        raise BadArguments(
            f'Cannot call "{function.name}": it takes {len(function.params)} parameters, ({params}), '
            f"and {len(given)} were given"
        )
    read = from_text if texts else taken
    return [_parameter(function, each, value, read) for each, value in zip(function.params, given, strict=True)]


def _parameter(function: wit.Function, param: wit.Field, value: Any, read: Callable[[wit.Type, Any], Any]) -> Any:
    try:
        return read(param.type, value)
    except Mismatch as error:
        raise BadArguments(
            f'Cannot call "{function.name}": parameter "{param.name}"{error.where} is to be {error.wanted}, '
            f"and is {_shown(error.value)}"
        ) from None


def from_text(kind: wit.Type, text: str) -> Any:
    """Return the value that a text of a command line stands for.

    Texts, characters and names of enums stand for themselves, `list<u8>` is the text's bytes; all others are JSON.

    Raises:
        Mismatch: the text is no value of the type.
    """
    if isinstance(kind, wit.Enum) or kind in (wit.Primitive("string"), wit.Primitive("char")):
        return taken(kind, text)
    if is_bytes(kind):
        return text.encode("utf-8", "surrogateescape")
    if is_nullable(kind) and isinstance(kind, wit.Option):
        return None if text == "null" else from_text(kind.payload, text)
    if isinstance(kind, wit.Primitive) and kind.name != "bool":
        return taken(kind, text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Mismatch("", f"JSON of {type_text(kind)}", text) from None
    return taken(kind, value)


def taken(kind: wit.Type, value: Any, where: str = "") -> Any:
    """Return a value as it is in Python, checked.

    Args:
        kind: its type.
        value: in Python or as JSON.
        where: the path to it, for the error.

    Raises:
        Mismatch: it is of another type.
    """
    return _TAKERS[type(kind)](kind, value, where)


def as_json(kind: wit.Type, value: Any) -> Any:
    """Return a value of Python as it is in JSON."""
    if is_plain(kind):
        return value
    if isinstance(kind, wit.Primitive):
        return _primitive_json(kind, value)
    if isinstance(kind, wit.List):
        return _list_json(kind, value)
    if isinstance(kind, wit.Tuple):
        return [as_json(each, item) for each, item in zip(kind.elements, value, strict=True)]
    if isinstance(kind, wit.Record):
        return {camel(each.name): as_json(each.type, value[camel(each.name)]) for each in kind.fields}
    if isinstance(kind, wit.Option) and is_nullable(kind):
        return None if value is None else as_json(kind.payload, value)
    if isinstance(kind, (wit.Option, wit.Variant, wit.Result)):
        payload = _cases(kind)[value["tag"]]
        return value if payload is None else {"tag": value["tag"], "val": as_json(payload, value["val"])}
    return value


def _primitive_json(kind: wit.Primitive, value: Any) -> Any:
    if kind.name in ("f32", "f64") and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if kind.name in ("s64", "u64") and not -SAFE <= value <= SAFE:
        return str(value)
    return value


def _list_json(kind: wit.List, value: Any) -> Any:
    if is_bytes(kind):
        return b64encode(value).decode()
    return [as_json(kind.element, each) for each in value]


def _primitive(kind: wit.Primitive, value: Any, where: str) -> Any:
    if kind.name in _INTEGERS:
        return _integer(kind, value, where)
    if kind.name in ("f32", "f64"):
        return _float(kind, value, where)
    if kind.name == "bool":
        if not isinstance(value, bool):
            raise Mismatch(where, "bool", value)
        return value
    return _string(kind, value, where)


def _integer(kind: wit.Primitive, value: Any, where: str) -> int:
    sign, bits = _INTEGERS[kind.name]
    lowest, highest = (-(1 << bits - 1), (1 << bits - 1) - 1) if sign == "s" else (0, (1 << bits) - 1)
    number = _whole(value)
    if number is None or not lowest <= number <= highest:
        raise Mismatch(where, f"{kind.name}, a whole number from {lowest} to {highest}", value)
    return number


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return int(value, 0) if isinstance(value, str) and len(value) <= 32 else None
    except ValueError:
        return None


def _float(kind: wit.Primitive, value: Any, where: str) -> float:
    try:
        number = None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None:
        raise Mismatch(where, f"{kind.name}, a number", value)
    return _single(number) if kind.name == "f32" else number


def _single(number: float) -> float:
    """Return the nearest number of 32 bits, as JavaScript's `Math.fround` does."""
    try:
        single: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return single


def _string(kind: wit.Primitive, value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise Mismatch(where, "text" if kind.name == "string" else "char, one character", value)
    if kind.name == "char" and len(value) != 1:
        raise Mismatch(where, "char, one character", value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Mismatch(where, "text that UTF-8 can carry", value) from None
    return value


def _list(kind: wit.List, value: Any, where: str) -> Any:
    if is_bytes(kind) and isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if is_bytes(kind) and isinstance(value, str):
        try:
            return b64decode(value, validate=True)
        except ValueError:
            raise Mismatch(where, f"{type_text(kind)}, as Base64", value) from None
    if not isinstance(value, (list, tuple)):
        raise Mismatch(where, f"{type_text(kind)}, a list", value)
    taker, element = _TAKERS[type(kind.element)], kind.element
    items = [taker(element, each, f"{where}[{number}]") for number, each in enumerate(value)]
    return bytes(items) if is_bytes(kind) else items


def _tuple(kind: wit.Tuple, value: Any, where: str) -> list[Any]:
    if not isinstance(value, (list, tuple)) or len(value) != len(kind.elements):
        raise Mismatch(where, f"{type_text(kind)}, a list of {len(kind.elements)}", value)
    pairs = zip(kind.elements, value, strict=True)
    return [taken(each, item, f"{where}[{number}]") for number, (each, item) in enumerate(pairs)]


def _record(kind: wit.Record, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Mismatch(where, f"{type_text(kind)}, an object", value)
    known = {name for each in kind.fields for name in (each.name, camel(each.name))}
    if unknown := [name for name in value if name not in known]:
        raise Mismatch(where, f"{type_text(kind)}, which has no field {unknown[0]!r}", value)
    made: dict[str, Any] = {}
    for each in kind.fields:
        name = camel(each.name)
        found = value.get(name, value.get(each.name, _ABSENT))
        if found is _ABSENT:
            if not is_nullable(each.type):
                raise Mismatch(where, f"{type_text(kind)}, with a field {name!r}", value)
            found = None
        made[name] = taken(each.type, found, f"{where}.{name}")
    return made


_ABSENT = object()


def _tagged(kind: wit.Variant | wit.Result | wit.Option, value: Any, where: str) -> Any:
    cases = _cases(kind)
    tag = value.get("tag") if isinstance(value, Mapping) else None
    if not isinstance(tag, str) or tag not in cases or not value.keys() <= {"tag", "val"}:
        raise Mismatch(where, f'{type_text(kind)}, as {{"tag": …, "val": …}} with tag {_any_of(cases)}', value)
    payload = cases[tag]
    if payload is None:
        if value.get("val") is not None:
            raise Mismatch(f"{where}.val", f"absent, for {tag!r} carries no value", value["val"])
        return {"tag": tag}
    return {"tag": tag, "val": taken(payload, value.get("val"), f"{where}.val")}


def _option(kind: wit.Option, value: Any, where: str) -> Any:
    if not is_nullable(kind):
        return _tagged(kind, value, where)
    return None if value is None else taken(kind.payload, value, where)


def _enum(kind: wit.Enum, value: Any, where: str) -> str:
    if not isinstance(value, str) or value not in kind.names:
        raise Mismatch(where, _any_of(kind.names), value)
    return value


def _flags(kind: wit.Flags, value: Any, where: str) -> list[str]:
    if not isinstance(value, (list, tuple, set, frozenset)) or any(each not in kind.names for each in value):
        raise Mismatch(where, f"a list of {_any_of(kind.names)}", value)
    return [each for each in kind.names if each in value]


def _refused(kind: wit.Type, value: Any, where: str) -> Any:
    raise Mismatch(where, f"{type_text(kind)}, which only the component itself can give", value)


def _cases(kind: wit.Variant | wit.Result | wit.Option) -> Mapping[str, wit.Type | None]:
    if isinstance(kind, wit.Result):
        return {"ok": kind.ok, "err": kind.err}
    if isinstance(kind, wit.Option):
        return {"none": None, "some": kind.payload}
    return {each.name: each.type for each in kind.cases}


def _any_of(names: Any) -> str:
    return "one of " + ", ".join(map(repr, names))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


_TAKERS: Mapping[type, Callable[[Any, Any, str], Any]] = {
    wit.Primitive: _primitive,
    wit.List: _list,
    wit.Tuple: _tuple,
    wit.Record: _record,
    wit.Variant: _tagged,
    wit.Result: _tagged,
    wit.Option: _option,
    wit.Enum: _enum,
    wit.Flags: _flags,
    wit.Handle: _refused,
    wit.Opaque: _refused,
}
