"""WASI for one guest: what it is granted, as the engine wants to have it.

The engine's own WASI has no switch for clocks and randomness, so the functions of what is not granted are put in the
place of the engine's. Those of modules answer `notcapable`. Those of components have no errors to answer with: the
component ends when it calls one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import wasmtime
from wasmtime import FuncType, ValType

from oro_wasm.errors import CannotRun
from oro_wasm.guests.exits import proc_exit
from oro_wasm.guests.start import Grants, Start
from oro_wasm.guests.streams import Streams

if TYPE_CHECKING:  # slow to import, and modules do not need it
    from wasmtime import component

__all__ = ("component_linker", "configured", "module_linker")

PREVIEW_1 = "wasi_snapshot_preview1"
NOT_CAPABLE = 76
"""`errno::notcapable` of preview 1."""
CLOCKS = {
    "wasi:clocks/monotonic-clock": ("now", "resolution", "subscribe-instant", "subscribe-duration"),
    "wasi:clocks/wall-clock": ("now", "resolution"),
}
"""Functions of components by interface."""
RANDOM = {
    "wasi:random/random": ("get-random-bytes", "get-random-u64"),
    "wasi:random/insecure": ("get-insecure-random-bytes", "get-insecure-random-u64"),
    "wasi:random/insecure-seed": ("insecure-seed",),
}


def configured(start: Start, name: str, streams: Streams) -> wasmtime.WasiConfig:
    """Return the engine's description of a guest's surroundings.

    Args:
        start: the guest.
        name: its name, the first of its arguments.
        streams: its descriptors.

    Raises:
        CannotRun: a folder it is granted cannot be opened, or a text is none that a program can be given.
    """
    grants = start.grants
    wasi = wasmtime.WasiConfig()
    wasi.argv = [_text(each, "argument") for each in (name, *map(str, start.args))]
    wasi.env = [(_text(key, "variable"), _text(value, "variable")) for key, value in grants.env.items()]
    streams.apply(wasi)
    for each in grants.directories:
        try:
            wasi.preopen_dir(_text(each.host, "folder"), _text(each.guest, "folder"), each.writable)
        except wasmtime.WasmtimeError:
            raise CannotRun(f'Cannot grant the folder "{each.host}": it is not there, or cannot be opened') from None
    if grants.network:
        _allow_network(wasi)
    return wasi


def module_linker(engine: wasmtime.Engine, grants: Grants) -> wasmtime.Linker:
    """Return a linker with preview 1 for modules."""
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    linker.allow_shadowing = True
    i32, i64 = ValType.i32(), ValType.i64()
    linker.define_func(PREVIEW_1, "proc_exit", FuncType([i32], []), proc_exit)
    if not grants.clocks:
        linker.define_func(PREVIEW_1, "clock_res_get", FuncType([i32, i32], [i32]), _not_capable)
        linker.define_func(PREVIEW_1, "clock_time_get", FuncType([i32, i64, i32], [i32]), _not_capable)
    if not grants.random:
        linker.define_func(PREVIEW_1, "random_get", FuncType([i32, i32], [i32]), _not_capable)
    return linker


def component_linker(
    engine: wasmtime.Engine, code: component.Component, store: wasmtime.Store, grants: Grants
) -> component.Linker:
    """Return a linker with preview 2 for a component."""
    from wasmtime.component import Linker

    linker = Linker(engine)
    linker.allow_shadowing = True
    linker.add_wasip2()
    imports = list(code.type.imports(engine))
    if grants.network and any(name.startswith("wasi:http/") for name in imports):
        linker.add_wasi_http()
        store.set_wasi_http()
    if not grants.clocks:
        _withhold(linker, imports, CLOCKS, "the time, and it has no clocks")
    if not grants.random:
        _withhold(linker, imports, RANDOM, "random numbers, and it has none")
    return linker


def _withhold(linker: component.Linker, imports: list[str], interfaces: dict[str, tuple[str, ...]], what: str) -> None:
    for name in imports:
        functions = interfaces.get(name.partition("@")[0], ())
        if not functions:
            continue
        with linker.root() as root, root.add_instance(name) as instance:
            for each in functions:
                instance.add_func(each, _refusal(what))


def _refusal(what: str) -> Callable[..., Any]:
    def refused(*_: Any) -> None:
        raise wasmtime.WasmtimeError(f"it asked for {what}")

    return refused


def _not_capable(*_: int) -> int:
    return NOT_CAPABLE


def _allow_network(wasi: wasmtime.WasiConfig) -> None:
    """Let a component connect, listen and resolve names; the library has no method for it."""
    from wasmtime import _ffi as ffi

    ffi.wasi_config_inherit_network(wasi.ptr())
    ffi.wasi_config_allow_ip_name_lookup(wasi.ptr(), True)


def _text(text: str, what: str) -> str:
    """Return a text that programs can be given.

    Raises:
        CannotRun: it has a NUL, at which it would end, or is not UTF-8.
    """
    if "\0" in text:
        raise CannotRun(f"Cannot give a program the {what} {text!r}: it has a NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CannotRun(f"Cannot give a program the {what} {text!r}: it is not UTF-8") from None
    return text
