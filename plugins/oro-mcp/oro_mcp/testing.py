"""A model for tests: it answers what the test says, word by word, where oro-ai's would stand."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass

__all__ = ("Asked", "Said", "Saying")


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of a tool that the model asks for."""

    id: str
    name: str
    arguments: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Said:
    """A whole answer of the model."""

    text: str = ""
    tool_calls: Sequence[Asked] = ()
    reason: str | None = "stop"


class Saying:
    """An answer as it comes, as `AI.stream` of oro-ai returns it.

    Args:
        said: awaited for the answer when its first word is; leaving the stream cancels it.
    """

    def __init__(self, said: Awaitable[Said]) -> None:
        self._said = said
        self._words = self._read()
        self.answer = Said()

    def __aiter__(self) -> AsyncIterator[str]:
        return self._words

    async def __anext__(self) -> str:
        return await anext(self._words)

    async def aclose(self) -> None:
        """End it."""
        await self._words.aclose()

    async def _read(self) -> AsyncGenerator[str, None]:
        self.answer = await self._said
        for word in re.findall(r"\S+\s*|\s+", self.answer.text):
            yield word
