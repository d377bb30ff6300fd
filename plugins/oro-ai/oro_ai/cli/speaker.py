"""Print a conversation from the main thread, which receives Ctrl-C, while the loop runs in another thread.

Rules
1. Ctrl-C during an answer stops the answer; the part printed so far stays in the conversation.
2. A second Ctrl-C before the next answer ends the command.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack, suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click
from anyio.from_thread import start_blocking_portal

from oro_ai.cli.conversation import Conversation, Said
from oro_framework.commands import note, warn

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ("Speaker", "printable")

INTERRUPTED = 130
PATIENCE = 5.0
"""Seconds."""


class Speaker:
    """Print the answers of a conversation as they come.

    Args:
        made: opens the conversation; entered on the speaker's own loop.
    """

    def __init__(self, made: Callable[[], AbstractAsyncContextManager[Conversation]]) -> None:
        self._made = made
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._portal = stack.enter_context(start_blocking_portal("trio"))
            self._conversation = stack.enter_context(self._portal.wrap_async_context_manager(self._made()))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def say(self, prompt: str, *, figures: bool = False) -> int:
        """Send a message and print the answer; return 0, or 130 when it was interrupted.

        Args:
            prompt: the message.
            figures: whether to print the speed on stderr.

        Raises:
            OroError: the model cannot answer.
        """
        pieces: SimpleQueue[str | None] = SimpleQueue()
        future = self._portal.start_task_soon(self._answer, prompt, pieces.put)
        try:
            _print(pieces)
        except KeyboardInterrupt:
            future.cancel()
            _await_end(pieces)
            click.echo()
            note("stopped")
            return INTERRUPTED
        except BaseException:
            future.cancel()
            raise
        click.echo()
        _tell(future, figures)
        return 0

    async def _answer(self, prompt: str, put: Callable[[str | None], None]) -> Said:
        try:
            return await self._conversation.answer(prompt, put)
        finally:
            put(None)


def printable(text: str) -> str:
    """Return text without the control characters a terminal would interpret."""
    return "".join(char if char.isprintable() or char in "\n\t" else "�" for char in text)


def _print(pieces: SimpleQueue[str | None]) -> None:
    shown = printable if sys.stdout.isatty() else str
    while (piece := pieces.get()) is not None:
        sys.stdout.write(shown(piece))
        sys.stdout.flush()


def _await_end(pieces: SimpleQueue[str | None]) -> None:
    """Wait for the end of a cancelled answer; return at once for one that never began."""
    with suppress(Empty):
        while pieces.get(timeout=PATIENCE) is not None:
            pass


def _tell(future: Future[Said], figures: bool) -> None:
    said = future.result()
    if said.forgotten:
        warn(f"the model holds no more: {said.forgotten} of the oldest exchanges were forgotten")
    if figures:
        ended = "" if said.reason == "stop" else " · ended by the limit of tokens"
        note(f"{said.tokens} tokens · {said.rate:.1f} a second{ended}")
