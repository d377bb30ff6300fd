"""One program of a window."""

from __future__ import annotations

import trio

from oro_framework.program_streams import ProgramStreams
from oro_framework.types import Window
from oro_wasm.guests.outcome import Outcome
from oro_wasm.programs.pipes import Ends

__all__ = ("KILLED", "Program")

KILLED = 137
"""The exit code of a program that was stopped, as of one that got SIGKILL."""


class Program(ProgramStreams):
    """A guest that runs, or has ended and still has to be read."""

    def __init__(self, id: str, window: Window | None, ends: Ends) -> None:
        outputs = {fd: pipe for fd, pipe in ends.ours.items() if fd}
        super().__init__(f'program "{id}"', ends.ours.get(0), outputs)
        self.id = id
        self.window = window
        self.scope = trio.CancelScope()
        """Of its run; cancelling it ends the guest."""
        self.ended = trio.Event()
        self.outcome = Outcome()
        """How it ended, once it has."""
        self.error: Exception | None = None
        """Why it could not be run, where it could not."""
        self.waited = False
        """Whether a caller was told of its end."""

    @property
    def settled(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self.ended.is_set() and self.waited and not self._outputs

    def kill(self) -> None:
        """End it, whatever it does; its outcome says so."""
        self.scope.cancel()

    def finished(self, outcome: Outcome) -> None:
        """Note how it ended."""
        self.outcome = outcome
        self.ended.set()

    def failed(self, error: Exception) -> None:
        """Note why it could not be run."""
        self.error = error
        self.ended.set()

    async def wait(self) -> Outcome:
        """Wait until it has ended; if cancelled, it runs on.

        Raises:
            OroError: it could not be run.
        """
        await self.ended.wait()
        self.waited = True
        if self.error is not None:
            raise self.error
        return self.outcome
