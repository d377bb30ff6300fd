"""A message of Anthropic's, whole or as events."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from oro_ai.api.answering import Told
from oro_ai.chat.calls import Call, More
from oro_ai.chat.reading import Part, Thought
from oro_ai.engine.job import Done

__all__ = ("Message",)


class Message:
    """The blocks of a message, and the events that tell of them.

    Args:
        model: the name of the model.
    """

    def __init__(self, model: str) -> None:
        self._head = {
            "id": f"msg_{secrets.token_hex(12)}",
            "type": "message",
            "role": "assistant",
            "model": model,
        }
        self._blocks: list[dict[str, Any]] = []
        self._open = False
        self._arguments = ""
        self._end: dict[str, Any] = {"stop_reason": None, "stop_sequence": None}
        self._usage: dict[str, Any] = {}

    def begun(self, prompt_tokens: int) -> dict[str, Any]:
        """Return the first event."""
        usage = {"input_tokens": prompt_tokens, "output_tokens": 0}
        return {"type": "message_start", "message": {**self._head, "content": [], **self._end, "usage": usage}}

    def told(self, told: Told) -> list[dict[str, Any]]:
        """Take what is told and return its events."""
        events = [event for part in told.parts for event in self._took(part)]
        if told.done is not None:
            events += self._closed()
            self._ended(told.done, called=told.called)
            events.append({"type": "message_delta", "delta": self._end, "usage": self._usage})
            events.append({"type": "message_stop"})
        return events

    def whole(self) -> dict[str, Any]:
        """Return the message, once it has ended."""
        return {**self._head, "content": self._blocks, **self._end, "usage": self._usage}

    def _took(self, part: Part) -> list[dict[str, Any]]:
        if isinstance(part, str):
            return self._grown("text", "text", part, {"type": "text_delta", "text": part})
        if isinstance(part, Thought):
            delta = {"type": "thinking_delta", "thinking": part.text}
            return self._grown("thinking", "thinking", part.text, delta)
        if isinstance(part, More):
            return self._argued(part.arguments)
        begun = self._opened(
            {"type": "tool_use", "id": f"toolu_{secrets.token_hex(12)}", "name": part.name, "input": {}}
        )
        return [*begun, *(self._argued(part.arguments) if isinstance(part, Call) else [])]

    def _grown(self, kind: str, member: str, text: str, delta: Mapping[str, Any]) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        if not self._open or self._blocks[-1]["type"] != kind:
            signature = {"signature": ""} if kind == "thinking" else {}
            events = self._opened({"type": kind, member: "", **signature})
        self._blocks[-1][member] += text
        return [*events, self._delta(delta)]

    def _argued(self, text: str) -> list[dict[str, Any]]:
        self._arguments += text
        return [self._delta({"type": "input_json_delta", "partial_json": text})]

    def _opened(self, block: dict[str, Any]) -> list[dict[str, Any]]:
        events = self._closed()
        self._blocks.append(block)
        self._open, self._arguments = True, ""
        return [*events, {"type": "content_block_start", "index": len(self._blocks) - 1, "content_block": dict(block)}]

    def _closed(self) -> list[dict[str, Any]]:
        if not self._open:
            return []
        self._open = False
        last = self._blocks[-1]
        if last["type"] == "tool_use":
            last["input"] = _parsed(self._arguments)
        return [{"type": "content_block_stop", "index": len(self._blocks) - 1}]

    def _delta(self, delta: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": len(self._blocks) - 1, "delta": delta}

    def _ended(self, done: Done, *, called: bool) -> None:
        reason = "tool_use" if called and done.reason == "stop" else "max_tokens"
        if done.reason == "stop" and not called:
            reason = "stop_sequence" if done.stop else "end_turn"
        self._end = {"stop_reason": reason, "stop_sequence": done.stop or None}
        self._usage = {
            "input_tokens": done.prompt_tokens - done.cached_tokens,
            "cache_read_input_tokens": done.cached_tokens,
            "cache_creation_input_tokens": 0,
            "output_tokens": done.completion_tokens,
        }


def _parsed(arguments: str) -> Any:
    """Return the arguments of a call; none where it was cut off."""
    try:
        return json.loads(arguments or "{}", strict=False)
    except ValueError:
        return {}
