"""What two versions of a module have in common, and modules that export their state, beside the engine's own view."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import wasmtime
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.analysis.core_types import FunctionType
from oro_wasm.server.errors import NotReadable
from oro_wasm.server.layout import GLOBAL, MEMORY, layout_of, with_state_exported

TEXT = """(module
  (import "env" "log" (func (param i64 f32)))
  (import "env" "table" (table 1 funcref))
  (import "env" "base" (global i32))
  {memory}
  (global $count (mut i32) (i32.const {first}))
  (global $other (mut f64) (f64.const 1.5))
  (global $fixed i64 (i64.const -7))
  (data (i32.const 8) "{data}")
  (func (export "count") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const {step}))) (global.get $count))
  {more})"""


def code(*, first: int = 0, step: int = 1, data: str = "hello", more: str = "", memory: str = "(memory 1 4)") -> bytes:
    return bytes(wasmtime.wat2wasm(TEXT.format(first=first, step=step, data=data, more=more, memory=memory)))


def test_imports_and_exports_have_their_types() -> None:
    layout = layout_of(code(more='(func (export "two") (param i32 externref) (result i64 f64) unreachable)'))
    assert [(each.module, each.name, each.kind, each.type) for each in layout.imports] == [
        ("env", "log", "function", "(i64, f32) -> ()"),
        ("env", "table", "table", "table 1 funcref"),
        ("env", "base", "global", "i32"),
    ]
    two = layout.exports[1]
    assert (two.name, two.function) == ("two", FunctionType(("i32", "externref"), ("i64", "f64")))


def test_new_code_has_the_same_state_and_interface() -> None:
    old, new = layout_of(code()), layout_of(code(step=2))
    assert (old.interface, old.state) == (new.interface, new.state)


@pytest.mark.parametrize("other", [code(data="hallo"), code(first=5), code(memory="(memory 2 4)")])
def test_other_data_globals_or_memories_are_another_state(other: bytes) -> None:
    old, new = layout_of(code()), layout_of(other)
    assert old.interface == new.interface
    assert old.state != new.state


def test_another_export_or_type_is_another_interface() -> None:
    old = layout_of(code())
    assert old.interface != layout_of(code(more='(func (export "more"))')).interface
    one, two = (layout_of(code(more=f'(func (export "f") (param {type}))')) for type in ("i32", "i64"))
    assert one.interface != two.interface


@pytest.mark.parametrize(
    "kind", ["(global (mut v128) (v128.const i32x4 0 0 0 0))", "(global (mut funcref) (ref.null func))"]
)
def test_state_that_a_page_cannot_read_is_no_state(kind: str) -> None:
    assert layout_of(code(more=kind)).state == ""


def test_memory_and_globals_are_exported_at_their_place() -> None:
    made = with_state_exported(code(more='(export "memory" (memory 0))', memory="(memory 1)"))
    module = wasmtime.Module(wasmtime.Engine(), made)
    assert [each.name for each in module.exports] == ["count", "memory", f"{GLOBAL}1", f"{GLOBAL}2", MEMORY]


def test_a_module_without_exports_gets_them_and_one_without_state_is_as_it_was() -> None:
    made = with_state_exported(bytes(wasmtime.wat2wasm("(module (memory 1) (func $start) (start $start))")))
    assert [each.name for each in wasmtime.Module(wasmtime.Engine(), made).exports] == [MEMORY]
    plain = bytes(wasmtime.wat2wasm('(module (func (export "f")))'))
    assert with_state_exported(plain) == plain


def _mutations(base: bytes) -> st.SearchStrategy[bytes]:
    changes = st.lists(st.tuples(st.integers(0, len(base) - 1), st.integers(0, 255)), max_size=6)

    def changed(each: Sequence[tuple[int, int]]) -> bytes:
        data = bytearray(base)
        for at, value in each:
            data[at] = value
        return bytes(data)

    return changes.map(changed) | st.integers(0, len(base)).map(lambda size: base[:size])


@given(st.binary() | st.binary().map(b"\0asm\x01\0\0\0".__add__) | _mutations(code()))
def test_any_bytes_have_a_layout_or_a_reason(data: bytes) -> None:
    try:
        layout = layout_of(data)
    except NotReadable:
        return
    assert len(layout_of(with_state_exported(data)).exports) >= len(layout.exports)
