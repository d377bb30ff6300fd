"""The interfaces of components as WIT, and components made to harm their readers."""

from __future__ import annotations

import json
import tracemalloc

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.analysis.component import Component, read_component
from oro_wasm.analysis.items import MOST_DEPTH
from oro_wasm.analysis.structure import structure
from wasmtime import component as engine_component

from .samples import COMPONENT, COMPONENT_HEADER, custom, name, section, unsigned, vector, wasm

DATA = wasm(COMPONENT)
WIT = """\
package root:component;

world root {
  import demo:log/sink@1.2.0;
  export double: func(n: u32) -> u32;
  export demo:math/api@0.1.0;
}

package demo:log@1.2.0 {
  interface sink {
    record entry {
      level: u8,
      text: string,
    }
    resource file {
      constructor(path: string);
      put: func(entry: entry);
      all: static func() -> list<file>;
    }
  }
}

package demo:math@0.1.0 {
  interface api {
    enum color {
      red,
      green,
    }
    double: func(n: u32) -> u32;
  }
}
"""


def read(data: bytes) -> Component:
    """Return the structure of a component whose header is right."""
    found = structure(data)
    assert isinstance(found, Component)
    return found


def wit_of(text: str) -> str:
    """Return the WIT of a component that the engine takes, too."""
    data = wasm(text)
    engine_component.Component(wasmtime.Engine(), data)
    found = read(data)
    assert found.problem is None
    return found.wit


def test_a_component_is_told_as_wit() -> None:
    assert read(DATA).wit == WIT


def test_imports_and_exports_are_those_of_the_engine() -> None:
    engine = wasmtime.Engine()
    known, found = engine_component.Component(engine, DATA).type, read(DATA)
    assert list(known.imports(engine)) == [each.name for each in found.imports]
    assert list(known.exports(engine)) == [each.name for each in found.exports]
    sink = known.imports(engine)["demo:log/sink@1.2.0"].ty
    assert isinstance(sink, engine_component.ComponentInstanceType)
    functions = [key for key, each in sink.exports(engine).items() if isinstance(each.ty, engine_component.FuncType)]
    assert functions == [each.name for each in found.imports[0].functions]


def test_what_is_inside_a_component_is_found() -> None:
    found = read(DATA)
    (module,), (inner,) = found.modules, found.components
    assert (found.name, found.problem) == ("greeter", None)
    assert [each.name for each in module.exports] == ["memory", "double"]
    assert DATA[module.offset : module.offset + 8] == b"\0asm\1\0\0\0"
    assert (inner.name, inner.depth) == ("shim", 1)
    assert DATA[inner.offset : inner.offset + 8] == COMPONENT_HEADER


def test_a_type_of_another_interface_is_used_not_repeated() -> None:
    text = wit_of(
        """
        (component
          (import "demo:a/types@1.0.0" (instance $types
            (type $p (record (field "x" s32)))
            (export "point" (type (eq $p)))
            (export "pen" (type (sub resource)))))
          (alias export $types "point" (type $point))
          (alias export $types "pen" (type $pen))
          (import "demo:b/draw@1.0.0" (instance
            (alias outer 1 $point (type $point))
            (export "point" (type $own (eq $point)))
            (alias outer 1 $pen (type $pen))
            (export "stylus" (type $stylus (eq $pen)))
            (type $l (list $own))
            (export "line" (type (eq $l)))
            (export "draw" (func (param "with" (borrow $stylus)) (param "at" $own))))))
        """
    )
    assert "    use demo:a/types@1.0.0.{point, pen as stylus};\n" in text
    assert "    type line = list<point>;\n" in text
    assert "    draw: func(with: borrow<stylus>, at: point);\n" in text.replace("%with", "with")


def test_every_kind_of_type_is_written() -> None:
    text = wit_of(
        """
        (component
          (import "all" (instance
            (type $v (variant (case "none-at-all") (case "some" (tuple u8 char))))
            (export "v" (type $vv (eq $v)))
            (type $f (flags "read" "list"))
            (export "f" (type $ff (eq $f)))
            (export "g" (func (param "a" (option f32)) (param "b" (result))
              (result (result (list s64) (error string)))))
            (export "h" (func (param "type" $vv) (param "flags" $ff) (result (result (error bool))))))))
        """
    )
    assert "import all: interface {" in text
    assert "none-at-all,\n" in text
    assert "some(tuple<u8, char>),\n" in text
    assert "list," in text
    assert "g: func(a: option<f32>, b: result) -> result<list<s64>, string>;" in text
    assert "h: func(%type: v, %flags: f) -> result<_, bool>;" in text


def test_types_of_streams_and_futures_are_written() -> None:
    found = read(wasm('(component (import "a" (func async (param "x" (future u32)) (result (stream u8)))))'))
    assert "import a: async func(x: future<u32>) -> stream<u8>;" in found.wit


def test_documentation_in_the_file_is_written_before_what_it_is_of() -> None:
    docs = {
        "interfaces": {
            "sink": {
                "docs": "Where lines go.\nAll of them.",
                "types": {"entry": {"docs": "One line.", "items": {"level": "From 0."}}},
                "funcs": {"[method]file.put": {"docs": "Writes it."}, "[constructor]file": "Opens it."},
            }
        }
    }
    text = read(DATA + custom("package-docs", b"\1" + json.dumps(docs).encode())).wit
    assert "  /// Where lines go.\n  /// All of them.\n  interface sink {" in text
    assert "    /// One line.\n    record entry {\n      /// From 0.\n      level: u8,\n" in text
    assert "      /// Opens it.\n      constructor(path: string);\n      /// Writes it.\n      put: func" in text


@pytest.mark.parametrize(
    "contents", [b"", b"\1", b"\1{", b"\1[1]", b'\1{"interfaces": 3}', b"\1" + b"[" * 100_000, b"\1\xff"]
)
def test_documentation_that_cannot_be_read_is_left_out(contents: bytes) -> None:
    assert read(DATA + custom("package-docs", contents)).wit == WIT


def test_a_component_cut_at_any_byte_is_read_up_to_there() -> None:
    for end in range(8, len(DATA)):
        found = read(DATA[:end])
        assert found.problem is not None or found.sections != read(DATA).sections


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_component_with_wrong_bytes_is_read_as_the_engine_reads_it(data: st.DataObject) -> None:
    changed = bytearray(DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(8, len(DATA) - 1))] = data.draw(st.integers(0, 255))
    found, engine = read(bytes(changed)), wasmtime.Engine()
    try:
        known = engine_component.Component(engine, bytes(changed)).type
    except wasmtime.WasmtimeError:
        return
    assert list(known.exports(engine)) == [each.name for each in found.exports]
    assert list(known.imports(engine)) == [each.name for each in found.imports]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 13), st.binary(max_size=40)), max_size=8))
def test_any_sections_are_read_or_refused(sections: list[tuple[int, bytes]]) -> None:
    data = COMPONENT_HEADER + b"".join(section(id, contents) for id, contents in sections)
    assert isinstance(read_component(data), Component)


@pytest.mark.parametrize("id", [5, 6, 7, 8, 10, 11])
def test_2_to_the_32_entries_are_not_believed(id: int) -> None:
    tracemalloc.start()
    found = read(COMPONENT_HEADER + section(id, unsigned(2**32 - 1)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.problem is not None
    assert "4294967295 entries are announced" in found.problem.reason
    assert most < 1 << 20


def nested(depth: int) -> bytes:
    """Return components in one another."""
    data = COMPONENT_HEADER
    for _ in range(depth):
        data = COMPONENT_HEADER + section(4, data)
    return data


def test_components_may_be_nested_up_to_a_limit() -> None:
    assert read(nested(MOST_DEPTH)).problem is None
    found = read(nested(5000))
    assert found.problem is not None
    assert "nested deeper than" in found.problem.reason


def test_types_of_instances_may_be_nested_up_to_a_limit() -> None:
    type = b"\x42\0"
    for _ in range(5000):
        type = b"\x42\1\1" + type
    found = read(COMPONENT_HEADER + section(7, vector(type)))
    assert found.problem is not None
    assert "nested deeper than" in found.problem.reason


def test_lists_of_lists_may_be_nested_up_to_a_limit() -> None:
    types = [b"\x70\x7d", *(b"\x70" + index(each) for each in range(5000))]
    function = b"\x40\1" + name("x") + index(5000) + b"\1\0"
    found = read(COMPONENT_HEADER + section(7, vector(*types, function)) + section(10, import_of(5001)))
    assert found.problem is not None
    assert found.problem.reason == "types are nested deeper than 100"


def test_tuples_that_double_are_not_written_out() -> None:
    types = [b"\x6f\2\x7d\x7d", *(b"\x6f\2" + unsigned(each) * 2 for each in range(60))]
    function = b"\x40\1" + name("x") + unsigned(60) + b"\1\0"
    found = read(COMPONENT_HEADER + section(7, vector(*types, function)) + section(10, import_of(61)))
    assert found.problem is not None
    assert "more than 16777216 characters" in found.problem.reason


def index(number: int) -> bytes:
    """Return the index of a type where a type may stand, too: a signed number."""
    data = unsigned(number)
    return bytes((*data[:-1], data[-1] | 0x80, 0)) if data[-1] & 0x40 else data


def import_of(index: int) -> bytes:
    """Return the import of a function whose type has an index."""
    return vector(b"\0" + name("f") + b"\1" + unsigned(index))


def test_functions_of_many_parameters_are_not_written_without_end() -> None:
    fields = vector(*(name(f"parameter-{each}") + b"\x7d" for each in range(1000)))
    function = b"\x40" + fields + b"\1\0"
    imports = vector(*(b"\0" + name(f"f{each}") + b"\1\0" for each in range(5000)))
    found = read(COMPONENT_HEADER + section(7, vector(function)) + section(10, imports))
    assert found.problem is not None
    assert "more than 16777216 characters" in found.problem.reason


def test_a_type_under_100000_names_is_read() -> None:
    count = 100_000
    names = [b"\4\0" + name(f"t{each}") + b"\3\0" + unsigned(each) for each in range(count)]
    instance = b"\x42" + vector(b"\1\x72\1" + name("x") + b"\x7d", *names)
    used = b"\0" + name("of-all") + b"\5\0"
    found = read(COMPONENT_HEADER + section(7, vector(instance)) + section(10, vector(used)))
    assert found.problem is None
    assert found.wit.count("\n    type t") == count - 1
    assert "    type t99999 = t99998;\n" in found.wit


def test_components_that_instantiate_each_other_twice_come_to_an_end() -> None:
    inner = COMPONENT_HEADER + section(7, vector(b"\x40\0\1\0"))
    for _ in range(40):
        inner = COMPONENT_HEADER + section(4, inner) + section(5, vector(b"\0\0\0", b"\0\0\0"))
    found = read(inner)
    assert found.problem is not None
    assert "repeat more than" in found.problem.reason


def test_a_module_inside_that_is_malformed_is_named() -> None:
    found = read(COMPONENT_HEADER + section(1, b"\0asm\1\0\0\0" + section(5, b"\7")))
    assert found.problem is not None
    assert "7 entries are announced" in found.problem.reason


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (section(7, vector(b"\x99\x7f")), "there is no type 0x99"),
        (section(7, vector(b"\x70\5")), "there is no type 5"),
        (section(7, vector(b"\x42\1\x09")), "there is no declaration 0x9"),
        (section(6, vector(b"\3\0\0" + name("x"))), 'the instance 0 has no export "x"'),
        (section(6, vector(b"\3\2\7\0")), "there is no scope 7 around"),
        (section(6, vector(b"\3\5\7\0")), "there is no form 0x5 of aliases"),
        (section(5, vector(b"\0\0\0")), "there is no component 0"),
        (section(8, vector(b"\x99\0")), "there is no canonical function 0x99"),
        (section(10, vector(b"\7" + name("a"))), "there is no form 0x7 of names"),
        (section(11, vector(b"\0" + name("a") + b"\1\3\0")), "there is no function 3"),
        (section(11, vector(b"\0" + name("a") + b"\x09\3\0")), "there is no sort 0x9 of items"),
        (section(99, b""), "a component has no section 99"),
    ],
)
def test_bytes_that_are_malformed_are_named(contents: bytes, reason: str) -> None:
    problem = read(COMPONENT_HEADER + contents).problem
    assert problem is not None
    assert reason in problem.reason


PACKAGE = """
(component
  (type (component
    (type (instance (type (enum "red" "green")) (export "color" (type (eq 0)))))
    (export "demo:paint/colors@0.1.0" (instance (type 0)))))
  (export "colors" (type 0))
  (type (component
    (type (component
      (type (instance (type (enum "red" "green")) (export "color" (type (eq 0)))))
      (import "demo:paint/colors@0.1.0" (instance $colors (type 0)))
      (alias export $colors "color" (type $color))
      (import "wasi:io/error@0.2.0" (instance (export "error" (type (sub resource)))))
      (import "color" (type $own (eq $color)))
      (export "mix" (func (param "a" $own) (param "b" $own) (result $own)))))
    (export "demo:paint/painter@0.1.0" (component (type 0)))))
  (export "painter" (type 2)))
"""


def test_a_package_of_wit_is_written_with_its_worlds_and_documentation() -> None:
    data = wasm(PACKAGE) + custom("package-docs", b'\1{"interfaces": {"colors": {"docs": "Of paints."}}}')
    engine_component.Component(wasmtime.Engine(), data)
    found = read(data)
    assert (found.problem, found.package) == (None, True)
    assert found.wit == (
        "world painter {\n"
        "  use demo:paint/colors@0.1.0.{color};\n"
        "\n"
        "  import demo:paint/colors@0.1.0;\n"
        "  import wasi:io/error@0.2.0;\n"
        "  export mix: func(a: color, b: color) -> color;\n"
        "}\n"
        "\n"
        "package demo:paint@0.1.0 {\n"
        "  /// Of paints.\n"
        "  interface colors {\n"
        "    enum color {\n"
        "      red,\n"
        "      green,\n"
        "    }\n"
        "  }\n"
        "}\n"
        "\n"
        "package wasi:io@0.2.0 {\n"
        "  interface error {\n"
        "    resource error;\n"
        "  }\n"
        "}\n"
    )


CANONICAL = """
resource.new $file; resource.drop $file; resource.rep $file; task.cancel; task.return (result u32) (memory $memory)
task.return; backpressure.inc; backpressure.dec; context.get i32 0; context.set i32 0; thread.yield; subtask.drop
subtask.cancel async; stream.new $bytes; stream.read $bytes (memory $memory) async; stream.write $bytes (memory $memory)
stream.forward $bytes; stream.cancel-read $bytes async; stream.cancel-write $bytes; stream.drop-readable $bytes
stream.drop-writable $bytes; future.new $byte; future.read $byte (memory $memory); future.write $byte (memory $memory)
future.forward $byte; future.cancel-read $byte; future.cancel-write $byte async; future.drop-readable $byte
future.drop-writable $byte; error-context.new (memory $memory); error-context.drop
error-context.debug-message (memory $memory) (realloc (core func $grow)); waitable-set.new
waitable-set.wait (memory $memory); waitable-set.poll (memory $memory); waitable-set.drop; waitable.join; thread.index
thread.suspend; thread.resume-later; thread.suspend-then-resume; thread.yield-then-resume; thread.suspend-then-promote
thread.yield-then-promote; thread.available_parallelism
"""


@pytest.mark.parametrize("function", [each.strip() for each in CANONICAL.replace("\n", ";").split(";") if each.strip()])
def test_canonical_functions_are_passed_over(function: str) -> None:
    found = read(
        wasm(
            f"""
            (component
              (core module $m (memory (export "memory") 1) (func (export "f"))
                (func (export "grow") (param i32 i32 i32 i32) (result i32) unreachable))
              (core instance $i (instantiate $m))
              (alias core export $i "memory" (core memory $memory))
              (alias core export $i "grow" (core func $grow))
              (type $bytes (stream u8))
              (type $byte (future u8))
              (type $file (resource (rep i32)))
              (core func (canon {function}))
              (func (export "f") (canon lift (core func $i "f"))))
            """
        )
    )
    assert found.problem is None
    assert [(each.name, each.type) for each in found.exports] == [("f", "func()")]
