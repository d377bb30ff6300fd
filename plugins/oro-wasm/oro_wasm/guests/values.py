"""Parameters and results of exported functions of modules."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from wasmtime import FuncType, ValType
from wasmtime import _ffi as ffi

from oro_wasm.errors import BadArguments
from oro_wasm.guests.results import as_json

__all__ = ("as_json", "as_text", "parameters", "shape", "type_names", "values")

_BITS = {"i32": 32, "i64": 64}
_NUMBERS = ("i32", "i64", "f32", "f64")
_DECIMAL = re.compile(r"[+-]?[0-9]+", re.ASCII)
_KEPT = 256
"""Functions whose types are not asked for again, which takes longer than a short call."""
_SINGLE_DIGITS = range(6, 10)
"""Digits that may be needed to tell a number of 32 bits from all others."""


def shape(kind: FuncType) -> str:
    """Return the types of a function as `(i32, i32) -> i32`."""
    params, results = type_names(kind)
    answer = results[0] if len(results) == 1 else f"({', '.join(results)})"
    return f"({', '.join(params)}) -> {answer}"


def parameters(function: str, kind: FuncType, given: Sequence[Any]) -> list[Any]:
    """Return values for a function, converted to what it takes; texts are read as numbers.

    Raises:
        BadArguments: there are more or fewer, one is of another type or too large, or only other modules can call it.
    """
    wanted, results = type_names(kind)
    if other := next((name for name in (*wanted, *results) if name not in _NUMBERS), ""):
        raise BadArguments(
            f'Cannot call "{function}": it is {shape(kind)}, and only other modules have values of type {other}'
        )
    if len(wanted) != len(given):
        raise BadArguments(
            f'Cannot call "{function}": it takes {len(wanted)} parameters, {shape(kind)}, and {len(given)} were given'
        )
    return [_parameter(function, number, name, given[number - 1]) for number, name in enumerate(wanted, 1)]


def values(results: Any, kind: FuncType) -> tuple[Any, ...]:
    """Return what a function answered as a tuple; a number of 32 bits as the shortest that stands for it."""
    listed = () if results is None else results if isinstance(results, list) else (results,)
    pairs = zip(listed, type_names(kind)[1], strict=True)
    return tuple(_shortest(value) if name == "f32" else value for value, name in pairs)


def as_text(value: Any) -> str:
    """Return a result as it is printed: a number or a text as it is, what a component answers otherwise as JSON."""
    plain = as_json(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


@cache
def _types() -> Mapping[str, ValType]:
    types = {name: getattr(ValType, name)() for name in (*_NUMBERS, "funcref", "externref")}
    types["v128"] = ValType._from_ptr(ffi.wasmtime_wasm_valtype_v128(), None)
    return types


@lru_cache(maxsize=_KEPT)
def type_names(kind: FuncType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the types of a function's parameters, and of those of its results."""
    return tuple(map(_name, kind.params)), tuple(map(_name, kind.results))


def _name(kind: ValType) -> str:
    """Return the name of a type; the library's own way ends the process for those it does not know."""
    known = (name for name, each in _types().items() if ffi.wasmtime_wasm_valtype_equal(kind.ptr(), each.ptr()))
    return next(known, "ref")


def _shortest(value: float) -> float:
    """Return the number with the fewest digits that a float of 32 bits is read from: 0.1, not 0.10000000149011612."""
    if not math.isfinite(value):
        return value
    texts = (f"{value:.{digits}g}" for digits in _SINGLE_DIGITS)
    return next((float(text) for text in texts if _single(float(text)) == value), value)


def _single(value: float) -> float:
    try:
        found: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return found


def _parameter(function: str, number: int, name: str, value: Any) -> Any:
    try:
        if name not in _BITS:
            found = _float(value)
            return _single(found) if name == "f32" else found
        return _integer(value, _BITS[name])
    except (TypeError, ValueError, OverflowError):
        raise BadArguments(f'Cannot call "{function}": parameter {number} is to be {name}, and is {value!r}') from None


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError
    return float(value)


def _integer(value: Any, bits: int) -> int:
    """Return a number as the engine takes it: those of more than half the range as negative ones."""
    if isinstance(value, str):
        value = int(value) if _DECIMAL.fullmatch(value) else int(value, 0)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        raise ValueError
    whole, half = int(value), 1 << bits - 1
    if not -half <= whole < 2 * half:
        raise ValueError
    return whole - 2 * half if whole >= half else whole
