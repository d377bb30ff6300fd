"""The programs of every window: started, found, and ended with their page."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from oro_framework.departures import Departures
from oro_framework.errors import ErrnoError, OroError
from oro_framework.held import Held
from oro_framework.types import Window
from oro_wasm.errors import NoSuchProgram, ProgramIdTaken, too_many
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.start import Start
from oro_wasm.programs.pipes import opened
from oro_wasm.programs.program import KILLED, Program
from oro_wasm.programs.runners import Runners
from oro_wasm.runner.messages import Ran, Run

__all__ = ("Programs",)


class Programs:
    """Starts, finds and ends guests.

    Args:
        limit: how many one window may have.
        runners: the processes they run in.
    """

    def __init__(self, limit: int, runners: Runners) -> None:
        self.held: Held[Program] = Held(limit, missing=NoSuchProgram, taken=ProgramIdTaken, full=too_many)
        self.runners = runners
        self.departures = Departures()
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run guests; at the end, end them all."""
        async with self.runners.running(), trio.open_nursery() as self._tasks:
            try:
                yield
            finally:
                self._tasks.cancel_scope.cancel()

    async def start(self, window: Window | None, asked: Start, id: str = "") -> Program:
        """Start a guest for a window. Errors of its module are those of its end.

        Args:
            window: its owner; None for a guest of the host's own.
            asked: what is to run, with what it is granted.
            id: made up when empty.

        Raises:
            ProgramIdTaken: the window has one of that id.
            OSError: the window has too many, or there are no descriptors left.
        """
        name = id or str(secrets.randbits(64))
        self.held.check_new(window, name)
        assert self._tasks is not None
        ends = opened()
        program = self.held.add(window, name, Program(name, window, ends))
        self._tasks.start_soon(self._run, program, asked, ends.theirs)
        return program

    def release(self, window: Window) -> None:
        """End the guests of a window."""
        self.departures.note(window)
        for program in self.held.of(window):
            program.kill()
            self.held.discard(window, program.id, program)
            if self._tasks is not None:
                self._tasks.start_soon(program.aclose)

    def settle(self, program: Program) -> None:
        """Forget a guest of which nothing can be asked any more."""
        if program.settled:
            self.held.discard(program.window, program.id, program)

    async def _run(self, program: Program, asked: Start, theirs: list[int]) -> None:
        try:
            outcome = await self._outcome(program, asked, theirs)
        except OroError as error:
            program.failed(error)
        except OSError as error:
            program.failed(ErrnoError(error.errno or errno.EIO, syscall="spawn"))
        else:
            program.finished(outcome)
        finally:
            # Readers see the end of its output only now, so they never see it before its outcome is known.
            for descriptor in theirs:
                os.close(descriptor)
        await program.shut(0)

    async def _outcome(self, program: Program, asked: Start, theirs: list[int]) -> Outcome:
        timeout = trio.CancelScope()
        with program.scope:
            async with self.runners.lent() as runner:
                if asked.limits.timeout is not None:
                    timeout.deadline = trio.current_time() + asked.limits.timeout
                with timeout:
                    return (await runner.ask(Run(asked), Ran, theirs)).outcome
        return Outcome(code=KILLED, stopped="timeout" if timeout.cancelled_caught else "killed")
