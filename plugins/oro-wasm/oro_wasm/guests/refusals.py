"""Say why a guest could not be started, in terms of its imports and limits."""

from __future__ import annotations

import re

import wasmtime

from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Limits, Start
from oro_wasm.printable import printable

__all__ = ("cannot_start",)

_PAGE = 1 << 16
_UNKNOWN = re.compile(r"unknown import: `(.+)::(.*)` has not been defined", re.DOTALL)
_MISSING = re.compile(r"component imports \w+ `([^`]+)`, but a matching implementation was not found")
_MEMORY = re.compile(r"memory minimum size of (\d+) pages exceeds memory limits")
_TABLE = re.compile(r"table minimum size of (\d+) elements exceeds table limits")
_BEFORE_PREVIEW_1 = (
    "it is built for WASI as it was before preview 1; build it anew, or run it in a page with { engine: 'page' }"
)
_SHARED = "shared memory support is disabled"
_COUNT = re.compile(r"resource limit exceeded: (\w+) count too high at (\d+)")


def cannot_start(start: Start, error: wasmtime.WasmtimeError) -> CannotRun | None:
    """Return the error for a guest whose imports are not there or whose limits are too low; None for other reasons."""
    why = printable(_why(str(error), start.limits))
    return CannotRun(f"Cannot run {start.path}: {why}") if why else None


def _why(text: str, limits: Limits) -> str:
    if match := _UNKNOWN.search(text):
        if match[1] == "wasi_unstable":
            return _BEFORE_PREVIEW_1
        return f'it imports "{match[1]}.{match[2]}", which WASI does not have; build it for WASI alone'
    if match := _MISSING.search(text):
        advice = "grant it the network" if match[1].startswith("wasi:http/") else "compose it with one that exports it"
        return f'it imports "{match[1]}", which it is not given; {advice}'
    if match := _MEMORY.search(text):
        begins = int(match[1]) * _PAGE
        return f"its memory begins with {begins} bytes, and it may have {limits.memory}; allow it more memory"
    if match := _TABLE.search(text):
        return f"a table of it begins with {match[1]} elements, and it may have {limits.table}"
    if match := _COUNT.search(text):
        things = {"memory": "memories", "table": "tables", "instance": "instances"}.get(match[1], match[1])
        return f"it needs more {things} than the {int(match[2]) - 1} that a guest may have"
    if _SHARED in text:
        return "its memory is shared by threads, which guests do not have here; build it without threads"
    return ""
