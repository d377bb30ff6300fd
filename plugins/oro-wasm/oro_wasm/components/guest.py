"""The instance of a component that a runner keeps."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import wasmtime
from wasmtime import component

from oro_wasm.components import wit
from oro_wasm.components.exports import Export, named
from oro_wasm.components.names import callable_name
from oro_wasm.components.read import world_of_file
from oro_wasm.components.refusal import not_a_component
from oro_wasm.components.text import type_text
from oro_wasm.components.values import as_json, parameters
from oro_wasm.components.withheld import withhold
from oro_wasm.engine.code import Code
from oro_wasm.engine.engines import engine
from oro_wasm.errors import CannotRun, NoSuchExport
from oro_wasm.instances.guest import InstanceGuest
from oro_wasm.instances.messages import ExportType, Invoke, Open, Returned

__all__ = ("ComponentInstance", "component_in")


class ComponentInstance(InstanceGuest):
    """A component that was opened; its functions are called by their places, or by their names.

    Args:
        code: the component, compiled.
        request: its functions, grants and limits.

    Raises:
        CannotRun: it is a module, or it wants what it is not granted.
    """

    def __init__(self, code: Code, request: Open) -> None:
        super().__init__(code, request)
        self._component = component_in(code, request.path)
        self._digest = code.digest
        self._functions = request.functions
        self._exports: dict[int | str, Export] = {}
        self._engine = engine(fuel=code.fuel)
        self._linker = component.Linker(self._engine)
        self._linker.add_wasip2()
        withhold(self._linker, self._component, request.grants)
        self._instance: component.Instance | None = None

    def instantiate(self, store: wasmtime.Store) -> None:
        """Make the instance."""
        self._exports.clear()
        try:
            self._instance = self._linker.instantiate(store, self._component)
        except wasmtime.WasmtimeError as error:
            if isinstance(error, wasmtime.ExitTrap | wasmtime.Trap):
                raise
            raise CannotRun(f"Cannot run {self.start.path}: {_reason(error)}") from None

    def exports(self) -> tuple[ExportType, ...]:
        """Return its functions by the names that pages call them; none where they are called by their places."""
        if self._functions is not None:
            return ()
        return tuple(_export_type(*each) for each in self._world.functions())

    def invoke(self, request: Invoke) -> Returned:
        """Call a function, and return its result."""
        export = self._export(request.function)
        result = export(parameters(export.function, request.values))
        if not request.json:
            return Returned(result)
        kind = export.function.result
        return Returned([]) if kind is None else Returned([as_json(kind, result)], (type_text(kind),))

    def _export(self, function: int | str) -> Export:
        if function not in self._exports:
            assert self._store is not None
            assert self._instance is not None
            interface, found = self._found(function)
            self._exports[function] = Export(self._store, self._instance, interface, found)
        return self._exports[function]

    def _found(self, function: int | str) -> tuple[str, wit.Function]:
        if isinstance(function, int):
            assert self._functions is not None
            return self._functions[function]
        if function not in self._named:
            raise NoSuchExport(function, [each.name for each in self.exports()])
        interface, found = self._named[function]
        return interface.name, found

    @cached_property
    def _world(self) -> wit.World:
        return world_of_file(Path(self.start.path), self._digest)

    @cached_property
    def _named(self) -> dict[str, tuple[wit.Interface, wit.Function]]:
        return named(self._world)


def component_in(code: Code, path: str) -> component.Component:
    """Return the component that a file was compiled to.

    Raises:
        CannotRun: it is a module.
    """
    if isinstance(code.code, component.Component):
        return code.code
    raise not_a_component(path)


def _export_type(interface: wit.Interface, function: wit.Function) -> ExportType:
    params = tuple(type_text(each.type) for each in function.params)
    results = () if function.result is None else (type_text(function.result),)
    return ExportType(callable_name(interface, function), params, results)


def _reason(error: wasmtime.WasmtimeError) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
