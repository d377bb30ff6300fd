"""The structure of modules: what the engine says of them, and bytes that are none."""

from __future__ import annotations

import tracemalloc

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.analysis.core_types import FunctionType, GlobalType, MemoryType, TableType
from oro_wasm.analysis.module import Module, read_module
from oro_wasm.analysis.reader import Reader
from oro_wasm.analysis.structure import structure
from oro_wasm.guests.values import shape

from .samples import HEADER, MODULE, custom, name, section, unsigned, vector, wasm

KINDS = {
    wasmtime.FuncType: "function",
    wasmtime.MemoryType: "memory",
    wasmtime.TableType: "table",
    wasmtime.GlobalType: "global",
    wasmtime.TagType: "tag",
}
DATA = wasm(MODULE)


def read(data: bytes) -> Module:
    """Return the structure of a module whose header is right."""
    found = structure(data)
    assert isinstance(found, Module)
    return found


def test_imports_and_exports_are_those_of_the_engine() -> None:
    engine, found = wasmtime.Engine(), read(DATA)
    known = wasmtime.Module(engine, DATA)
    assert [(each.module, each.name, KINDS[type(each.type)]) for each in known.imports] == [
        (each.module, each.name, each.kind) for each in found.imports
    ]
    assert [(each.name, KINDS[type(each.type)]) for each in known.exports] == [
        (each.name, each.kind) for each in found.exports
    ]
    types = [each.type for each in known.imports] + [each.type for each in known.exports]
    functions = [shape(each) for each in types if isinstance(each, wasmtime.FuncType)]
    assert functions == [each.type for each in found.imports if each.kind == "function"] + [
        each.type for each in found.exports if each.kind == "function"
    ]


def test_everything_a_module_has_is_found() -> None:
    found = read(DATA)
    assert found.problem is None
    assert found.memories == [MemoryType(minimum=2, maximum=16)]
    assert found.tables == [TableType(element="funcref", minimum=3, maximum=9)]
    assert found.globals == [GlobalType(value="i64", mutable=True), GlobalType(value="f64")]
    assert (found.start, found.names.functions[5]) == (5, "begin")
    assert (len(found.functions), len(found.tags), found.entries("data"), found.entries("element")) == (6, 1, 2, 1)
    types = {each.name: (each.kind, each.type) for each in found.exports}
    assert types["memory"] == ("memory", "memory 2 16")
    assert types["table"] == ("table", "table 3 9 funcref")
    assert types["counter"] == ("global", "mut i64")
    assert types["failed"] == ("tag", "(i32) -> ()")
    assert types["pair"] == ("function", "(f32) -> (f32, f64)")


def test_sections_have_their_names_places_and_sizes() -> None:
    for each in read(DATA).sections:
        assert DATA[each.offset - 1 - len(unsigned(each.size))] == each.id
        assert DATA[each.offset - len(unsigned(each.size)) : each.offset] == unsigned(each.size)
    last = read(DATA).sections[-1]
    assert (last.name, last.custom, last.offset + last.size) == ("custom", "name", len(DATA))


@pytest.mark.parametrize(
    "text",
    [
        "(module (memory i64 1 70000) (memory 1 1 shared))",
        '(module (type (struct (field i8) (field (mut (ref null any))))) (type (array i16)) (func (export "f")))',
        "(module (rec (type $a (sub (struct))) (type $b (sub $a (struct (field i32))))) "
        '(func (export "f") (param (ref $a) (ref null $b) anyref)))',
        '(module (global (export "v") v128 (v128.const i64x2 1 2)) (global externref (ref.null extern)))',
        '(module (import "a" "g" (global $g i32)) '
        "(global i32 (i32.add (global.get $g) (i32.mul (i32.const 2) (i32.const 3)))) (global f32 (f32.const 1)))",
        "(module (type $t (struct (field i32))) (global (ref $t) (struct.new $t (i32.const 7))))",
        "(module (type $t (array i32)) (global (ref $t) (array.new_fixed $t 2 (i32.const 1) (i32.const 2))))",
        "(module (func $f) (table 2 (ref func) (ref.func $f)) (global funcref (ref.func $f)) (elem declare func $f))",
        '(module (import "a" "t" (tag (param i64))) (import "a" "m" (memory 1)) (import "a" "x" (table 1 externref)))',
    ],
)
def test_newer_features_are_read_to_the_end(text: str) -> None:
    data = wasm(text)
    wasmtime.Module.validate(wasmtime.Engine(), data)
    found = read(data)
    assert found.problem is None
    assert found.sections


def test_types_of_references_are_written_as_the_text_format_has_them() -> None:
    found = read(wasm('(module (type $t (func)) (func (export "f") (param (ref $t) (ref null any) externref exnref)))'))
    assert found.exports[0].type == "((ref 0), anyref, externref, exnref) -> ()"


def test_sections_that_tools_write_are_read() -> None:
    producers = custom("producers", vector(name("language") + vector(name("Zig") + name("0.15"))))
    features = custom("target_features", vector(b"+" + name("simd128"), b"-" + name("atomics")))
    names = custom("name", b"\0" + name(name("shop")))
    found = read(HEADER + producers + features + names)
    assert [(each.field, each.name, each.version) for each in found.producers] == [("language", "Zig", "0.15")]
    assert found.features == ["simd128"]
    assert found.names.module == "shop"


@pytest.mark.parametrize("title", ["name", "producers", "target_features"])
@pytest.mark.parametrize("contents", [b"\xff" * 9, unsigned(2**32 - 1), b"\1" + name(b"\xff"), b"\x01\x05"])
def test_a_custom_section_that_is_malformed_is_passed_over(title: str, contents: bytes) -> None:
    found = read(HEADER + custom(title, contents) + section(5, vector(b"\0\1")))
    assert found.problem is None
    assert len(found.memories) == 1


def test_a_file_cut_at_any_byte_is_read_up_to_there() -> None:
    whole = read(DATA)
    for end in range(8, len(DATA)):
        cut = read(DATA[:end])
        assert cut.sections == whole.sections[: len(cut.sections)]
        assert cut.imports == whole.imports[: len(cut.imports)]
        assert cut.problem is not None or len(cut.sections) < len(whole.sections)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_have_a_structure_or_none(data: bytes) -> None:
    assert structure(data) is None or data[:4] == b"\0asm"
    assert isinstance(read_module(Reader(HEADER + data, 8)), Module)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_module_with_wrong_bytes_is_read_as_the_engine_reads_it(data: st.DataObject) -> None:
    changed = bytearray(DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(8, len(DATA) - 1))] = data.draw(st.integers(0, 255))
    found = read(bytes(changed))
    try:
        known = wasmtime.Module(wasmtime.Engine(), bytes(changed))
    except wasmtime.WasmtimeError:
        return
    assert found.problem is None
    assert [(each.module, each.name) for each in known.imports] == [(each.module, each.name) for each in found.imports]
    assert [each.name for each in known.exports] == [each.name for each in found.exports]


@pytest.mark.parametrize("id", [1, 2, 3, 4, 5, 6, 7, 13])
def test_2_to_the_32_entries_are_not_believed(id: int) -> None:
    tracemalloc.start()
    found = read(HEADER + section(id, unsigned(2**32 - 1)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.problem is not None
    assert "4294967295 entries are announced" in found.problem.reason
    assert most < 1 << 20


def test_types_that_are_repeated_without_end_are_not_written_out() -> None:
    function = b"\x60" + unsigned(1000) + b"\x7f" * 1000 + b"\0"
    exports = vector(*(name(f"f{each}") + b"\0\0" for each in range(20_000)))
    found = read(HEADER + section(1, vector(function)) + section(3, vector(b"\0")) + section(7, exports))
    assert found.problem is not None
    assert "characters" in found.problem.reason
    assert 0 < len(found.exports) < 20_000


def test_a_function_of_more_values_than_engines_take_is_malformed() -> None:
    found = read(HEADER + section(1, vector(b"\x60" + unsigned(1001) + b"\x7f" * 1001 + b"\0")))
    assert found.problem is not None
    assert "the limit is 1000" in found.problem.reason


def test_100000_functions_are_read() -> None:
    count = 100_000
    function = section(1, vector(b"\x60\1\x7f\1\x7f"))
    exports = vector(*(name(f"f{each}") + b"\0" + unsigned(each) for each in range(count)))
    bodies = vector(*[b"\4\0\x20\0\x0b"] * count)
    data = HEADER + function + section(3, vector(*[b"\0"] * count)) + section(7, exports) + section(10, bodies)
    wasmtime.Module.validate(wasmtime.Engine(), data)
    found = read(data)
    assert found.problem is None
    assert (len(found.functions), len(found.exports), found.entries("code")) == (count, count, count)
    assert found.exports[-1].function == FunctionType(("i32",), ("i32",))


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (section(1, vector(b"\x42")), "there is no type 0x42"),
        (section(1, vector(b"\x60\1\x42\0")), "there is no value type 0x42"),
        (section(2, vector(name("a") + name("b") + b"\x09")), "there is no kind 0x9 of imports and exports"),
        (section(2, vector(name("a") + name("b") + b"\0\3")), "there is no type 3 of functions"),
        (section(5, vector(b"\x10\1")), "there are no limits 0x10"),
        (section(5, vector(b"\x08\1\x40")), "there are no pages of 2 to the power of 64 bytes"),
        (section(6, vector(b"\x7f\0\x01\x0b")), "the instruction 0x1 is not constant"),
        (section(7, vector(name("a") + b"\2\0")), "there is no memory 0"),
        (section(5, vector(b"\0\1") + b"\0"), "the section memory has 1 bytes left over"),
        (section(77, b""), "a module has no section 77"),
        (b"\5\xff\xff\xff\xff\x0f", "4294967295 bytes are announced, and 0 are left"),
        (b"\5\x80\x80\x80\x80\x80\x80\1", "a number is longer than 32 bits"),
        (section(2, vector(name(b"\xc3\x28") + name("b") + b"\0\0")), "malformed UTF-8 encoding"),
    ],
)
def test_bytes_that_are_malformed_are_named_with_their_place(contents: bytes, reason: str) -> None:
    problem = read(HEADER + contents).problem
    assert problem is not None
    assert reason in problem.reason
    assert problem.offset is not None
    assert 8 <= problem.offset <= len(HEADER + contents)
