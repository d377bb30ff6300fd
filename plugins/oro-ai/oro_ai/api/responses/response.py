"""A response, whole or as events."""

from __future__ import annotations

import secrets
import time
from typing import Any

import msgspec

from oro_ai.api.answering import Told
from oro_ai.api.responses.request import ResponseRequest
from oro_ai.api.telling import likely
from oro_ai.chat.calls import Begun, Call, More
from oro_ai.chat.reading import Part, Thought
from oro_ai.engine.job import Done, Likelihood
from oro_framework.errors import OroError

__all__ = ("Response",)

_TEXT, _THOUGHT = "output_text", "reasoning_text"


class Response:
    """The items of a response, and the events that tell of them.

    Args:
        request: the request it answers.
        model: the name of the model.
    """

    def __init__(self, request: ResponseRequest, model: str) -> None:
        self.id = f"resp_{secrets.token_hex(24)}"
        self.output: list[dict[str, Any]] = []
        self._request = request
        self._model = model
        self._created = int(time.time())
        self._number = 0
        self._open = False
        self._likelihoods: list[Likelihood] = []
        """Those of text that is not told yet."""
        self._thought = 0
        """The number of tokens that were thoughts."""
        self._ended: dict[str, Any] = {
            "status": "in_progress",
            "incomplete_details": None,
            "error": None,
            "usage": None,
        }

    # -- what is told -------------------------------------------------------------------------------

    def begun(self) -> list[dict[str, Any]]:
        """Return the first events."""
        return [self._event(f"response.{name}", response=self.whole()) for name in ("created", "in_progress")]

    def told(self, told: Told) -> list[dict[str, Any]]:
        """Take what is told and return its events."""
        events: list[dict[str, Any]] = []
        if told.parts and all(isinstance(part, Thought) for part in told.parts):
            self._thought += told.tokens
        if self._request.likely:
            self._likelihoods += told.likelihoods
        for part in told.parts:
            events += self._took(part)
            self._likelihoods = []
        if told.done is not None:
            events += self._closed()
            status = self._end(told.done)
            events.append(self._event(f"response.{status}", response=self.whole()))
        return events

    def failed(self, error: OroError) -> dict[str, Any]:
        """Return the last event of a response that failed."""
        self._ended |= {"status": "failed", "error": {"code": "server_error", "message": error.message}}
        return self._event("response.failed", response=self.whole())

    def whole(self) -> dict[str, Any]:
        """Return the response as far as it has come."""
        asked = self._request
        tools: list[Any] = msgspec.to_builtins(asked.tools or [])
        return {
            "id": self.id,
            "object": "response",
            "created_at": self._created,
            "model": self._model,
            "output": [dict(item) for item in self.output],
            **self._ended,
            "background": False,
            "instructions": asked.instructions,
            "max_output_tokens": asked.max_output_tokens,
            "metadata": asked.metadata or {},
            "parallel_tool_calls": asked.parallel_tool_calls is not False,
            "previous_response_id": asked.previous_response_id,
            "reasoning": msgspec.to_builtins(asked.reasoning) if asked.reasoning else {"effort": None, "summary": None},
            "service_tier": "default",
            "store": asked.store is not False,
            "temperature": asked.temperature,
            "text": {"format": _form(asked)},
            "tool_choice": msgspec.to_builtins(asked.tool_choice) or "auto",
            "tools": tools,
            "top_logprobs": asked.top_logprobs or 0,
            "top_p": asked.top_p,
            "truncation": "disabled",
            "user": asked.user,
        }

    # -- parts ---------------------------------------------------------------------------------------

    def _took(self, part: Part) -> list[dict[str, Any]]:
        if isinstance(part, str):
            return self._grown("message", _TEXT, part)
        if isinstance(part, Thought):
            return self._grown("reasoning", _THOUGHT, part.text)
        if isinstance(part, More):
            return self._argued(part.arguments)
        head = {"type": "function_call", "id": _id("fc"), "call_id": _id("call"), "name": part.name, "arguments": ""}
        begun = self._opened({**head, "status": "in_progress"})
        assert isinstance(part, Begun | Call)
        return [*begun, *(self._argued(part.arguments) if isinstance(part, Call) else [])]

    def _grown(self, kind: str, part: str, text: str) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        if not self._open or self.output[-1]["type"] != kind:
            events = self._begin(kind, part)
        content = self.output[-1]["content"][0]
        content["text"] += text
        more: dict[str, Any] = {}
        if part == _TEXT:
            more["logprobs"] = likely(self._likelihoods)["content"]
            content["logprobs"] += more["logprobs"]
        return [*events, self._within(f"response.{part}.delta", content_index=0, delta=text, **more)]

    def _begin(self, kind: str, part: str) -> list[dict[str, Any]]:
        item: dict[str, Any] = {"type": kind, "id": _id("msg" if kind == "message" else "rs"), "content": []}
        more: dict[str, Any] = {"role": "assistant", "status": "in_progress"} if kind == "message" else {"summary": []}
        item |= more
        events = self._opened(item)
        content: dict[str, Any] = {"type": part, "text": ""}
        if part == _TEXT:
            content |= {"annotations": [], "logprobs": []}
        item["content"].append(content)
        return [*events, self._within("response.content_part.added", content_index=0, part=dict(content))]

    def _argued(self, text: str) -> list[dict[str, Any]]:
        self.output[-1]["arguments"] += text
        return [self._within("response.function_call_arguments.delta", delta=text)]

    def _opened(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        events = self._closed()
        self.output.append(item)
        self._open = True
        shown = {**item, "content": []} if "content" in item else dict(item)
        return [*events, self._event("response.output_item.added", output_index=len(self.output) - 1, item=shown)]

    def _closed(self, status: str = "completed") -> list[dict[str, Any]]:
        if not self._open:
            return []
        self._open = False
        item = self.output[-1]
        if item["type"] != "reasoning":
            item["status"] = status
        events = self._done(item)
        return [*events, self._event("response.output_item.done", output_index=len(self.output) - 1, item=dict(item))]

    def _done(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        if item["type"] == "function_call":
            told = {"name": item["name"], "arguments": item["arguments"]}
            return [self._within("response.function_call_arguments.done", **told)]
        (content,) = item["content"]
        more = {"logprobs": content["logprobs"]} if content["type"] == _TEXT else {}
        text = self._within(f"response.{content['type']}.done", content_index=0, text=content["text"], **more)
        return [text, self._within("response.content_part.done", content_index=0, part=dict(content))]

    def _within(self, kind: str, **more: Any) -> dict[str, Any]:
        """Return an event of the last item."""
        return self._event(kind, item_id=self.output[-1]["id"], output_index=len(self.output) - 1, **more)

    def _event(self, kind: str, **more: Any) -> dict[str, Any]:
        self._number += 1
        return {"type": kind, "sequence_number": self._number - 1, **more}

    def _end(self, done: Done) -> str:
        status = "incomplete" if done.reason == "length" else "completed"
        if status == "incomplete":
            self._ended["incomplete_details"] = {"reason": "max_output_tokens"}
            for item in self.output[-1:]:
                item.update({"status": status} if item["type"] != "reasoning" else {})
        self._ended["status"] = status
        self._ended["usage"] = {
            "input_tokens": done.prompt_tokens,
            "input_tokens_details": {"cached_tokens": done.cached_tokens, "cache_write_tokens": 0},
            "output_tokens": done.completion_tokens,
            "output_tokens_details": {"reasoning_tokens": self._thought},
            "total_tokens": done.prompt_tokens + done.completion_tokens,
        }
        return status


def _form(request: ResponseRequest) -> Any:
    form = request.text.format if request.text is not None else None
    if form is None:
        return {"type": "text"}
    return {name: one for name, one in msgspec.to_builtins(form).items() if one is not None}


def _id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(12)}"
