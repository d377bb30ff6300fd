"""Values of WIT in the engine's memory: written for a call, read from its result.

The library's own conversion asks the engine for the type of every part of every value. These functions ask once for
each type, and copy lists of numbers as a whole.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Mapping
from ctypes import byref, memmove, sizeof, string_at
from typing import Any, TypeVar

from wasmtime import _ffi as ffi

from oro_wasm.components import wit
from oro_wasm.components.names import camel
from oro_wasm.components.values import is_bytes, is_nullable

__all__ = ("Reader", "Value", "Writer", "reader", "writer")

T = TypeVar("T")

Value = ffi.wasmtime_component_val_t
"""A value of any type in the engine's memory."""
Writer = Callable[[Any, Any], None]
"""Writes a value, checked before, to a `Value` whose memory is new."""
Reader = Callable[[Any], Any]
"""Returns what a `Value` holds, and leaves it as it is."""

_SIZE: int = sizeof(Value)
_OFFSET: int = Value.of.offset
_CODES = {
    "bool": "?", "s8": "b", "u8": "B", "s16": "h", "u16": "H", "s32": "i", "u32": "I", "s64": "q", "u64": "Q",
    "f32": "f", "f64": "d",
}  # fmt: skip
"""Primitives that lists hold as plain memory, with the letters by which Python calls them."""
_KINDS: Mapping[str, int] = {
    name: getattr(ffi, f"WASMTIME_COMPONENT_{name.upper()}").value
    for name in (*_CODES, "char", "string", "list", "record", "tuple", "variant", "enum", "option", "result", "flags")
}


def writer(kind: wit.Type) -> Writer:
    """Return what writes values of a type."""
    return _WRITERS[type(kind)](kind)


def reader(kind: wit.Type) -> Reader:
    """Return what reads values of a type."""
    return _READERS[type(kind)](kind)


def _maybe(make: Callable[[wit.Type], T], kind: wit.Type | None) -> T | None:
    return None if kind is None else make(kind)


def _primitive_writer(kind: wit.Primitive) -> Writer:
    number = _KINDS[kind.name]
    if kind.name == "string":
        return _text_writer(number, "string")
    field = {"bool": "boolean", "char": "character"}.get(kind.name, kind.name)
    convert: Callable[[Any], Any] = ord if kind.name == "char" else lambda value: value

    def write(value: Any, out: Any) -> None:
        out.kind = number
        setattr(out.of, field, convert(value))

    return write


def _text_writer(number: int, field: str) -> Writer:
    def write(value: Any, out: Any) -> None:
        out.kind = number
        _put(getattr(out.of, field), value)

    return write


def _put(vector: Any, text: str) -> None:
    data = text.encode()
    ffi.wasm_byte_vec_new_uninitialized(byref(vector), len(data))
    memmove(vector.data, data, len(data))


def _list_writer(kind: wit.List) -> Writer:
    number = _KINDS["list"]
    if isinstance(kind.element, wit.Primitive) and kind.element.name in _CODES:
        return _numbers_writer(_CODES[kind.element.name], _KINDS[kind.element.name])
    element = writer(kind.element)

    def write(value: Any, out: Any) -> None:
        out.kind = number
        ffi.wasmtime_component_vallist_new_uninit(byref(out.of.list), len(value))
        data = out.of.list.data
        for index, each in enumerate(value):
            element(each, data[index])

    return write


def _numbers_writer(code: str, kind: int) -> Writer:
    number = _KINDS["list"]

    def write(value: Any, out: Any) -> None:
        plain = value if code == "B" else array("B" if code == "?" else code, value)
        memory = bytearray(len(value) * _SIZE)
        memory[::_SIZE] = bytes((kind,)) * len(value)
        if value:
            _column(memory, code)[:] = _cast(memoryview(plain).cast("B"), code)
        out.kind = number
        ffi.wasmtime_component_vallist_new_uninit(byref(out.of.list), len(value))
        memmove(out.of.list.data, (ctypes.c_char * len(memory)).from_buffer(memory), len(memory))

    return write


def _column(memory: bytearray | bytes, code: str) -> Any:
    """Return the numbers in the memory of a list, as a view of all of them."""
    view = _cast(memoryview(memory), code)
    return view[_OFFSET // view.itemsize :: _SIZE // view.itemsize]


def _cast(view: Any, code: str) -> Any:
    return view.cast(code)


def _tuple_writer(kind: wit.Tuple) -> Writer:
    number, elements = _KINDS["tuple"], [writer(each) for each in kind.elements]

    def write(value: Any, out: Any) -> None:
        out.kind = number
        ffi.wasmtime_component_valtuple_new_uninit(byref(out.of.tuple), len(elements))
        data = out.of.tuple.data
        for index, element in enumerate(elements):
            element(value[index], data[index])

    return write


def _record_writer(kind: wit.Record) -> Writer:
    number = _KINDS["record"]
    fields = [(each.name, camel(each.name), writer(each.type)) for each in kind.fields]

    def write(value: Any, out: Any) -> None:
        out.kind = number
        ffi.wasmtime_component_valrecord_new_uninit(byref(out.of.record), len(fields))
        data = out.of.record.data
        for index, (name, key, field) in enumerate(fields):
            _put(data[index].name, name)
            field(value[key], data[index].val)

    return write


def _flags_writer(kind: wit.Flags) -> Writer:
    number = _KINDS["flags"]

    def write(value: Any, out: Any) -> None:
        out.kind = number
        ffi.wasmtime_component_valflags_new_uninit(byref(out.of.flags), len(value))
        data = out.of.flags.data
        for index, name in enumerate(value):
            _put(data[index], name)

    return write


def _enum_writer(kind: wit.Enum) -> Writer:
    return _text_writer(_KINDS["enum"], "enumeration")


def _boxed(payload: Writer | None, value: Any) -> Any:
    """Return a pointer to a value of its own, or None where a case carries none."""
    if payload is None:
        return None
    inner = Value()
    payload(value, inner)
    return ffi.wasmtime_component_val_new(byref(inner))


def _option_writer(kind: wit.Option) -> Writer:
    number, payload, nullable = _KINDS["option"], writer(kind.payload), is_nullable(kind)

    def write(value: Any, out: Any) -> None:
        out.kind = number
        if nullable:
            out.of.option = None if value is None else _boxed(payload, value)
        else:
            out.of.option = _boxed(payload, value["val"]) if value["tag"] == "some" else None

    return write


def _result_writer(kind: wit.Result) -> Writer:
    number = _KINDS["result"]
    sides = {name: _maybe(writer, each) for name, each in (("ok", kind.ok), ("err", kind.err))}

    def write(value: Any, out: Any) -> None:
        out.kind = number
        out.of.result.is_ok = value["tag"] == "ok"
        out.of.result.val = _boxed(sides[value["tag"]], value.get("val"))

    return write


def _variant_writer(kind: wit.Variant) -> Writer:
    number = _KINDS["variant"]
    cases = {each.name: _maybe(writer, each.type) for each in kind.cases}

    def write(value: Any, out: Any) -> None:
        out.kind = number
        _put(out.of.variant.discriminant, value["tag"])
        out.of.variant.val = _boxed(cases[value["tag"]], value.get("val"))

    return write


def _got(vector: Any) -> str:
    return string_at(vector.data, vector.size).decode()


def _primitive_reader(kind: wit.Primitive) -> Reader:
    if kind.name == "string":
        return lambda found: _got(found.of.string)
    if kind.name == "char":
        return lambda found: chr(found.of.character)
    field = "boolean" if kind.name == "bool" else kind.name
    return lambda found: getattr(found.of, field)


def _list_reader(kind: wit.List) -> Reader:
    if is_bytes(kind):
        return lambda found: bytes(_numbers(found.of.list, "B"))
    if isinstance(kind.element, wit.Primitive) and (code := _CODES.get(kind.element.name)):
        return lambda found: _numbers(found.of.list, code).tolist()
    element = reader(kind.element)

    def read(found: Any) -> Any:
        items = found.of.list
        data = items.data
        return [element(data[index]) for index in range(items.size)]

    return read


def _numbers(items: Any, code: str) -> Any:
    return _column(string_at(items.data, items.size * _SIZE), code) if items.size else memoryview(b"")


def _tuple_reader(kind: wit.Tuple) -> Reader:
    elements = [reader(each) for each in kind.elements]

    def read(found: Any) -> Any:
        data = found.of.tuple.data
        return [element(data[index]) for index, element in enumerate(elements)]

    return read


def _record_reader(kind: wit.Record) -> Reader:
    fields = [(camel(each.name), reader(each.type)) for each in kind.fields]

    def read(found: Any) -> Any:
        data = found.of.record.data
        return {name: field(data[index].val) for index, (name, field) in enumerate(fields)}

    return read


def _flags_reader(kind: wit.Flags) -> Reader:
    def read(found: Any) -> Any:
        items = found.of.flags
        held = {_got(items.data[index]) for index in range(items.size)}
        return [name for name in kind.names if name in held]

    return read


def _enum_reader(kind: wit.Enum) -> Reader:
    return lambda found: _got(found.of.enumeration)


def _option_reader(kind: wit.Option) -> Reader:
    payload = reader(kind.payload)
    if is_nullable(kind):
        return lambda found: payload(found.of.option.contents) if found.of.option else None

    def read(found: Any) -> Any:
        held = found.of.option
        return {"tag": "some", "val": payload(held.contents)} if held else {"tag": "none"}

    return read


def _result_reader(kind: wit.Result) -> Reader:
    sides = {True: ("ok", _maybe(reader, kind.ok)), False: ("err", _maybe(reader, kind.err))}

    def read(found: Any) -> Any:
        tag, payload = sides[found.of.result.is_ok]
        return {"tag": tag, "val": payload(found.of.result.val.contents)} if payload else {"tag": tag}

    return read


def _variant_reader(kind: wit.Variant) -> Reader:
    cases = {each.name: _maybe(reader, each.type) for each in kind.cases}

    def read(found: Any) -> Any:
        tag = _got(found.of.variant.discriminant)
        payload = cases[tag]
        return {"tag": tag, "val": payload(found.of.variant.val.contents)} if payload else {"tag": tag}

    return read


_WRITERS: Mapping[type, Callable[[Any], Writer]] = {
    wit.Primitive: _primitive_writer,
    wit.List: _list_writer,
    wit.Tuple: _tuple_writer,
    wit.Record: _record_writer,
    wit.Flags: _flags_writer,
    wit.Enum: _enum_writer,
    wit.Option: _option_writer,
    wit.Result: _result_writer,
    wit.Variant: _variant_writer,
}
_READERS: Mapping[type, Callable[[Any], Reader]] = {
    wit.Primitive: _primitive_reader,
    wit.List: _list_reader,
    wit.Tuple: _tuple_reader,
    wit.Record: _record_reader,
    wit.Flags: _flags_reader,
    wit.Enum: _enum_reader,
    wit.Option: _option_reader,
    wit.Result: _result_reader,
    wit.Variant: _variant_reader,
}
