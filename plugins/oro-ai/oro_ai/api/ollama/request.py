"""The requests of Ollama's API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai.api.conversation import Request
from oro_ai.api.tools import Tool
from oro_framework.errors import InvalidArgument

__all__ = ("Chat", "Embed", "Embedding", "Generate", "Show")

THINK = {True: "medium", False: "none"}
_LIKE_OURS = (
    "frequency_penalty",
    "min_p",
    "presence_penalty",
    "repeat_last_n",
    "repeat_penalty",
    "seed",
    "stop",
    "temperature",
    "top_k",
    "top_p",
    "typical_p",
)
_OPTIONS = {"num_predict": "max_tokens", **{name: name for name in _LIKE_OURS}}
"""The options of generating, with their names in the one request."""
_ONLY_LOADING = {"num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread", "num_keep", "numa", "low_vram"}
"""Options of a model's loading, which the app's configuration decides."""


class Function(msgspec.Struct, kw_only=True):
    """A function that was called."""

    name: str
    arguments: Mapping[str, Any] = {}
    index: int | None = None


class Call(msgspec.Struct, kw_only=True):
    """A call of a tool."""

    function: Function
    id: str | None = None
    type: str | None = None


class Message(msgspec.Struct, kw_only=True):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str | None = None
    thinking: str | None = None
    images: Sequence[str] | None = None
    tool_calls: Sequence[Call] | None = None
    tool_name: str | None = None
    tool_call_id: str | None = None
    name: str | None = None


class Common(msgspec.Struct, kw_only=True):
    """The fields of everything that generates."""

    model: str
    stream: bool = True
    format: str | Mapping[str, Any] | None = None
    options: Mapping[str, Any] | None = None
    keep_alive: str | float | None = None
    """How long the model stays loaded, which the app decides."""
    think: bool | Literal["low", "medium", "high", "max"] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None

    def told(self) -> dict[str, Any]:
        """Return the members of the one request that both kinds share.

        Raises:
            InvalidArgument: an option is unknown, or the format is none.
        """
        options = {name: value for name, value in (self.options or {}).items() if value is not None}
        if fixed := sorted(options.keys() & _ONLY_LOADING):
            raise InvalidArgument(
                f'Cannot use option "{fixed[0]}": how a model is loaded is decided by the settings ai_llm_*',
                param=f"options.{fixed[0]}",
            )
        if unknown := sorted(options.keys() - _OPTIONS.keys() - {"num_ctx"}):
            raise InvalidArgument(f'Cannot use option "{unknown[0]}": it is unknown', param=f"options.{unknown[0]}")
        told = {_OPTIONS[name]: value for name, value in options.items() if name != "num_ctx"}
        if isinstance(most := told.get("max_tokens"), int) and most < 0:
            told["max_tokens"] = -1
        if self.format:
            told["response_format"] = _format(self.format)
        if self.think is not None:
            told["reasoning_effort"] = THINK[self.think] if isinstance(self.think, bool) else self.think
        return {**told, "model": self.model, "logprobs": self.logprobs, "top_logprobs": self.top_logprobs}

    @property
    def context(self) -> int:
        """The tokens the model should hold; 0 for as many as it does."""
        most = (self.options or {}).get("num_ctx")
        return most if isinstance(most, int) else 0


class Chat(Common, kw_only=True):
    """A request for an answer to a conversation."""

    messages: list[Message] = []
    tools: list[Tool] | None = None

    def request(self) -> Request:
        """Return the one request.

        Raises:
            InvalidArgument: something is malformed.
        """
        told = {**self.told(), "messages": [_message(one) for one in self.messages]}
        if self.tools:
            told["tools"] = msgspec.to_builtins(self.tools)
        return requested(told)


class Generate(Common, kw_only=True):
    """A request for what follows on a text."""

    prompt: str = ""
    suffix: str | None = None
    system: str | None = None
    raw: bool | None = None
    images: Sequence[str] | None = None

    def request(self) -> Request:
        """Return the one request, in which the text is said by the user.

        Raises:
            InvalidArgument: something is malformed.
        """
        system = [{"role": "system", "content": self.system}] if self.system else []
        said = {"role": "user", "content": _content(self.prompt, self.images)}
        return requested({**self.told(), "messages": [*system, said]})


class Embed(msgspec.Struct, kw_only=True):
    """A request for vectors."""

    model: str
    input: str | Sequence[str]
    truncate: bool | None = None
    dimensions: Annotated[int, Meta(ge=1)] | None = None
    keep_alive: str | float | None = None
    options: Mapping[str, Any] | None = None


class Embedding(msgspec.Struct, kw_only=True):
    """A request for one vector."""

    model: str
    prompt: str
    keep_alive: str | float | None = None
    options: Mapping[str, Any] | None = None


class Show(msgspec.Struct, kw_only=True):
    """A request that names a model."""

    model: str
    verbose: bool | None = None


def requested(told: Mapping[str, Any]) -> Request:
    """Return members as the one request.

    Raises:
        InvalidArgument: one is malformed.
    """
    try:
        return msgspec.convert({name: value for name, value in told.items() if value is not None}, Request)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"Cannot use the request: {error}") from error


def _format(given: str | Mapping[str, Any]) -> dict[str, Any]:
    if given == "json":
        return {"type": "json_object"}
    if isinstance(given, str):
        raise InvalidArgument(f'Cannot use format "{given}": expected "json" or a schema', param="format")
    return {"type": "json_schema", "json_schema": {"schema": given}}


def _message(message: Message) -> dict[str, Any]:
    told: dict[str, Any] = {"role": message.role, "content": _content(message.content or "", message.images)}
    if message.thinking:
        told["reasoning_content"] = message.thinking
    if message.tool_calls:
        told["tool_calls"] = [_call(one.function) for one in message.tool_calls]
    if name := message.tool_name or message.name:
        told["name"] = name
    return told


def _content(text: str, images: Sequence[str] | None) -> str | list[dict[str, Any]]:
    """Return a text, after its images where there are any."""
    if not images:
        return text
    return [*({"type": "image_url", "image_url": {"url": one}} for one in images), {"type": "text", "text": text}]


def _call(function: Function) -> dict[str, Any]:
    arguments = json.dumps(function.arguments, ensure_ascii=False)
    return {"type": "function", "function": {"name": function.name, "arguments": arguments}}
