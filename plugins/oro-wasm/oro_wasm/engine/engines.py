"""The engines of this process: one for each way in which code is compiled."""

from __future__ import annotations

import os
from functools import cache

import wasmtime
from wasmtime import _ffi as ffi

__all__ = ("STACK", "VERSION", "engine")


def _identity(path: os.PathLike[str]) -> str:
    status = os.stat(path)
    return f"{status.st_size:x}-{status.st_mtime_ns:x}"


VERSION = _identity(ffi.filename)
"""The build of the library, told by its file; code that another build compiled is of no use.

Its version number would have to be searched in the metadata of what is installed, which takes longer than to run most
programs, and does not tell a build that was made here from the one of the same number that was fetched.
"""
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
