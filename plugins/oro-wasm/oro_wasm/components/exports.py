"""Functions of an instance of a component, ready to be called. The calling thread waits while one runs."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref
from typing import Any

import wasmtime
from wasmtime import _ffi as ffi
from wasmtime import component

from oro_wasm.components import wit
from oro_wasm.components.codec import Value, reader, writer
from oro_wasm.components.names import callable_name
from oro_wasm.components.refusal import refusal
from oro_wasm.errors import CannotRun, NoSuchExport

__all__ = ("Export", "find", "found", "named")


class Export:
    """One function of one instance.

    Args:
        store: of the instance.
        instance: the instance.
        interface: the interface that has the function; None for a function of the world.
        function: the function.

    Raises:
        CannotRun: it takes or returns what lives in its instance alone, such as a resource.
    """

    def __init__(
        self, store: wasmtime.Store, instance: component.Instance, interface: str, function: wit.Function
    ) -> None:
        _check(function)
        outer = instance.get_export_index(store, interface) if interface else None
        index = instance.get_export_index(store, function.name, outer)
        handle = None if index is None else instance.get_func(store, index)
        assert handle is not None
        self._handle = handle
        self._store = store
        self._writers = [writer(each.type) for each in function.params]
        self._reader = None if function.result is None else reader(function.result)
        self._arguments = Value * len(function.params)
        self.function = function

    def __call__(self, given: Sequence[Any]) -> Any:
        """Call the function; return its result, None where it has none.

        Args:
            given: its parameters, as `values.parameters` returns them.

        Raises:
            wasmtime.WasmtimeError: it could not go on; the instance is of no use from then on.
        """
        arguments = self._arguments()
        for write, value, place in zip(self._writers, given, arguments, strict=True):
            write(value, place)
        result = Value()
        try:
            self._run(arguments, result)
        finally:
            for place in arguments:
                ffi.wasmtime_component_val_delete(byref(place))
        if self._reader is None:
            return None
        try:
            return self._reader(result)
        finally:
            ffi.wasmtime_component_val_delete(byref(result))

    def _run(self, arguments: Any, result: Any) -> None:
        place, count = (None, 0) if self._reader is None else (byref(result), 1)
        error = ffi.wasmtime_component_func_call(
            byref(self._handle._func), self._store._context(), arguments, len(arguments), place, count
        )
        if error:
            raise wasmtime.WasmtimeError._from_ptr(error)


def named(world: wit.World) -> dict[str, tuple[wit.Interface, wit.Function]]:
    """Return each function by its names: as pages call it, and as WIT does, with its interface and without."""
    entries: dict[str, tuple[wit.Interface, wit.Function]] = {}
    for interface, function in world.functions():
        entry = (interface, function)
        entries.setdefault(callable_name(interface, function), entry)
        entries.setdefault(f"{interface.name}#{function.name}", entry)
        entries.setdefault(function.name, entry)
        entries.setdefault(f"{wit.short_name(interface.name)}.{function.name}", entry)
    return entries


def found(world: wit.World, name: str) -> tuple[wit.Interface, wit.Function]:
    """Return the function that a name stands for, any of those that `named` has.

    Raises:
        NoSuchExport: there is none.
    """
    entries = named(world)
    if name not in entries:
        raise NoSuchExport(name, [callable_name(*entry) for entry in world.functions()])
    return entries[name]


def find(store: wasmtime.Store, instance: component.Instance, world: wit.World, name: str) -> Export:
    """Return the function of an instance that a name stands for.

    Raises:
        NoSuchExport: there is none.
        CannotRun: it takes or returns what lives in its instance alone.
    """
    interface, function = found(world, name)
    return Export(store, instance, interface.name, function)


def _check(function: wit.Function) -> None:
    if why := refusal(function):
        raise CannotRun(f'Cannot call "{function.name}": {why}; export a function that takes and returns plain values')
