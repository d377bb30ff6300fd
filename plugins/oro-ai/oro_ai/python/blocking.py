"""The same API for code that cannot await: in threads, such as those of `anyio.to_thread.run_sync`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, Unpack

from oro_ai.python.answer import Answer, Messages, Options

if TYPE_CHECKING:
    from oro_ai.python.home import Home
    from oro_ai.python.recording import Recording
    from oro_ai.python.stream import AnswerStream
    from oro_ai.transcript import Transcript

__all__ = ("Blocking", "BlockingStream")


class Asked(Protocol):
    """The methods that are waited for: those of the service."""

    def stream(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> AnswerStream: ...
    async def chat(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> Answer: ...
    async def complete(self, prompt: str, *, model: str = "", **options: Unpack[Options]) -> Answer: ...
    async def embed(
        self, texts: str | Sequence[str], *, model: str = "", dimensions: int | None = None
    ) -> list[list[float]]: ...
    async def transcribe(
        self,
        audio: Recording,
        *,
        rate: int = 0,
        model: str = "",
        language: str = "",
        progress: Callable[[float, float], object] | None = None,
    ) -> Transcript: ...


class BlockingStream:
    """The pieces of an answer, as they come; leaving the loop, or the block, ends the generation."""

    def __init__(self, stream: AnswerStream, home: Home) -> None:
        self._stream = stream
        self._home = home

    @property
    def answer(self) -> Answer:
        """The answer as far as it has come."""
        return self._stream.answer

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return self._home.wait(self._stream.__anext__)
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the generation, if it has not ended."""
        self._home.wait(self._stream.aclose)


class Blocking:
    """The methods of the service, which wait here. Any thread but the loop's.

    Args:
        ai: the service.
        home: returns its loop.

    Raises each what the method of the service does, and `UsageError` in the thread of the host's loop.
    """

    def __init__(self, ai: Asked, home: Callable[[], Home]) -> None:
        self._ai = ai
        self._home = home

    def stream(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> BlockingStream:
        """Return the answer to a conversation as it comes."""
        return BlockingStream(self._ai.stream(messages, model=model, **options), self._home())

    def chat(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> Answer:
        """Return the whole answer to a conversation."""
        return self._home().wait(lambda: self._ai.chat(messages, model=model, **options))

    def complete(self, prompt: str, *, model: str = "", **options: Unpack[Options]) -> Answer:
        """Return what follows on a text."""
        return self._home().wait(lambda: self._ai.complete(prompt, model=model, **options))

    def embed(self, texts: str | Sequence[str], *, model: str = "", dimensions: int | None = None) -> list[list[float]]:
        """Return a vector for each text."""
        return self._home().wait(lambda: self._ai.embed(texts, model=model, dimensions=dimensions))

    def transcribe(
        self,
        audio: Recording,
        *,
        rate: int = 0,
        model: str = "",
        language: str = "",
        progress: Callable[[float, float], object] | None = None,
    ) -> Transcript:
        """Return what is said in a recording; `progress` is called on the host's loop."""
        return self._home().wait(
            lambda: self._ai.transcribe(audio, rate=rate, model=model, language=language, progress=progress)
        )
