"""Withhold clocks and randomness from a component: calling them ends it, with a message that says so.

The engine's WASI has no switch for them, and components import them whether they use them or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import wasmtime
from wasmtime import component

from oro_wasm.guests.start import Grants

__all__ = ("withhold",)


def withhold(linker: component.Linker, code: component.Component, grants: Grants) -> None:
    """Put functions that refuse in the place of those that are not granted."""
    refused = [*([] if grants.clocks else ["wasi:clocks/"]), *([] if grants.random else ["wasi:random/"])]
    if not refused:
        return
    linker.allow_shadowing = True
    for interface, function in _functions(linker.engine, code, tuple(refused)):
        with linker.root() as root, root.add_instance(interface) as instance:
            instance.add_func(function, _refusing(f"{interface}#{function}"))


def _functions(
    engine: wasmtime.Engine, code: component.Component, prefixes: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for name, entry in code.type.imports(engine).items():
        kind = entry.ty
        if name.startswith(prefixes) and isinstance(kind, component.ComponentInstanceType):
            for key, item in kind.exports(engine).items():
                if isinstance(item.ty, component.FuncType):
                    yield name, key


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> None:
        raise wasmtime.WasmtimeError(f"{name} is not granted")

    return refuse
