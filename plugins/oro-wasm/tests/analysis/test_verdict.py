"""Verdicts of the engine, with place and reason."""

from __future__ import annotations

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.analysis.reader import Reader
from oro_wasm.analysis.sections import header, sections
from oro_wasm.analysis.skeleton import skeleton
from oro_wasm.analysis.verdict import verify
from wasmtime import component as engine_component

from .samples import COMPONENT, COMPONENT_HEADER, HEADER, MODULE, section, wasm

DATA = wasm(MODULE)
INNER = wasm(COMPONENT)


def test_a_module_and_a_component_are_valid() -> None:
    assert (verify(DATA).valid, verify(DATA).layer) == (True, "module")
    assert (verify(INNER).valid, verify(INNER).layer) == (True, "component")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(module (func (result i32) i64.const 1))", "type mismatch: expected i32, found i64"),
        ("(module (func (result i32)))", "type mismatch: expected i32 but nothing on stack"),
        ("(module (func local.get 3))", "unknown local 3"),
        ('(module (func $f) (export "a" (func 0)) (export "a" (func 0)))', "duplicate export name"),
        ("(module (start 0) (func (param i32)))", "invalid start function type"),
        ("(module (memory 2 1))", "size minimum must not be greater than maximum"),
    ],
)
def test_a_module_against_the_rules_is_not_valid_at_a_place(text: str, reason: str) -> None:
    verdict = verify(wasm(text))
    assert not verdict.valid
    assert verdict.problem is not None
    assert reason in verdict.problem.reason
    assert verdict.problem.offset is not None
    assert 8 < verdict.problem.offset <= len(wasm(text))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it does not begin as WebAssembly does, with 00 61 73 6d"),
        (b"\0as", "it does not begin as WebAssembly does, with 00 61 73 6d"),
        (b"(module)", "it does not begin as WebAssembly does, with 00 61 73 6d"),
        (b"\0asm", "the version is nothing; modules have 01 00 00 00, components 0d 00 01 00"),
        (b"\0asm\2\0\0\0", "the version is 02 00 00 00; modules have 01 00 00 00, components 0d 00 01 00"),
    ],
)
def test_bytes_that_begin_otherwise_are_neither(data: bytes, reason: str) -> None:
    verdict = verify(data)
    assert (verdict.valid, verdict.layer) == (False, None)
    assert verdict.problem is not None
    assert verdict.problem.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "(module (memory 1 (pagesize 1)))",
        "(module (type $f (func)) (type (cont $f)))",
        "(component (core module (memory 1 (pagesize 1))))",
        '(component (import "a" (func (param "x" (map string u32)))))',
        '(component (import "a" (func (param "x" (list u8 4)))))',
        '(component (import "a" (func (result error-context))))',
        '(component (import "n" (implements "a:b/c") (instance)))',
        "(component (core func (canon thread.index)))",
        "(module (func (param (ref null (shared any)))))",
    ],
)
def test_a_proposal_that_is_switched_off_is_told_from_an_error(text: str) -> None:
    verdict = verify(wasm(text))
    assert (verdict.valid, verdict.proposal) == (False, True)
    assert not verify(wasm("(module (func local.get 3))")).proposal


def test_a_problem_in_a_module_of_a_component_is_at_its_place_in_the_file() -> None:
    bad = wasm("(module (func (result i32) i64.const 1))")
    alone = verify(bad).problem
    data = COMPONENT_HEADER + section(4, COMPONENT_HEADER + section(1, bad))
    inside = verify(data).problem
    assert alone is not None
    assert inside is not None
    assert alone.offset is not None
    assert inside.offset is not None
    assert inside.offset == data.index(bad) + alone.offset
    assert inside.reason == alone.reason


def test_a_problem_behind_code_is_at_its_place_in_the_file() -> None:
    whole = wasm(
        '(component (core module $m (func (export "f") (result i32) (i32.const 1) (i32.const 2) i32.add)) '
        '(core instance $i (instantiate $m)) (func $f (result string) (canon lift (core func $i "f"))))'
    )
    found = verify(whole).problem
    with pytest.raises(wasmtime.WasmtimeError) as caught:
        engine_component.Component(wasmtime.Engine(), whole)
    assert found is not None
    assert found.offset is not None
    assert f"(at offset {found.offset:#x})" in str(caught.value)
    assert found.reason in str(caught.value)


def test_a_component_without_code_has_all_else() -> None:
    bare = skeleton(INNER)
    assert len(bare.data) < len(INNER)
    reader = Reader(bytes(bare.data))
    header(reader)
    whole = Reader(INNER)
    header(whole)
    assert [each.name for each, _ in sections(reader, "component")] == [
        each.name for each, _ in sections(whole, "component")
    ]
    engine_component.Component(wasmtime.Engine(), bytes(bare.data))
    at = bytes(bare.data).index(b"demo:math/api")
    assert bare.offset(at) == INNER.index(b"demo:math/api")


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_component_with_wrong_bytes_is_judged_as_by_compiling_it(data: st.DataObject) -> None:
    changed = bytearray(INNER)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(8, len(INNER) - 1))] = data.draw(st.integers(0, 255))
    try:
        engine_component.Component(wasmtime.Engine(), bytes(changed))
    except wasmtime.WasmtimeError:
        valid = False
    else:
        valid = True
    assert verify(bytes(changed)).valid == valid


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([b"", HEADER, COMPONENT_HEADER]), st.binary(max_size=100))
def test_any_bytes_have_a_verdict(head: bytes, data: bytes) -> None:
    verdict = verify(head + data)
    assert verdict.valid == (verdict.problem is None)


def test_a_file_cut_at_any_byte_has_a_verdict() -> None:
    for data in (DATA, INNER):
        for end in range(len(data)):
            assert verify(data[:end]).problem is not None or end == 8 or valid_prefix(data, end)


def valid_prefix(data: bytes, end: int) -> bool:
    """Return whether a section ends at an offset, behind which a file may end as well."""
    reader = Reader(data)
    return any(part.end == end for _, part in sections(reader, header(reader)))
