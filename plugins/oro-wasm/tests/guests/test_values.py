"""Numbers that functions of modules take and answer."""

from __future__ import annotations

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.errors import BadArguments
from oro_wasm.guests.values import as_json, as_text, parameters, shape, values
from wasmtime import FuncType, ValType

I32, I64, F32, F64 = ValType.i32(), ValType.i64(), ValType.f32(), ValType.f64()


@given(st.integers(), st.sampled_from([32, 64]))
def test_a_whole_number_is_taken_where_its_bits_suffice(number: int, bits: int) -> None:
    kind = FuncType([I32 if bits == 32 else I64], [])
    for value in (number, str(number), hex(number)):
        if -(1 << bits - 1) <= number < 1 << bits:
            (taken,) = parameters("f", kind, [value])
            assert (taken - number) % (1 << bits) == 0
            assert -(1 << bits - 1) <= taken < 1 << bits - 1
        else:
            with pytest.raises(BadArguments):
                parameters("f", kind, [value])


@given(st.floats(width=32))
def test_a_number_of_32_bits_comes_back_as_the_shortest_that_stands_for_it(number: float) -> None:
    (found,) = values(number, FuncType([], [F32]))
    assert struct.pack("f", found) == struct.pack("f", number) or math.isnan(number)
    assert len(repr(found)) <= len(repr(number))


@given(st.floats())
def test_any_number_is_printed_and_read_again(number: float) -> None:
    (taken,) = parameters("f", FuncType([F64], []), [as_text(number)])
    assert taken == number or (math.isnan(taken) and math.isnan(number))
    assert json.loads(json.dumps(as_json(number), allow_nan=False)) == as_json(number)


@given(st.one_of(st.text(), st.booleans(), st.none(), st.lists(st.integers()), st.binary()))
def test_what_is_no_number_is_refused_or_read(value: object) -> None:
    for kind in (I32, I64, F32, F64):
        try:
            (taken,) = parameters("f", FuncType([kind], []), [value])
        except BadArguments:
            continue
        assert isinstance(value, str)
        assert isinstance(taken, float if kind in (F32, F64) else int)


def test_the_shape_of_a_function_is_told() -> None:
    assert shape(FuncType([I32, F64], [])) == "(i32, f64) -> ()"
    assert shape(FuncType([], [I64])) == "() -> i64"
    assert shape(FuncType([ValType.funcref()], [F32, ValType.externref()])) == "(funcref) -> (f32, externref)"
