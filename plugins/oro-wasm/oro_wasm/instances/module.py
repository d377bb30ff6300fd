"""The instance of a module that a runner keeps."""

from __future__ import annotations

import wasmtime

from oro_wasm.engine.code import Code
from oro_wasm.guests.modules import ModuleGuest
from oro_wasm.guests.results import results_json
from oro_wasm.guests.values import type_names
from oro_wasm.instances.guest import InstanceGuest
from oro_wasm.instances.messages import ExportType, Invoke, Open, Returned

__all__ = ("ModuleInstance",)


class ModuleInstance(InstanceGuest):
    """A module that was opened; its functions are called by their names.

    Args:
        code: the module, compiled.
        request: its grants and limits.
    """

    def __init__(self, code: Code, request: Open) -> None:
        super().__init__(code, request)
        assert isinstance(code.code, wasmtime.Module)
        self._module = code.code
        self._guest: ModuleGuest | None = None

    def instantiate(self, store: wasmtime.Store) -> None:
        """Make the instance, and call its `_initialize`."""
        self._guest = ModuleGuest(self._module, self.start, store)
        self._guest.instantiate()

    def exports(self) -> tuple[ExportType, ...]:
        """Return its functions, in the module's order."""
        assert self._guest is not None
        return tuple(ExportType(name, *type_names(kind)) for name, kind in self._guest.functions.items())

    def invoke(self, request: Invoke) -> Returned:
        """Call a function, and return its results."""
        assert self._guest is not None
        results = self._guest.call(str(request.function), request.values)
        if request.json:
            return Returned(results_json(results, self._guest.types), self._guest.types)
        return Returned(results if len(results) > 1 else next(iter(results), None))
