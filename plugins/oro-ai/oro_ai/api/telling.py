"""Format an answer to a conversation in OpenAI's shape, whole or as chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oro_ai.answer import event
from oro_ai.api.answering import Choice, Told, ending
from oro_ai.api.tools import shown_call
from oro_ai.chat.calls import Call, More
from oro_ai.chat.reading import Part, Thought
from oro_ai.engine.job import Likelihood

__all__ = ("Telling", "likely", "whole")


def whole(place: int, choice: Choice, *, logprobs: bool) -> dict[str, Any]:
    """Return one choice of an answer."""
    read = choice.read()
    calls = [shown_call(one.name, one.arguments) for one in read.calls]
    message: dict[str, Any] = {"role": "assistant", "content": read.text or None if calls else read.text}
    message["refusal"] = None
    if read.thought:
        message["reasoning_content"] = read.thought
    return {
        "index": place,
        "message": {**message, "tool_calls": calls} if calls else message,
        "logprobs": likely(choice.likelihoods) if logprobs else None,
        "finish_reason": ending(choice.done, called=choice.called) if choice.done else None,
    }


class Telling:
    """The chunks of a streamed answer.

    Args:
        head: the members every chunk begins with.
        count: the number of choices.
        logprobs: whether to include likelihoods.
    """

    def __init__(self, head: Mapping[str, Any], count: int, *, logprobs: bool) -> None:
        self._head = head
        self._logprobs = logprobs
        self._calls = [0] * count

    def begun(self) -> bytes:
        """Return the first chunk of every choice."""
        role = {"role": "assistant", "content": ""}
        return b"".join(self.chunk(place, role) for place in range(len(self._calls)))

    def told(self, told: Told) -> bytes:
        """Return the chunks for what is told of a choice; none while text is held back as a possible call."""
        said = self._said(told.place, told.parts, told.likelihoods)
        if told.done is None:
            return said
        return said + self.chunk(told.place, {}, reason=ending(told.done, called=told.called))

    def chunk(self, place: int, delta: Mapping[str, Any], shown: Any = None, reason: str | None = None) -> bytes:
        """Return a chunk."""
        choice = {"index": place, "delta": delta, "logprobs": shown, "finish_reason": reason}
        return event({**self._head, "choices": [choice]})

    def _said(self, place: int, said: Sequence[Part], likelihoods: Sequence[Likelihood]) -> bytes:
        shown = likely(likelihoods) if self._logprobs and likelihoods else None
        if not said and shown is None:
            return b""
        chunks = []
        for one in said or [""]:
            chunks.append(self.chunk(place, self._delta(place, one), shown))
            shown = None
        return b"".join(chunks)

    def _delta(self, place: int, said: Part) -> dict[str, Any]:
        if isinstance(said, str):
            return {"content": said}
        if isinstance(said, Thought):
            return {"reasoning_content": said.text}
        if isinstance(said, More):
            return {"tool_calls": [{"index": self._calls[place] - 1, "function": {"arguments": said.arguments}}]}
        index = self._calls[place]
        self._calls[place] += 1
        return {"tool_calls": [shown_call(said.name, said.arguments if isinstance(said, Call) else "", index)]}


def likely(likelihoods: Sequence[Likelihood]) -> dict[str, Any]:
    """Return the likelihoods of tokens in OpenAI's shape."""
    return {
        "content": [
            {
                **_token(one.piece, one.logprob),
                "top_logprobs": [_token(piece, logprob) for _, piece, logprob in one.top],
            }
            for one in likelihoods
        ],
        "refusal": None,
    }


def _token(piece: bytes, logprob: float) -> dict[str, Any]:
    return {"token": piece.decode("utf-8", "replace"), "logprob": logprob, "bytes": list(piece)}
