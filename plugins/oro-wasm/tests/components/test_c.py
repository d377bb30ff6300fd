"""Components in C: WIT is read, a header and glue are made of it, and real clang and the engine agree with both."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import wasmtime
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from oro_wasm.analysis.component import read_component
from oro_wasm.builds.build import BuildConfig
from oro_wasm.components import encoding, exports, layout, parsing, values, wit
from oro_wasm.components.read import read_world
from oro_wasm.engine.engines import engine
from oro_wasm.errors import BuildError
from oro_wasm.languages.c import C
from wasmtime import component

from .echo import component_of
from .types_and_values import types

SHAPES = Path(__file__).parent / "shapes"


class Built:
    """An instance of a component that was built."""

    def __init__(self, path: Path) -> None:
        made = engine()
        data = path.read_bytes()
        code = component.Component(made, data)
        self.world = read_world(data, path.name)
        self._store = wasmtime.Store(made)
        self._instance = component.Linker(made).instantiate(self._store, code)

    def call(self, name: str, *given: Any) -> Any:
        function = exports.find(self._store, self._instance, self.world, name)
        return function(values.parameters(function.function, given))


def without_comments(world: wit.World) -> wit.World:
    exports = (
        replace(each, functions=tuple(replace(function, docs="") for function in each.functions))
        for each in world.exports
    )
    return wit.World(tuple(exports))


async def build(project: Path, output: Path) -> Path:
    config = BuildConfig(project=project, output=output, component=True)
    return (await C().build(config, lambda *_: None)).module


@pytest.mark.anyio
async def test_functions_in_c_take_and_return_every_kind_of_value(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes"
    shutil.copytree(SHAPES, shapes)
    path = await build(shapes, tmp_path / "out")
    built = Built(path)
    assert (path.name, (tmp_path / "out" / "demo.h").is_file()) == ("shapes.wasm", True)
    _, told = parsing.world_in({"demo.wit": (SHAPES / "wit" / "demo.wit").read_text()})
    assert built.world == without_comments(told)
    assert built.call("greet", "Zoë", None) == "Hello, Zoë!"
    assert built.call("greet", "Zoë", "Dr. ") == "Hello, Dr. Zoë!"
    assert built.call("bytes", b"\0\1\2") == b"\1\0\3"
    assert [built.call("next"), built.call("next")] == [1, 2]
    assert [built.call("flag", False), built.call("flag", True)] == [{"tag": "ok"}, {"tag": "err"}]
    assert built.call("shapes.area", {"tag": "dot"}, None) == {"tag": "err", "val": "a dot has no area"}
    circle = {"tag": "circle", "val": [{"x": 1, "y": 2}, 3]}
    assert built.call("shapes.area", circle, 2) == {"tag": "ok", "val": 54.0}
    path_of_two = {"tag": "path", "val": [{"x": 1, "y": 2}, {"x": 5, "y": 2}]}
    assert built.call("shapes.area", path_of_two, None) == {"tag": "ok", "val": 6.0}
    mixed = built.call("shapes.mix", "light-blue", ["read"], "a", True, 5)
    assert mixed == ["light-blue", ["read", "write"], "b", False, -5]
    assert [built.call("shapes.many", *"abcdefgh", number) for number in (7, 8)] == ["h", "a"]
    for either in ({"tag": "ok", "val": 1 << 60}, {"tag": "err", "val": 1.5}):
        assert built.call("shapes.either", either) == either
    for _ in range(2000):  # what a call allocates ends with it, or 200 MB would not fit
        built.call("greet", "x" * 100_000, None)


@pytest.mark.anyio
async def test_what_the_world_lacks_is_named(tmp_path: Path) -> None:
    project = tmp_path / "small"
    (project / "wit").mkdir(parents=True)
    (project / "main.c").write_text('#include "small.h"\nuint32_t small_one(void) { return 1; }\n')
    with pytest.raises(BuildError, match='has no folder "wit"'):
        await build(project, tmp_path / "out")
    (project / "wit" / "a.wit").write_text("world small { export one: func() -> u32; export two: func(); }")
    with pytest.raises(BuildError, match="small_two"):
        await build(project, tmp_path / "out")
    (project / "wit" / "a.wit").write_text("world small { export one: func() -> u32; }")
    assert Built(await build(project, tmp_path / "out")).call("one") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("world a { export f: func(x: u33); }", 'a.wit:1: there is no type "u33" before this line'),
        ("world a {\n  import b;\n}", 'a.wit:2: "import" is not supported here'),
        ("interface i { resource r; } world a { export i; }", '"resource" is not supported here'),
        ("world a { export i; }", 'there is no interface "i" in this package'),
        ("world a { export f: func(x: list<_>); }", '"_" has no place in "list"'),
        ("world a { export f: func(", "the text ends where more was expected"),
        ("world a { } world b { }", 'Cannot find the world "" in the WIT: there is a, b'),
        ("what", '"package", "interface" or "world" was expected, and it is "what"'),
        ("world a { § }", "'§' has no place in WIT"),
    ],
)
def test_text_that_is_no_wit_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(BuildError) as caught:
        parsing.world_in({"a.wit": text})
    assert words in str(caught.value)


@given(st.text(st.sampled_from("worldintefacxpu8 :;{}()<>-=,_@/*.\n"), max_size=60))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    refused = ""
    try:
        parsing.world_in({"a.wit": text})
    except BuildError as error:
        refused = str(error)
    assert not refused or refused.startswith("Cannot ")


@given(types())
def test_the_text_of_a_component_is_read_as_the_component_is(kind: wit.Type) -> None:
    data = bytes(wasmtime.wat2wasm(component_of(kind)))
    assert parsing.world_in({"a.wit": read_component(data).wit}) == ("root", read_world(data, "a.wasm"))


def test_a_module_without_a_function_of_the_world_is_no_component() -> None:
    world = wit.World((wit.Interface("", (wit.Function("f"),)),))
    module = bytes(wasmtime.wat2wasm('(module (memory (export "memory") 1))'))
    with pytest.raises(BuildError, match='the module has no function "f" of its world'):
        encoding.encoded(world, module)
    module = bytes(wasmtime.wat2wasm('(module (import "env" "x" (func)) (memory 1) (func (export "f")))'))
    with pytest.raises(BuildError, match='the module imports "x" of "env"'):
        encoding.encoded(world, module)


def test_numbers_of_a_call_are_those_of_the_component_model() -> None:
    either = wit.Result(wit.Primitive("u64"), wit.Primitive("f32"))
    assert layout.flat(either) == ["i32", "i64"]
    assert layout.flat(wit.Variant((wit.Case("a", wit.Primitive("f32")), wit.Case("b", wit.Primitive("u8"))))) == [
        "i32", "i32",
    ]  # fmt: skip
    many = wit.Function("f", tuple(wit.Field(f"a{number}", wit.Primitive("string")) for number in range(9)))
    assert layout.core_parameters(many) == ["i32"]
