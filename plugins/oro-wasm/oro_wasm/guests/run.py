"""Run a guest to its end, in the calling process and thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import wasmtime

from oro_wasm.engine.code import Code
from oro_wasm.engine.engines import engine
from oro_wasm.guests.exits import Exited
from oro_wasm.guests.modules import ModuleGuest
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.start import Start
from oro_wasm.guests.streams import Streams
from oro_wasm.guests.wasi import configured

if TYPE_CHECKING:  # slow to import, and modules do not need it
    from oro_wasm.guests.components import ComponentGuest

__all__ = ("run", "store_for")

ABORTED = 134
MEMORIES = 16
TABLES = 64
INSTANCES = 1000
"""Memories, tables and instances a guest may have; components consist of several modules."""


def run(code: Code, start: Start, streams: Streams) -> Outcome:
    """Run a guest, and return how it ended; only the end of this process can stop it before.

    Args:
        code: what `start.path` was compiled to.
        start: what it is granted, and how far it may go.
        streams: its descriptors.

    Raises:
        NoSuchExport: there is no function of that name.
        BadArguments: the function takes others.
        CannotRun: it needs what it is not granted, or what is not there, or more than its limits allow.
    """
    store = store_for(code, start, streams)
    try:
        return _outcome(_guest(code, start, store), start, store, counted=code.fuel)
    finally:
        store.close()


def store_for(code: Code, start: Start, streams: Streams) -> wasmtime.Store:
    """Return a store with what a guest is granted, and its limits.

    Raises:
        CannotRun: a folder it is granted cannot be opened, or a text is none that a program can be given.
    """
    wasi = configured(start, start.name or Path(start.path).name, streams)
    store = wasmtime.Store(engine(fuel=code.fuel))
    store.set_limits(start.limits.memory, start.limits.table, INSTANCES, TABLES, MEMORIES)
    if code.fuel:
        store.set_fuel(start.limits.fuel or 0)
    store.set_wasi(wasi)
    return store


def _guest(code: Code, start: Start, store: wasmtime.Store) -> ModuleGuest | ComponentGuest:
    if isinstance(code.code, wasmtime.Module):
        return ModuleGuest(code.code, start, store)
    from oro_wasm.guests.components import ComponentGuest

    return ComponentGuest(code.code, code.digest, start, store)


def _outcome(guest: ModuleGuest | ComponentGuest, start: Start, store: wasmtime.Store, *, counted: bool) -> Outcome:
    exited, trap, results = 0, None, ()
    try:
        results = guest.run()
        exited = guest.code
    except (Exited, wasmtime.ExitTrap) as error:
        exited = error.code
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        from oro_wasm.guests.traps import trap_of  # few guests need it

        exited, trap = ABORTED, trap_of(error, start.limits)
    fuel = (start.limits.fuel or 0) - store.get_fuel() if counted else None
    return Outcome(code=exited, trap=trap, results=results, types=guest.types, fuel=fuel, memory=guest.memory())
