"""Values of WIT: any value of any type, into an instance and out of it, through JSON and back."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.components import exports, values, wit
from oro_wasm.components.read import read_world
from oro_wasm.components.refusal import refusal
from oro_wasm.engine.engines import engine
from oro_wasm.errors import BadArguments, NoSuchExport
from wasmtime import component

from .echo import PAD, component_of, function_of
from .types_and_values import types, values_of

TYPED = types().flatmap(lambda kind: st.tuples(st.just(kind), values_of(kind)))
TEXT = wit.Primitive("string")
POINT = wit.Record((wit.Field("x", wit.Primitive("f64")), wit.Field("user-name", TEXT)), "point")
SHAPE = wit.Variant((wit.Case("dot"), wit.Case("many", wit.List(POINT))), "shape")


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, where a number that is none equals itself."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def echo_of(kind: wit.Type) -> exports.Export:
    made = engine()
    data = bytes(wasmtime.wat2wasm(component_of(kind)))
    code = component.Component(made, data)
    store = wasmtime.Store(made)
    instance = component.Linker(made).instantiate(store, code)
    return exports.find(store, instance, read_world(data, "echo.wasm"), "echo")


@given(TYPED)
@settings(max_examples=60)
def test_any_value_of_any_type_passes_through_an_instance(typed: tuple[wit.Type, Any]) -> None:
    kind, value = typed
    echo = echo_of(kind)
    passed = values.parameters(echo.function, [[value, [7] * PAD]])
    for _ in range(2):
        answer = echo(passed)
        assert same(answer[0], value)
        assert answer[1] == [7] * PAD


@given(TYPED)
def test_any_value_of_any_type_is_the_same_after_json(typed: tuple[wit.Type, Any]) -> None:
    kind, value = typed
    text = json.dumps(values.as_json(kind, value), allow_nan=False)
    assert same(values.taken(kind, json.loads(text)), value)


@given(TYPED)
def test_a_value_as_it_is_in_python_is_taken_as_it_is(typed: tuple[wit.Type, Any]) -> None:
    kind, value = typed
    assert same(values.taken(kind, value), value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(types(), ANYTHING)
def test_anything_is_taken_or_refused_with_words(kind: wit.Type, value: Any) -> None:
    refused: list[values.Mismatch] = []
    taken = None
    try:
        taken = values.taken(kind, value)
    except values.Mismatch as error:
        refused.append(error)
    assert " is to be " in str(refused[0]) if refused else same(values.taken(kind, taken), taken)


@given(types(), st.text(max_size=20))
def test_any_text_is_read_or_refused_with_words(kind: wit.Type, text: str) -> None:
    refused: list[values.Mismatch] = []
    found = None
    try:
        found = values.from_text(kind, text)
    except values.Mismatch as error:
        refused.append(error)
    assert " is to be " in str(refused[0]) if refused else same(values.taken(kind, found), found)


def test_memory_of_a_call_is_given_back_by_the_component() -> None:
    echo = echo_of(TEXT)
    passed = values.parameters(echo.function, [["x" * 100_000, [0] * PAD]])
    for _ in range(200):
        assert echo(passed)[0] == "x" * 100_000


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (wit.Primitive("u8"), 256, "it is to be u8, a whole number from 0 to 255, and is 256"),
        (wit.Primitive("u8"), 1.5, "it is to be u8, a whole number from 0 to 255, and is 1.5"),
        (wit.Primitive("s32"), True, "and is True"),
        (wit.Primitive("bool"), 1, "it is to be bool, and is 1"),
        (wit.Primitive("f64"), "much", "it is to be f64, a number, and is 'much'"),
        (wit.Primitive("char"), "ab", "it is to be char, one character, and is 'ab'"),
        (TEXT, "\ud800", "it is to be text that UTF-8 can carry"),
        (wit.List(TEXT), ["a", 5], "[1] is to be text, and is 5"),
        (wit.List(wit.Primitive("u8")), "*", "it is to be list<u8>, as Base64, and is '*'"),
        (wit.Tuple((TEXT, TEXT)), ["a"], "it is to be tuple<string, string>, a list of 2, and is ['a']"),
        (POINT, {"x": 1}, "it is to be point, with a field 'userName', and is {'x': 1}"),
        (POINT, {"x": 1, "userName": "", "z": 1}, "it is to be point, which has no field 'z'"),
        (SHAPE, {"tag": "line"}, "with tag one of 'dot', 'many'"),
        (SHAPE, {"tag": "dot", "val": 1}, ".val is to be absent, for 'dot' carries no value, and is 1"),
        (SHAPE, {"tag": "many", "val": [{"x": "a", "userName": ""}]}, ".val[0].x is to be f64, a number, and is 'a'"),
        (wit.Enum(("red", "blue")), "green", "it is to be one of 'red', 'blue', and is 'green'"),
        (wit.Flags(("read", "write")), ["run"], "it is to be a list of one of 'read', 'write', and is ['run']"),
        (wit.Handle("file", borrowed=True), 1, "it is to be borrow<file>, which only the component itself can give"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(kind: wit.Type, value: Any, words: str) -> None:
    with pytest.raises(values.Mismatch) as caught:
        values.taken(kind, value)
    assert words in str(caught.value)


def test_an_error_names_function_and_parameter() -> None:
    function = wit.Function("area", (wit.Field("of-what", SHAPE),), wit.Primitive("f64"))
    with pytest.raises(BadArguments, match=r'Cannot call "area": it takes 1 parameters, \(of-what: shape\), and 2'):
        values.parameters(function, [1, 2])
    with pytest.raises(BadArguments, match=r'Cannot call "area": parameter "of-what"\.val\[0\] is to be point'):
        values.parameters(function, [{"tag": "many", "val": [5]}])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEXT, "5", "5"),
        (wit.Primitive("u64"), "0xff", 255),
        (wit.Primitive("f32"), "NaN", math.nan),
        (wit.Primitive("bool"), "true", True),
        (wit.List(wit.Primitive("u8")), "hé", "hé".encode()),
        (wit.Option(TEXT), "null", None),
        (wit.Option(TEXT), "a", "a"),
        (POINT, '{"x": 1, "user-name": "a"}', {"x": 1.0, "userName": "a"}),
        (wit.Enum(("red", "blue")), "red", "red"),
    ],
)
def test_texts_of_a_command_line_are_read_by_type(kind: wit.Type, text: str, value: Any) -> None:
    assert same(values.from_text(kind, text), value)


def test_numbers_javascript_cannot_carry_are_texts_in_json() -> None:
    assert values.as_json(wit.Primitive("u64"), 1 << 53) == "9007199254740992"
    assert values.as_json(wit.Primitive("u64"), (1 << 53) - 1) == 9007199254740991
    assert values.as_json(wit.Primitive("f64"), -math.inf) == "-Infinity"


def test_a_function_is_found_by_the_name_of_pages_and_by_that_of_wit() -> None:
    shout = wit.Function("to-upper", (wit.Field("text", TEXT),), TEXT)
    world = wit.World(exports=(wit.Interface("demo:text/plain-text@1.0.0", (shout,)),))
    for name in ("plainText.toUpper", "to-upper", "plain-text.to-upper", "demo:text/plain-text@1.0.0#to-upper"):
        assert exports.found(world, name)[1] is shout
    with pytest.raises(NoSuchExport, match=r'did you mean "plainText.toUpper"'):
        exports.found(world, "plainText.toUper")


def test_a_function_of_resources_is_not_called_from_outside() -> None:
    taking = wit.Function("read", (wit.Field("from", wit.Option(wit.Handle("file", borrowed=True))),))
    assert refusal(taking) == (
        'its parameter "from" has borrow<file>, a resource, which lives only inside the component'
    )
    assert refusal(function_of(TEXT)) == ""
