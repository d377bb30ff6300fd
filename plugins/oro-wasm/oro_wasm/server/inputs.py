"""Input that is typed for programs that run in a page.

A worker cannot hear of a message in the middle of a call, but it can wait for the answer to a request: it asks here for
input, and is answered when something was typed, when the input has ended, or when the time is up.
"""

from __future__ import annotations

from collections import OrderedDict

import trio
from msgspec import Struct

from oro_framework.errors import Busy

__all__ = ("Inputs", "Taken")

MOST = 64
"""Workers whose input is remembered; the one that was not used for longest is forgotten."""
LARGEST = 1 << 20
"""Characters that wait to be read."""
LONGEST = 30.0
"""Seconds a request waits at most."""


class Taken(Struct, frozen=True):
    """The answer to a worker."""

    input: str
    ended: bool


class _Typed:
    """The input of one worker."""

    def __init__(self) -> None:
        self.text = ""
        self.ended = False
        self.changed = trio.Event()


class Inputs:
    """The inputs of workers by number. Loop thread."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, _Typed] = OrderedDict()

    def give(self, id: str, text: str) -> None:
        """Let a program read a text.

        Raises:
            Busy: it has not read what was typed before, and that is too much.
        """
        typed = self._typed(id)
        if len(typed.text) + len(text) > LARGEST:
            raise Busy(f"Cannot type more: {LARGEST} characters wait to be read")
        typed.text += text
        self._tell(typed)

    def end(self, id: str) -> None:
        """End the input once what was typed has been read; the next program of that worker can read again."""
        typed = self._typed(id)
        typed.ended = True
        self._tell(typed)

    async def take(self, id: str, seconds: float) -> Taken:
        """Wait for input, and take all there is; nothing when the time is up. If cancelled, nothing is taken.

        Args:
            id: of the worker.
            seconds: to wait at most.
        """
        typed = self._typed(id)
        with trio.move_on_after(min(seconds, LONGEST)):
            while not typed.text and not typed.ended:
                await typed.changed.wait()
        text, ended = typed.text, typed.ended
        typed.text, typed.ended = "", False
        return Taken(text, ended)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await trio.sleep(min(seconds, LONGEST))

    def _typed(self, id: str) -> _Typed:
        typed = self._of.setdefault(id, _Typed())
        self._of.move_to_end(id)
        while len(self._of) > MOST:
            self._of.popitem(last=False)
        return typed

    def _tell(self, typed: _Typed) -> None:
        typed.changed.set()
        typed.changed = trio.Event()
