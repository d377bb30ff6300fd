"""A module as a guest: started as a program, or for one of its functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import wasmtime
from wasmtime import FuncType

from oro_wasm.engine.engines import engine
from oro_wasm.errors import CannotRun, NoSuchExport
from oro_wasm.guests.start import Start
from oro_wasm.guests.wasi import module_linker
from oro_wasm.printable import printable

__all__ = ("ModuleGuest",)

_START = "_start"
_INITIALIZE = "_initialize"
_SHOWN = 20


class ModuleGuest:
    """A module with what it is granted.

    Args:
        module: the module.
        start: what is to run.
        store: set up for it, and used for nothing else.
    """

    def __init__(self, module: wasmtime.Module, start: Start, store: wasmtime.Store) -> None:
        self._module = module
        self._start = start
        self._store = store
        self._instance: wasmtime.Instance | None = None
        self._called: dict[str, wasmtime.Func] = {}
        self.code = 0
        """The exit code, where the program did not exit itself."""
        self.types: tuple[str, ...] = ()
        """Those of the results of the function."""

    def run(self) -> tuple[Any, ...]:
        """Run the program, or the function; return the function's results.

        Raises:
            NoSuchExport: there is no function of that name.
            BadArguments: the function takes others.
            CannotRun: it needs what is not there, or not granted, or more than its limits allow.
            wasmtime.Trap: it cannot go on.
            Exited: it exited.
        """
        if self._start.function:
            return self.call(self._start.function, self._start.args)
        self._check_program()
        self._function(_START)(self._store)
        return ()

    def memory(self) -> int | None:
        """Return the bytes of its exported memory, None where it has none."""
        if self._instance is None:
            return None
        memory = self._instance.exports(self._store).get("memory")
        return memory.data_len(self._store) if isinstance(memory, wasmtime.Memory) else None

    def call(self, name: str, given: Sequence[Any]) -> tuple[Any, ...]:
        """Call a function of the one instance, which is made first unless it is there; return its results.

        Raises:
            NoSuchExport, BadArguments, CannotRun, wasmtime.Trap, Exited: as of `run`.
        """
        from oro_wasm.guests import values  # programs do not need it

        kinds = self.functions
        if name not in kinds:
            raise NoSuchExport(name, map(printable, kinds))
        taken = values.parameters(name, kinds[name], given)
        self.instantiate()
        _, self.types = values.type_names(kinds[name])
        return values.values(self._function(name)(self._store, *taken), kinds[name])

    def instantiate(self) -> None:
        """Make the instance, and call its `_initialize`; do nothing where it is there.

        Raises:
            CannotRun, wasmtime.Trap, Exited: as of `run`.
        """
        if self._instance is None:
            self._instantiated()
            if _takes_nothing(self.functions.get(_INITIALIZE)):
                self._function(_INITIALIZE)(self._store)

    @cached_property
    def functions(self) -> Mapping[str, FuncType]:
        """The functions it exports."""
        return {each.name: each.type for each in self._module.exports if isinstance(each.type, FuncType)}

    def _check_program(self) -> None:
        """Raise CannotRun if the module is no program."""
        kinds = self.functions
        if _takes_nothing(kinds.get(_START)):
            return
        there = ", ".join(map(printable, list(kinds)[:_SHOWN]))
        advice = f"call one of its functions: {there}" if there else "it has no function that could be called"
        raise CannotRun(
            f"Cannot run {self._start.path}: it is no program: no `{_START}` without parameters is exported; {advice}"
        )

    def _function(self, name: str) -> wasmtime.Func:
        if name not in self._called:
            instance = self._instance or self._instantiated()
            found = instance.exports(self._store)[name]
            assert isinstance(found, wasmtime.Func)
            self._called[name] = found
        return self._called[name]

    def _instantiated(self) -> wasmtime.Instance:
        linker = module_linker(engine(fuel=self._start.limits.fuel is not None), self._start.grants)
        try:
            self._instance = linker.instantiate(self._store, self._module)
        except wasmtime.WasmtimeError as error:
            from oro_wasm.guests.refusals import cannot_start  # few guests need it

            raise cannot_start(self._start, error) or error from None
        return self._instance


def _takes_nothing(kind: FuncType | None) -> bool:
    return kind is not None and not kind.params and not kind.results
