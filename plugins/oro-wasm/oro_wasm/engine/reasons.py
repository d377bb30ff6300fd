"""Reasons of the engine's errors, without the lines around them."""

from __future__ import annotations

import wasmtime

from oro_wasm.printable import printable

__all__ = ("reason",)

_TRAP = "wasm trap: "


def reason(error: wasmtime.WasmtimeError | wasmtime.Trap) -> str:
    """Return the innermost cause of an error, one sentence without a full stop."""
    _, _, causes = str(error).strip().rpartition("Caused by:\n")
    lines = [line.strip() for line in causes.splitlines() if line.strip()]
    numbered = [line.partition(": ")[2] for line in lines if line.partition(": ")[0].isdigit()]
    last = (numbered or lines or ["the engine does not say why"])[-1]
    return printable(last.removeprefix(_TRAP).rstrip("."))
