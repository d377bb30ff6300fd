"""An instance that stays until it is closed."""

from __future__ import annotations

from typing import Any

import trio

from oro_wasm.instances.instance import Instance, Manner
from oro_wasm.instances.messages import ExportType, Open, Returned
from oro_wasm.programs.runners import Runners

__all__ = ("KeptInstance",)


class KeptInstance:
    """An instance of a module or a component, whose calls share its memory and are answered one after another.

    It ends when it is closed, by a trap or an exit, and with a call that is cancelled or whose time is over: the state
    of a function that was stopped midway is of no use.

    Args:
        request: what to open; its `timeout` and `fuel` are those of each call.
        runners: lend it the process.
    """

    def __init__(self, request: Open, runners: Runners) -> None:
        manner = Manner(name=f"an instance of {request.path}", gone="it has ended; open another", lasting=True)
        self._instance = Instance(request, runners, manner)
        self.exports: tuple[ExportType, ...] = ()
        """Its functions with their types, once it was opened."""

    @property
    def process(self) -> int | None:
        """The id of its process; None while it has none."""
        return self._instance.process

    @property
    def ended(self) -> bool:
        """True once it answers no more calls."""
        return self._instance.ended

    async def open(self) -> None:
        """Make the instance: its start function and `_initialize` run. If that fails, it has ended.

        Raises:
            NotWebAssembly: its file is no module or component, or not a valid one.
            CannotRun: it needs what this engine, or its grants, do not have.
            Trapped: it could not go on.
            TimedOut: its time was over.
            OSError: its file cannot be read.
        """
        try:
            self.exports = (await self._instance.open()).exports
        except BaseException:
            await self.aclose()
            raise

    async def call(self, function: str, *params: Any) -> Any:
        """Call a function, and return its result: None where it has none, several as a list.

        If cancelled, the function is ended, and with it the instance.

        Args:
            function: the name of the export; of a component, as pages call it or as WIT does.
            params: numbers for a module; for a component, values as the table of WIT and JSON has them, or `bytes`.

        Raises:
            NoSuchExport: there is none of that name.
            BadArguments: it takes others.
            CannotRun: it takes or returns what lives only in the instance, such as a resource.
            Trapped: it could not go on, or exited; the instance has ended.
            TimedOut: its time was over; the instance has ended.
            Closed: the instance had ended.
        """
        return await self._instance.call(function, function, params)

    async def call_json(self, function: str, params: tuple[Any, ...]) -> Returned:
        """Call a function as `call` does, and return a list of its results as they are in JSON, with their types."""
        return await self._instance.call_json(function, function, params)

    async def aclose(self) -> None:
        """End it, whatever it does."""
        with trio.CancelScope(shield=True):
            await self._instance.aclose()
