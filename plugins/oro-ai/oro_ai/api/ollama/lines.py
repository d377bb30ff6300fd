"""The lines that tell of an answer in Ollama's shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from oro_ai.api.answering import Told
from oro_ai.api.telling import likely
from oro_ai.chat.calls import Begun, Call, More
from oro_ai.chat.reading import Thought
from oro_ai.engine.job import Done

__all__ = ("ChatLines", "GenerateLines", "now")


class ChatLines:
    """The lines of `api/chat`: pieces of text as they come, calls once they are whole.

    Args:
        model: the name of the model.
        logprobs: whether to include likelihoods.
    """

    def __init__(self, model: str, *, logprobs: bool = False) -> None:
        self._model = model
        self._logprobs = logprobs
        self._call: Call | None = None
        self._whole: list[Call] = []
        self._text = self._thought = ""
        """The text, and the thought, of all lines so far."""
        self._likelihoods: list[Any] = []

    def told(self, told: Sequence[Told]) -> list[dict[str, Any]]:
        """Return the lines for what is told, the last of them with the end."""
        text, thought, calls = "", "", list[Call]()
        for part in (part for one in told for part in one.parts):
            if isinstance(part, str):
                text += part
            elif isinstance(part, Thought):
                thought += part.text
            elif isinstance(part, More):
                assert self._call is not None
                self._call = Call(self._call.name, self._call.arguments + part.arguments)
            else:
                calls += self._finished()
                self._call = Call(part.name, "") if isinstance(part, Begun) else part
        done = told[-1].done if told else None
        if done is not None:
            calls += self._finished()
        found = [one for event in told for one in event.likelihoods] if self._logprobs else []
        shown = likely(found)["content"] if found else []
        self._text, self._thought, self._whole = self._text + text, self._thought + thought, [*self._whole, *calls]
        self._likelihoods += shown
        lines = [self._line(text, thought, calls, shown)] if text or thought or calls or shown else []
        return lines if done is None else [*lines, {**self._line("", "", [], []), **_end(done)}]

    def whole(self, done: Done) -> dict[str, Any]:
        """Return everything told as one line."""
        return {**self._line(self._text, self._thought, self._whole, self._likelihoods), **_end(done)}

    def said(self, text: str, thought: str, calls: Sequence[Call]) -> dict[str, Any]:
        """Return the member that carries what is said."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if thought:
            message["thinking"] = thought
        if calls:
            message["tool_calls"] = [
                {"function": {"index": place, "name": one.name, "arguments": _object(one.arguments)}}
                for place, one in enumerate(calls)
            ]
        return {"message": message}

    def _line(self, text: str, thought: str, calls: Sequence[Call], shown: Sequence[Any]) -> dict[str, Any]:
        more = {"logprobs": shown} if shown else {}
        return {"model": self._model, "created_at": now(), **self.said(text, thought, calls), "done": False, **more}

    def _finished(self) -> list[Call]:
        call, self._call = self._call, None
        return [] if call is None else [call]


class GenerateLines(ChatLines):
    """The lines of `api/generate`."""

    def said(self, text: str, thought: str, calls: Sequence[Call]) -> dict[str, Any]:
        """Return the members that carry what is said."""
        return {"response": text, **({"thinking": thought} if thought else {})}


def now() -> str:
    """Return the time as Ollama writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _end(done: Done) -> dict[str, Any]:
    prompt, generation = (round(seconds * 1e9) for seconds in (done.prompt_seconds, done.generation_seconds))
    return {
        "done": True,
        "done_reason": done.reason,
        "total_duration": prompt + generation,
        "load_duration": 0,
        "prompt_eval_count": done.prompt_tokens,
        "prompt_eval_duration": prompt,
        "eval_count": done.completion_tokens,
        "eval_duration": generation,
    }


def _object(arguments: str) -> Any:
    """Return the arguments of a call; none where it was cut off."""
    try:
        return json.loads(arguments or "{}", strict=False)
    except ValueError:
        return {}
