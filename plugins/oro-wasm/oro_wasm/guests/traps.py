"""Traps, told in the specification's words, with the names of the functions that were under way."""

from __future__ import annotations

import re
from collections.abc import Iterable

import wasmtime

from oro_wasm.engine.engines import STACK
from oro_wasm.engine.reasons import reason
from oro_wasm.guests.outcome import Frame, Trap
from oro_wasm.guests.start import Limits
from oro_wasm.printable import printable

__all__ = ("trap_of",)

_CODES = {
    "all fuel consumed by WebAssembly": "out-of-fuel",
    "call stack exhausted": "stack-overflow",
    "indirect call type mismatch": "bad-signature",
    "integer divide by zero": "integer-division-by-zero",
    "integer overflow": "integer-overflow",
    "interrupt": "interrupt",
    "invalid conversion to integer": "bad-conversion-to-integer",
    "out of bounds memory access": "memory-out-of-bounds",
    "undefined element: out of bounds table access": "table-out-of-bounds",
    "unaligned atomic": "heap-misaligned",
    "uninitialized element": "indirect-call-to-null",
    "wasm `unreachable` instruction executed": "unreachable",
}
"""Traps by what the engine says of them: of a component it gives nothing else."""
_UNKNOWN = (1 << 64) - 1
"""The offset of a place that the engine does not know."""
_CALL = re.compile(r"^ +\d+: +(?:0x([0-9a-f]+) - )?([^ ].*!.+)$", re.MULTILINE)


def trap_of(error: wasmtime.Trap | wasmtime.WasmtimeError, limits: Limits) -> Trap:
    """Describe why a guest could not go on.

    Args:
        error: what the engine raised.
        limits: the guest's.
    """
    why = reason(error)
    code = _CODES.get(why, "error")
    if isinstance(error, wasmtime.Trap):
        frames = tuple(_frames(error.frames))
    else:
        frames = tuple(
            Frame(function=_name(name), offset=int(at, 16) if at else -1) for at, name in _CALL.findall(str(error))
        )
    return Trap(code=code, message=_message(code, why, limits), frames=frames)


def _message(code: str, why: str, limits: Limits) -> str:
    if code == "out-of-fuel":
        return f"it has used up the {limits.fuel} instructions it may run"
    if code == "stack-overflow":
        return f"its calls are nested too deeply for its stack of {STACK >> 10} KiB"
    return why


def _frames(frames: Iterable[wasmtime.Frame]) -> Iterable[Frame]:
    for each in frames:
        known = each.module_offset < _UNKNOWN
        yield Frame(
            function=printable(each.func_name or f"function {each.func_index}"),
            offset=each.module_offset if known else -1,
        )


def _name(text: str) -> str:
    """Return the name of a function from `module!name` or `<wasm function N>`."""
    name = text.rpartition("!")[2]
    number = re.fullmatch(r"<wasm function (\d+)>", name)
    return f"function {number[1]}" if number else printable(name)
