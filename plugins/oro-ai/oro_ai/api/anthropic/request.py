"""The requests of `v1/messages` and `v1/messages/count_tokens`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai.api.anthropic.blocks import Blocks, Turn, messages_of
from oro_ai.api.conversation import Request
from oro_framework.errors import InvalidArgument

__all__ = ("Counted", "Messages")


class Tool(msgspec.Struct, kw_only=True):
    """A tool a model may use."""

    name: str
    input_schema: Mapping[str, Any]
    description: str | None = None
    type: Literal["custom"] | None = None
    strict: bool | None = None


class ToolChoice(msgspec.Struct, kw_only=True):
    """The choice between calling any tool, a certain one, none, or as the model likes."""

    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool | None = None


class Thinking(msgspec.Struct, kw_only=True):
    """The switch for thinking before the answer; its length is left to the model, within `max_tokens`."""

    type: Literal["enabled", "disabled", "adaptive"]
    budget_tokens: Annotated[int, Meta(ge=1)] | None = None
    display: str | None = None


class Format(msgspec.Struct, kw_only=True):
    """The form of an answer."""

    schema: Mapping[str, Any]
    type: Literal["json_schema"] = "json_schema"


class Output(msgspec.Struct, kw_only=True):
    """Options of the answer."""

    format: Format | None = None
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None


class Counted(msgspec.Struct, kw_only=True):
    """A request to count the tokens of a conversation."""

    model: str
    messages: Annotated[list[Turn], Meta(min_length=1)]
    system: Blocks | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    output_config: Output | None = None
    output_format: Format | None = None
    beta: bool | None = None
    """Sent in the URL by clients of features that are being tried; each of these has a name of its own."""

    def told(self) -> dict[str, Any]:
        """Return the members of the one request.

        Raises:
            InvalidArgument: something is missing or malformed.
            Unsupported: a block is an image or a document.
        """
        found: dict[str, Any] = {"model": self.model, "messages": messages_of(self.system, self.messages)}
        if self.tools:
            found["tools"] = [_tool(tool) for tool in self.tools]
        found |= self._chosen()
        form = self.output_format or (self.output_config.format if self.output_config is not None else None)
        if form is not None:
            found["response_format"] = {"type": "json_schema", "json_schema": {"schema": form.schema}}
        if self.output_config is not None and self.output_config.effort:
            found["reasoning_effort"] = self.output_config.effort
        elif self.thinking is not None and self.thinking.type != "adaptive":
            found["reasoning_effort"] = "none" if self.thinking.type == "disabled" else "medium"
        return found

    def request(self) -> Request:
        """Return the one request.

        Raises:
            InvalidArgument: something is missing or malformed.
            Unsupported: a block is an image or a document.
        """
        try:
            return msgspec.convert({name: one for name, one in self.told().items() if one is not None}, Request)
        except msgspec.ValidationError as error:
            raise InvalidArgument(f"Cannot use the request: {error}") from error

    def _chosen(self) -> dict[str, Any]:
        choice = self.tool_choice
        if choice is None:
            return {}
        alone = choice.disable_parallel_tool_use
        parallel = {} if alone is None else {"parallel_tool_calls": not alone}
        if choice.type == "tool":
            if not choice.name:
                raise InvalidArgument('Cannot call a tool: "tool_choice" has no name', param="tool_choice")
            return {"tool_choice": {"type": "function", "function": {"name": choice.name}}, **parallel}
        return {"tool_choice": "required" if choice.type == "any" else choice.type, **parallel}


class Metadata(msgspec.Struct):
    """A note of the caller's."""

    user_id: str | None = None


class Messages(Counted, kw_only=True):
    """A request for an answer."""

    max_tokens: Annotated[int, Meta(ge=1)]
    stop_sequences: Sequence[str] | None = None
    stream: bool | None = None
    temperature: Annotated[float, Meta(ge=0, le=5)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_k: Annotated[int, Meta(ge=0)] | None = None
    metadata: Metadata | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    cache_control: Mapping[str, Any] | None = None
    """The part of the prompt to keep for later requests; every prompt is kept."""

    def told(self) -> dict[str, Any]:
        """Return the members of the one request."""
        return {
            **super().told(),
            "max_tokens": self.max_tokens,
            "stop": self.stop_sequences,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "top_k": self.top_k,
        }


def _tool(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.input_schema}
    return {"type": "function", "function": {name: one for name, one in function.items() if one is not None}}
