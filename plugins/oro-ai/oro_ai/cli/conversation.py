"""Hold a conversation with a model in the process of the command. Everything here is called on the loop."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oro_ai.engine.job import Done, Piece, Sampling
from oro_ai.errors import ContextExceeded
from oro_ai.history import history_of
from oro_ai.models.entry import Entry
from oro_ai.models.generation import Generation, Wanted, room
from oro_ai.models.library import Library
from oro_ai.models.prompts import conversation_tokens
from oro_ai.python.answer import Message
from oro_framework.errors import UsageError
from oro_framework.types import Host, Settings

__all__ = ("Conversation", "Said", "conversing")


@dataclass(frozen=True, slots=True)
class Said:
    """The figures of an answer."""

    tokens: int
    seconds: float
    """Seconds from the first token to the last."""
    reason: str
    forgotten: int
    """The number of exchanges left out, oldest first, to fit the conversation into the model's context."""

    @property
    def rate(self) -> float:
        """Tokens per second."""
        return (self.tokens - 1) / self.seconds if self.seconds and self.tokens > 1 else 0.0


@dataclass(slots=True)
class Conversation:
    """The messages exchanged with a model."""

    entry: Entry
    settings: Settings
    sampling: Sampling
    system: str = ""
    max_tokens: int = -1
    """The most tokens of an answer; below 0 for as many as the model holds."""
    images: tuple[bytes, ...] = ()
    """Images that go with the next message."""
    messages: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, prompt: str, tell: Callable[[str], None]) -> Said:
        """Send a message and pass the answer to `tell` as it comes.

        If cancelled, the answer ends there, and the part generated so far stays in the conversation.

        Raises:
            ContextExceeded: even the prompt alone does not fit into the model's context.
        """
        self.messages.append(Message("user", prompt, images=self.images).shown())
        self.images = ()
        answer: list[str] = []
        try:
            wanted, forgotten = await self._wanted()
            return await self._told(wanted, forgotten, tell, answer)
        finally:
            if any(answer):
                self.messages.append({"role": "assistant", "content": "".join(answer)})
            else:
                self.messages.pop()

    async def _told(self, wanted: Wanted, forgotten: int, tell: Callable[[str], None], said: list[str]) -> Said:
        began = ended = 0.0
        done: Done | None = None
        async with Generation(self.entry, [wanted]) as generation:
            async for events in generation:
                ended = time.perf_counter()
                began = began or ended
                if text := "".join(told.text for _, told in events if isinstance(told, Piece)):
                    said.append(text)
                    tell(text)
                done = next((told for _, told in events if isinstance(told, Done)), done)
        assert done is not None
        return Said(done.completion_tokens, ended - began, done.reason, forgotten)

    async def _wanted(self) -> tuple[Wanted, int]:
        """Return the sequence to generate, and the number of exchanges left out for it."""
        forgotten = 0
        while True:
            read = await conversation_tokens(self.settings, self.entry, self._all())
            try:
                left = room(self.entry, read.tokens)
            except ContextExceeded:
                if len(self.messages) <= 2:
                    raise
                del self.messages[:2]
                forgotten += 1
                continue
            most = left if self.max_tokens < 0 else min(self.max_tokens, left)
            return Wanted(prompt=read.tokens, max_tokens=most, sampling=self.sampling, media=read.media), forgotten

    def _all(self) -> list[dict[str, Any]]:
        return history_of(self.system, self.messages)


@asynccontextmanager
async def conversing(
    host: Host,
    path: Path,
    name: str,
    sampling: Sampling,
    system: str = "",
    max_tokens: int = -1,
    images: tuple[bytes, ...] = (),
) -> AsyncIterator[Conversation]:
    """Load a model for the length of the block, and give a conversation with it.

    Raises:
        CannotLoad: its file cannot be used.
        UsageError: the model does not generate.
    """
    library = Library(host)
    try:
        entry = await library.load_file(path, name)
        if entry.generator is None:
            raise UsageError(f'Cannot talk to model "{entry.name}": it only makes embeddings')
        with library.hold(entry):
            yield Conversation(entry, host.settings, sampling, system, max_tokens, images)
    finally:
        await library.close()
