"""A component as a guest: started as a program, or for one of its functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import wasmtime
from wasmtime import component

from oro_wasm.engine.engines import engine
from oro_wasm.errors import CannotRun
from oro_wasm.guests.refusals import cannot_start
from oro_wasm.guests.start import Start
from oro_wasm.guests.wasi import component_linker

__all__ = ("ComponentGuest",)

_COMMAND = "wasi:cli/run"
_FAILED = 1


class ComponentGuest:
    """A component with what it is granted.

    Args:
        code: the component.
        digest: of its bytes.
        start: what is to run.
        store: set up for it, and used for nothing else.
    """

    def __init__(self, code: component.Component, digest: str, start: Start, store: wasmtime.Store) -> None:
        self._code = code
        self._digest = digest
        self._start = start
        self._store = store
        self._engine = engine(fuel=start.limits.fuel is not None)
        self.code = 0
        """The exit code."""
        self.types: tuple[str, ...] = ()
        """Those of the results of the function, as WIT has them."""

    def run(self) -> tuple[Any, ...]:
        """Run the program, or the function; return the function's results.

        Raises:
            Changed: the file is another by now.
            NoSuchExport: there is no function of that name.
            BadArguments: the function takes others.
            CannotRun: it needs what is not there, or not granted, or more than its limits allow.
            wasmtime.WasmtimeError: it cannot go on.
            wasmtime.ExitTrap: it exited.
        """
        if self._start.function:
            return self._called()
        command = next((name for name in self._code.type.exports(self._engine) if _is_command(name)), None)
        if command is None:
            raise CannotRun(
                f"Cannot run {self._start.path}: it is no program, for it does not export `{_COMMAND}`; call one of "
                "its functions"
            )
        instance = self._instantiated()
        outer = instance.get_export_index(self._store, command)
        index = None if outer is None else instance.get_export_index(self._store, "run", outer)
        function = None if index is None else instance.get_func(self._store, index)
        assert function is not None
        result = function(self._store)
        function.post_return(self._store)
        self.code = _FAILED if getattr(result, "tag", "") == "err" else 0
        return ()

    def memory(self) -> int | None:
        """Return None: memories of components are their own."""
        return None

    def _called(self) -> tuple[Any, ...]:
        from oro_wasm.components import exports, values  # programs do not need them
        from oro_wasm.components.read import world_of_file
        from oro_wasm.components.text import type_text

        world = world_of_file(Path(self._start.path), self._digest)
        _, function = exports.found(world, self._start.function)
        given = values.parameters(function, self._start.args, texts=self._start.texts)
        result = exports.find(self._store, self._instantiated(), world, self._start.function)(given)
        if function.result is None:
            return ()
        self.types = (type_text(function.result),)
        return (values.as_json(function.result, result),)

    def _instantiated(self) -> component.Instance:
        linker = component_linker(self._engine, self._code, self._store, self._start.grants)
        try:
            return linker.instantiate(self._store, self._code)
        except wasmtime.ExitTrap:
            raise
        except wasmtime.WasmtimeError as error:
            raise cannot_start(self._start, error) or error from None


def _is_command(name: str) -> bool:
    return name.partition("@")[0] == _COMMAND
