"""The one instance that a runner keeps, of a module or of a component; the calling thread waits while it runs."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

import wasmtime

from oro_framework.errors import OroError
from oro_wasm.engine.code import Code
from oro_wasm.guests.exits import Exited
from oro_wasm.guests.outcome import Trap
from oro_wasm.guests.run import store_for
from oro_wasm.guests.start import Start
from oro_wasm.guests.streams import Streams
from oro_wasm.guests.traps import trap_of
from oro_wasm.instances.messages import ExportType, Invoke, Open, Opened, Returned, Stopped

__all__ = ("InstanceGuest",)

T = TypeVar("T")


class InstanceGuest(ABC):
    """Code that was opened, and its instance.

    Args:
        code: the module or component, compiled.
        request: its grants and limits.
    """

    def __init__(self, code: Code, request: Open) -> None:
        self.start = Start(
            path=request.path, name=request.name, args=request.args, grants=request.grants, limits=request.limits
        )
        self._code = code
        self._store: wasmtime.Store | None = None
        """That of the instance; None while there is none."""

    def open(self) -> Opened | Stopped:
        """Make the instance.

        Raises:
            CannotRun: it wants what is not there, or what it is not granted.
        """
        return self._watched(self._opened)

    def call(self, request: Invoke) -> Returned | Stopped:
        """Call a function, in a new instance where that is asked for, or the last call trapped.

        Raises:
            NoSuchExport: there is none of that name.
            BadArguments: it takes others.
        """
        return self._watched(lambda: self._called(request))

    @abstractmethod
    def instantiate(self, store: wasmtime.Store) -> None:
        """Make the instance in a store of its own, in place of the one that is there."""

    @abstractmethod
    def exports(self) -> tuple[ExportType, ...]:
        """Return the functions that can be called by their names."""

    @abstractmethod
    def invoke(self, request: Invoke) -> Returned:
        """Call a function of the instance, and return its result."""

    def _opened(self) -> Opened:
        self._made()
        return Opened(self.exports())

    def _called(self, request: Invoke) -> Returned:
        store = self._made() if request.fresh or self._store is None else self._store
        if self._code.fuel:
            store.set_fuel(self.start.limits.fuel or 0)
        return self.invoke(request)

    def _made(self) -> wasmtime.Store:
        self._drop()
        with open(os.devnull, "rb") as nothing:
            store = store_for(self._code, self.start, Streams(stdin=nothing.fileno()))
        self._store = store
        try:
            self.instantiate(store)
        except OroError:
            self._drop()
            raise
        return store

    def _watched(self, act: Callable[[], T]) -> T | Stopped:
        """Do something with the instance, which is of no use once it trapped or exited."""
        try:
            return act()
        except (Exited, wasmtime.ExitTrap) as error:
            stopped = Stopped(Trap(code="exit", message=f"it ended itself with exit code {error.code}"), error.code)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            stopped = Stopped(trap_of(error, self.start.limits))
        self._drop()
        return stopped

    def _drop(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
