"""Read answers of the endpoints into those of the Python API. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from oro_ai.python.answer import Answer, ToolCall, Usage
from oro_ai.server_events import END, data_of

__all__ = ("Collected", "answer_of", "events_of", "vectors_of")

_decoder = msgspec.json.Decoder()


class Collected:
    """A streamed answer so far."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._calls: dict[int, list[str]] = {}
        self._model = ""
        self._reason: str | None = None
        self._usage = Usage()

    def add(self, told: Mapping[str, Any]) -> str:
        """Take down one event, and return the text in it."""
        self._model = str(told.get("model") or self._model)
        if isinstance(used := told.get("usage"), Mapping):
            self._usage = _usage(used)
        choices = told.get("choices") or [{}]
        choice = choices[0]
        self._reason = choice.get("finish_reason") or self._reason
        delta = choice.get("delta") or {}
        self._reasoning.append(delta.get("reasoning_content") or delta.get("reasoning") or "")
        for call in delta.get("tool_calls") or ():
            self._call(call)
        text = str(delta.get("content") or choice.get("text") or "")
        self._text.append(text)
        return text

    def answer(self) -> Answer:
        """Return what has come."""
        return Answer(
            text="".join(self._text),
            model=self._model,
            reason=self._reason,
            usage=self._usage,
            tool_calls=tuple(ToolCall(id, name, arguments) for id, name, arguments in self._calls.values()),
            reasoning="".join(self._reasoning),
        )

    def _call(self, told: Mapping[str, Any]) -> None:
        function = told.get("function") or {}
        call = self._calls.setdefault(int(told.get("index") or 0), ["", "", ""])
        call[0] = call[0] or str(told.get("id") or "")
        call[1] += str(function.get("name") or "")
        call[2] += str(function.get("arguments") or "")


def events_of(chunk: bytes) -> list[Mapping[str, Any]]:
    """Return the events of one or more whole server-sent ones, without `[DONE]`."""
    found = []
    for block in END.split(chunk):
        data = data_of(block).strip()
        if data and data != b"[DONE]":
            told = _decoder.decode(data)
            if isinstance(told, Mapping):
                found.append(told)
    return found


def answer_of(data: Mapping[str, Any]) -> Answer:
    """Return a whole answer of `v1/chat/completions` or `v1/completions`."""
    choice = (data.get("choices") or [{}])[0]
    message = choice.get("message") or {}
    calls = [(one.get("id"), one.get("function") or {}) for one in message.get("tool_calls") or ()]
    return Answer(
        text=str(message.get("content") or choice.get("text") or ""),
        model=str(data.get("model") or ""),
        reason=choice.get("finish_reason"),
        usage=_usage(data.get("usage") or {}),
        tool_calls=tuple(ToolCall(str(id or ""), str(f.get("name")), str(f.get("arguments"))) for id, f in calls),
        reasoning=str(message.get("reasoning_content") or message.get("reasoning") or ""),
    )


def vectors_of(data: Mapping[str, Any]) -> list[list[float]]:
    """Return the vectors of an answer of `v1/embeddings`, in the order of their inputs."""
    listed: Sequence[Mapping[str, Any]] = data.get("data") or ()
    return [list(one["embedding"]) for one in sorted(listed, key=lambda one: int(one.get("index") or 0))]


def _usage(used: Mapping[str, Any]) -> Usage:
    details = used.get("prompt_tokens_details") or {}
    return Usage(
        prompt=int(used.get("prompt_tokens") or 0),
        cached=int(details.get("cached_tokens") or 0),
        completion=int(used.get("completion_tokens") or 0),
    )
