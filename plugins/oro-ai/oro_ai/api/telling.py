"""Format an answer to a conversation in OpenAI's shape, whole or as chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oro_ai.answer import event
from oro_ai.api.tools import Plan, shown_call
from oro_ai.api.usage import Choice
from oro_ai.chat.calls import Call, More, Said, gathered
from oro_ai.engine.job import Done, Event, Likelihood, Piece

__all__ = ("Telling", "reason", "whole")


def whole(place: int, choice: Choice, plan: Plan, *, logprobs: bool) -> dict[str, Any]:
    """Return one choice of an answer."""
    reader = plan.reader()
    said = [*reader.feed(choice.whole), *reader.finish()] if plan.names else [choice.whole]
    text, found = gathered(said)
    calls = [shown_call(one.name, one.arguments) for one in found]
    message: dict[str, Any] = {"role": "assistant", "content": text or None if calls else text, "refusal": None}
    return {
        "index": place,
        "message": {**message, "tool_calls": calls} if calls else message,
        "logprobs": _logprobs(choice.likelihoods) if logprobs else None,
        "finish_reason": reason(choice.done, called=bool(calls)) if choice.done else None,
    }


def reason(done: Done, *, called: bool) -> str:
    """Return the reason an answer ended, as `finish_reason`."""
    return "tool_calls" if called and done.reason == "stop" else done.reason


class Telling:
    """The chunks of a streamed answer.

    Args:
        head: the members every chunk begins with.
        plan: the plan for the tools of the request.
        count: the number of choices.
        logprobs: whether to include likelihoods.
    """

    def __init__(self, head: Mapping[str, Any], plan: Plan, count: int, *, logprobs: bool) -> None:
        self._head = head
        self._logprobs = logprobs
        self._readers = [plan.reader() for _ in range(count)] if plan.names else []
        self._calls = [0] * count

    def begun(self) -> bytes:
        """Return the first chunk of every choice."""
        role = {"role": "assistant", "content": ""}
        return b"".join(self.chunk(place, role) for place in range(len(self._calls)))

    def told(self, place: int, told: Event) -> bytes:
        """Return the chunks for an event of a choice; none while text is held back as a possible call."""
        if isinstance(told, Done):
            left = self._readers[place].finish() if self._readers else []
            last = self._said(place, left, ())
            return last + self.chunk(place, {}, reason=reason(told, called=self._calls[place] > 0))
        assert isinstance(told, Piece)
        said = self._readers[place].feed(told.text) if self._readers else [told.text]
        return self._said(place, said, told.likelihoods)

    def chunk(self, place: int, delta: Mapping[str, Any], likely: Any = None, reason: str | None = None) -> bytes:
        """Return a chunk."""
        choice = {"index": place, "delta": delta, "logprobs": likely, "finish_reason": reason}
        return event({**self._head, "choices": [choice]})

    def _said(self, place: int, said: Sequence[Said], likelihoods: Sequence[Likelihood]) -> bytes:
        likely = _logprobs(likelihoods) if self._logprobs and likelihoods else None
        if not said and likely is None:
            return b""
        chunks = []
        for one in said or [""]:
            chunks.append(self.chunk(place, self._delta(place, one), likely))
            likely = None
        return b"".join(chunks)

    def _delta(self, place: int, said: Said) -> dict[str, Any]:
        if isinstance(said, str):
            return {"content": said}
        if isinstance(said, More):
            return {"tool_calls": [{"index": self._calls[place] - 1, "function": {"arguments": said.arguments}}]}
        index = self._calls[place]
        self._calls[place] += 1
        return {"tool_calls": [shown_call(said.name, said.arguments if isinstance(said, Call) else "", index)]}


def _logprobs(likelihoods: Sequence[Likelihood]) -> dict[str, Any]:
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
