"""The engines of this process: one for each way in which code is compiled."""

from __future__ import annotations

from functools import cache

import wasmtime

__all__ = ("STACK", "engine")

STACK = 1 << 20
"""Bytes of native stack a guest may use; threads that run guests need as much, and what the engine itself uses."""


@cache
def engine(*, fuel: bool = False) -> wasmtime.Engine:
    """Return this process' engine for code that is compiled that way.

    Args:
        fuel: instructions are counted, which costs about a fifth of the speed.
    """
    config = wasmtime.Config()
    config.consume_fuel = fuel
    config.max_wasm_stack = STACK
    return wasmtime.Engine(config)
