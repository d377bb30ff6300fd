"""WIT read from components: as data, as text, and kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.components import wit
from oro_wasm.components.declared import Component, declared
from oro_wasm.components.names import camel, pascal
from oro_wasm.components.read import read_world, world_of_file
from oro_wasm.components.refusal import refusal
from oro_wasm.components.routes import routes
from oro_wasm.components.text import function_text
from oro_wasm.engine.digest import digest_of
from oro_wasm.errors import CannotRun, Changed

from .echo import component_of, function_of
from .texts import CALC
from .types_and_values import types


def world(text: str) -> wit.World:
    return read_world(bytes(wasmtime.wat2wasm(text)), "a.wasm")


@given(types())
@settings(max_examples=40)
def test_the_types_of_a_component_are_those_it_was_made_of(kind: wit.Type) -> None:
    found = world(component_of(kind))
    [interface] = found.exports
    [function] = interface.functions
    assert nameless(function.params[0].type) == nameless(function_of(kind).params[0].type)
    assert msgspec.json.decode(msgspec.json.encode(found), type=wit.World) == found


def nameless(kind: wit.Type) -> wit.Type:
    """Return a type without the names that its parts were given."""
    plain = msgspec.to_builtins(kind)
    return msgspec.convert(_without_names(plain), wit.Type)  # type: ignore[no-any-return]


def _without_names(plain: object) -> object:
    if isinstance(plain, dict):
        named = plain.get("type") in ("record", "variant", "enum", "flags")
        return {key: _without_names(each) for key, each in plain.items() if not (named and key == "name")}
    return [_without_names(each) for each in plain] if isinstance(plain, (list, tuple)) else plain


NAMES = """(component
  (type $mode-body (enum "read" "write"))
  (import "demo:files/types@1.0.0" (instance $types
    (export "file" (type (sub resource)))
    (type $mode-body (enum "read" "write"))
    (export "mode" (type (eq $mode-body)))))
  (alias export $types "file" (type $file))
  (alias export $types "mode" (type $mode))
  (core module $m (func (export "f") (param i32 i32)) (func (export "g") (param i32)))
  (core instance $m (instantiate $m))
  (func $f (param "self" (borrow $file)) (param "mode" $mode) (canon lift (core func $m "f")))
  (func $g (param "mode" $mode) (canon lift (core func $m "g")))
  (instance $files
    (export "file" (type $file))
    (export "open-mode" (type $mode))
    (export "[method]file.reopen" (func $f)))
  (export "demo:files/files@1.0.0" (instance $files))
  (export "g" (func $g)))"""


def test_types_have_the_names_of_the_interface_that_uses_them() -> None:
    [files, own] = world(NAMES).exports
    [reopen], [g] = files.functions, own.functions
    modes = ("read", "write")
    assert reopen.params == (
        wit.Field("self", wit.Handle("file", borrowed=True)),
        wit.Field("mode", wit.Enum(modes, "open-mode")),
    )
    assert g.params == (wit.Field("mode", wit.Enum(modes, "mode")),)


@pytest.mark.parametrize(
    ("types", "words"),
    [
        (["(tuple u8 u8)", *["(tuple $t $t)"] * 16], "more than 50,000 parts"),
        (["(option u8)", *["(option $t)"] * 101], "nested deeper than 100"),
    ],
)
def test_types_too_large_to_be_told_are_refused(types: list[str], words: str) -> None:
    lines = [f"(type $t{number} {each.replace('$t', f'$t{number - 1}')})" for number, each in enumerate(types)]
    function = f'(import "f" (func $f (param "value" $t{len(types) - 1}))) (export "g" (func $f))'
    with pytest.raises(CannotRun, match=words):
        world(f"(component {' '.join(lines)} {function})")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("(enum)", "a type has no parts"),
        ('(flags "a b")', '"a b" is no name'),
        ('(record (field "a-b" u8) (field "a-B" u8))', "a name stands twice in a-b, a-B"),
        ('(variant (case "" u8))', '"" is no name'),
    ],
)
def test_names_that_the_engine_refuses_later_are_refused_before(kind: str, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        world(f'(component (type $t {kind}) (import "f" (func $f (param "x" $t))) (export "g" (func $f)))')


@pytest.mark.parametrize("name", ["", "a b", "[method]a", "a/b:c/d", "../x"])
def test_exports_with_names_that_the_engine_refuses_later_are_refused_before(name: str) -> None:
    with pytest.raises(CannotRun, match="is no name"):
        world(f'(component (import "f" (func $f)) (export "{name}" (func $f)))')
    with pytest.raises(CannotRun, match="is no name"):
        world(
            f'(component (import "f" (func $f)) (instance $i (export "f" (func $f))) (export "{name}" (instance $i)))'
        )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("(stream u8)", "stream<u8>, an asynchronous value"),
        ("(map string u8)", "map<string, u8>, which cannot be passed yet"),
        ("(list u8 4)", "list<u8, 4>, which cannot be passed yet"),
    ],
)
def test_functions_with_values_that_cannot_be_passed_are_refused_with_the_reason(kind: str, words: str) -> None:
    text = f'(component (type $t {kind}) (import "f" (func $f (param "x" $t))) (export "g" (func $f)))'
    [interface] = world(text).exports
    assert words in refusal(interface.functions[0])


def test_names_are_those_of_javascript() -> None:
    assert [camel(name) for name in ("a", "to-upper", "HTTP-status", "get-URL2")] == [
        "a", "toUpper", "httpStatus", "getURL2",
    ]  # fmt: skip
    assert [pascal(name) for name in ("point", "http-request", "HTTP-request")] == [
        "Point", "HttpRequest", "HTTPRequest",
    ]  # fmt: skip


def test_a_function_is_told_in_a_line() -> None:
    function = wit.Function(
        "f", (wit.Field("a", wit.List(wit.Primitive("u8"))),), wit.Result(None, wit.Primitive("string"))
    )
    assert function_text(function) == "func(a: list<u8>) -> result<_, string>"


def test_types_are_read_only_of_the_bytes_that_were_compiled(tmp_path: Path) -> None:
    path = tmp_path / "calc.wasm"
    path.write_bytes(WHOLE)
    assert world_of_file(path, digest_of(WHOLE)) == read_world(WHOLE, "calc.wasm")
    with pytest.raises(Changed):
        world_of_file(path, digest_of(b""))


WHOLE = bytes(wasmtime.wat2wasm(CALC))


async def invoke(*_: Any) -> None:
    raise AssertionError


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_whatever_the_bytes_are_routes_are_made_or_refused_with_words(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    [calc] = declared(Path(), {}, [Component(name="calc", path=Path("calc.wasm"))])
    found, refused = wit.World(), ""
    try:
        found = read_world(bytes(data), "calc.wasm")
    except CannotRun as error:
        refused = error.message
    assert not refused or refused.startswith("Cannot read the types of calc.wasm: ")
    assert len([*routes(calc, found, invoke)]) == sum(len(each.functions) for each in found.exports)
