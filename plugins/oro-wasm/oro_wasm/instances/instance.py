"""One instance, in a process of its own."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, TypeVar

import trio
from msgspec import Struct

from oro_framework.errors import Closed, TimedOut
from oro_wasm.errors import RunnerEnded, Trapped
from oro_wasm.instances.messages import Invoke, Open, Opened, Returned, Stopped
from oro_wasm.programs.runner import Runner
from oro_wasm.programs.runners import Runners
from oro_wasm.runner.messages import Load, Loaded

__all__ = ("Instance", "Manner")

T = TypeVar("T")


class Manner(Struct, frozen=True, kw_only=True):
    """The way instances live, and the name they have in messages."""

    name: str
    """Such as `component "calc"`."""
    gone: str
    """Why it answers no more once it was closed."""
    lasting: bool = False
    """The end of its process, or a trap, is its own end; otherwise the next call has a new instance."""
    fresh: bool = False
    """Each call has a new instance, in the same process."""


class Instance:
    """Calls functions of one module or component, one after another. Loop thread.

    Its process starts with the first call. A call that is cancelled ends the process, whatever the function does; a
    function that traps leaves an instance of no use.

    Args:
        request: what to open.
        runners: lend it the process.
        manner: how it lives.
    """

    def __init__(self, request: Open, runners: Runners, manner: Manner) -> None:
        self._open = request
        self._load = Load(request.path, request.digest, fuel=request.limits.fuel is not None)
        self._limit = request.limits.timeout or math.inf
        self._manner = manner
        self._runners = runners
        self._turn = trio.Lock()
        self._lent = AsyncExitStack()
        self._runner: Runner | None = None
        self._loaded = False
        self._opened: Opened | None = None
        self._closed = False

    @property
    def process(self) -> int | None:
        """The id of its process; None while it has none."""
        return None if self._runner is None else self._runner.process.pid

    @property
    def ended(self) -> bool:
        """True once it answers no more calls."""
        return self._closed

    @property
    def loaded(self) -> bool:
        """True once its process has loaded the compiled code."""
        return self._loaded

    async def prepare(self) -> None:
        """Start the process and load the code, unless that is done; callers do this before they limit a call's time.

        Raises:
            NotWebAssembly, Changed, RunnerEnded, Unsupported, Closed, OSError: as of `open` and `call`.
        """
        if not self._loaded:
            await self._in_turn(self._prepared)

    async def open(self) -> Opened:
        """Make the instance unless it is there. If cancelled, its process is ended.

        Raises:
            NotWebAssembly: its file is no module or component, or not a valid one.
            Trapped, TimedOut, CannotRun, Closed: as of `call`.
            OSError: its file cannot be read.
        """
        opened = await self._in_turn(partial(self._answer, "the start", None))
        assert isinstance(opened, Opened)
        return opened

    async def call(self, name: str, function: int | str, values: tuple[Any, ...]) -> Any:
        """Call a function and return its result. If cancelled, the function is ended, and with it the instance.

        Args:
            name: by which callers know the function, for messages.
            function: its place among those of the request, or its name.
            values: its parameters, as `values.taken` accepts them, or numbers for a module.

        Raises:
            Trapped: it could not go on.
            TimedOut: its time was over.
            NoSuchExport: there is none of that name.
            BadArguments: it takes others.
            CannotRun: it wants what is not there, or what it is not granted.
            Closed: the instance has ended.
        """
        return (await self._asked(name, Invoke(function, values, self._manner.fresh))).value

    async def call_json(self, name: str, function: int | str, values: tuple[Any, ...]) -> Returned:
        """Call a function as `call` does, and return a list of its results as they are in JSON, with their types."""
        return await self._asked(name, Invoke(function, values, self._manner.fresh, json=True))

    async def retire(self) -> None:
        """End the process once what was asked before is done; later calls raise `Closed`."""
        async with self._turn:
            await self.aclose()

    async def aclose(self) -> None:
        """End the process, whatever a function does; later calls raise `Closed`."""
        self._closed = True
        if self._runner is not None:
            self._runner.kill()
            await self._forget()

    async def _asked(self, name: str, request: Invoke) -> Returned:
        answer = await self._in_turn(partial(self._answer, name, request))
        assert isinstance(answer, Returned)
        return answer

    async def _in_turn(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do something with the process once what was asked before is done."""
        try:
            self._turn.acquire_nowait()
        except trio.WouldBlock:
            await self._turn.acquire()
        try:
            return await act()
        except RunnerEnded as error:
            if self._closed:
                raise self._gone() from None
            raise RunnerEnded(f"{error.message}{self._end()}", **self._details()) from None
        finally:
            if self._runner is not None and not self._runner.usable:
                self._closed |= self._manner.lasting
                await self._forget()
            self._turn.release()

    async def _answer(self, name: str, request: Invoke | None) -> Returned | Opened:
        runner = await self._prepared()
        with trio.move_on_after(self._limit) as limit:
            answer: Any = self._opened or await runner.ask(self._open, object)
            if isinstance(answer, Opened):
                self._opened = answer
                if request is not None:
                    answer = await runner.ask(request, object)
        if limit.cancelled_caught:
            raise TimedOut(f'Cannot finish "{name}": its {self._limit:g} s are over{self._end()}', **self._details())
        if isinstance(answer, Stopped):
            if self._manner.lasting:
                runner.kill()
            raise self._trapped(name, answer)
        assert isinstance(answer, Returned | Opened)
        return answer

    async def _prepared(self) -> Runner:
        """Return the process with the code.

        Where the next call has a new instance, starting and compiling are of use to it, so they go on if this one is
        cancelled. No time of a call counts for them.
        """
        if self._loaded and self._runner is not None:
            return self._runner
        if self._runner is None and not self._closed:
            with trio.CancelScope(shield=True):
                self._runner = await self._lent.enter_async_context(self._runners.lent())
        if self._closed or self._runner is None:
            await self.aclose()  # it may have been closed while the process started
            raise self._gone()
        with trio.CancelScope(shield=not self._manner.lasting):
            await self._runner.ask(self._load, Loaded)
        self._loaded = True
        await trio.lowlevel.checkpoint_if_cancelled()
        return self._runner

    async def _forget(self) -> None:
        self._runner = self._opened = None
        self._loaded = False
        with trio.CancelScope(shield=True):
            await self._lent.aclose()

    def _gone(self) -> Closed:
        return Closed(f"Cannot call {self._manner.name}: {self._manner.gone}", **self._details())

    def _end(self) -> str:
        return "; the instance has ended" if self._manner.lasting else ""

    def _details(self) -> dict[str, Any]:
        """Return what errors tell pages about the instance: whether it is gone for good."""
        return {"ended": True} if self._manner.lasting else {}

    def _trapped(self, name: str, stopped: Stopped) -> Trapped:
        trap = stopped.trap
        frames = [each.function for each in trap.frames]
        under = f", in {' called by '.join(frames[:3])}" if frames else ""
        details = self._details() if stopped.exit is None else {**self._details(), "exit": stopped.exit}
        message = f'Cannot finish "{name}": {trap.message}{under}{self._end()}'
        return Trapped(message, trap=trap.code, frames=frames, **details)
