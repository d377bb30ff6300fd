"""The request of `v1/responses`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai.api.conversation import Effort, Request
from oro_ai.api.options import MOST_TOP, Notes, StreamOptions
from oro_ai.api.responses.items import messages_of
from oro_framework.errors import InvalidArgument

__all__ = ("Listed", "ResponseRequest", "Retrieved")


class Tool(msgspec.Struct, kw_only=True):
    """A function a model may call."""

    name: str
    type: Literal["function"] = "function"
    description: str | None = None
    parameters: Mapping[str, Any] | None = None
    strict: bool | None = None


class Allowed(msgspec.Struct, kw_only=True):
    """A tool by its name."""

    name: str
    type: Literal["function"] = "function"


class ToolChoice(msgspec.Struct, kw_only=True):
    """The one tool that must be called, or those that may be."""

    type: Literal["function", "allowed_tools"]
    name: str | None = None
    mode: Literal["auto", "required"] = "auto"
    tools: list[Allowed] = []


class Format(msgspec.Struct, kw_only=True):
    """The form of an answer."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    name: str | None = None
    schema: Mapping[str, Any] | None = None
    strict: bool | None = None
    description: str | None = None


class Text(msgspec.Struct, kw_only=True):
    """Options of the text."""

    format: Format | None = None
    verbosity: Literal["medium"] | None = None


class Reasoning(msgspec.Struct, kw_only=True):
    """Options of the thought."""

    effort: Effort | None = None
    summary: Literal["auto", "concise", "detailed"] | None = None
    """How thoughts are summed up; they are told as they are."""
    generate_summary: Literal["auto", "concise", "detailed"] | None = None


class Retrieved(msgspec.Struct, kw_only=True):
    """A request for a kept response."""

    include_obfuscation: bool | None = None


class Listed(msgspec.Struct, kw_only=True):
    """A request for a page of the input of a kept response."""

    order: Literal["asc", "desc"] = "desc"
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    after: str | None = None
    """The id of the item before the page."""

    def page(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the page of items, each of which has an id.

        Raises:
            InvalidArgument: the page is to begin after an item that there is not.
        """
        ordered = list(items) if self.order == "asc" else list(reversed(items))
        ids = [item["id"] for item in ordered]
        if self.after is not None and self.after not in ids:
            raise InvalidArgument(f'Cannot list after "{self.after}": there is no such item', param="after")
        begin = 0 if self.after is None else ids.index(self.after) + 1
        shown = ordered[begin : begin + self.limit]
        ends = {"first_id": shown[0]["id"], "last_id": shown[-1]["id"]} if shown else {}
        return {"object": "list", "data": shown, "has_more": begin + self.limit < len(ordered), **ends}


class ResponseRequest(Notes, kw_only=True):
    """A request for a response."""

    input: str | list[Mapping[str, Any]]
    model: str | None = None
    instructions: str | None = None
    max_output_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=5)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=MOST_TOP)] | None = None
    tools: list[Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    previous_response_id: str | None = None
    text: Text | None = None
    reasoning: Reasoning | None = None
    store: bool | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    background: Literal[False] | None = None
    truncation: Literal["disabled"] | None = None
    include: Sequence[Literal["reasoning.encrypted_content", "message.output_text.logprobs"]] | None = None

    @property
    def likely(self) -> bool:
        """True where likelihoods are reported."""
        return "message.output_text.logprobs" in (self.include or ()) or bool(self.top_logprobs)

    def request(self, before: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, Any]]) -> Request:
        """Return the one request.

        Args:
            before: the items of the responses before this one.
            items: those of its own input.

        Raises:
            InvalidArgument: something is malformed.
            Unsupported: an item is of a kind that is not known.
        """
        told: dict[str, Any] = {
            "model": self.model,
            "messages": messages_of(self.instructions, [*before, *items]),
            "max_completion_tokens": self.max_output_tokens,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "tools": [_tool(tool) for tool in self.tools or []] or None,
            "tool_choice": self._chosen(),
            "parallel_tool_calls": self.parallel_tool_calls,
            "response_format": self._form(),
            "reasoning_effort": self.reasoning.effort if self.reasoning is not None else None,
            **({"logprobs": True, "top_logprobs": self.top_logprobs or 0} if self.likely else {}),
        }
        try:
            return msgspec.convert({name: one for name, one in told.items() if one is not None}, Request)
        except msgspec.ValidationError as error:
            raise InvalidArgument(f"Cannot use the request: {error}", param="input") from error

    def _chosen(self) -> Any:
        choice = self.tool_choice
        if not isinstance(choice, ToolChoice):
            return choice
        if choice.type == "function":
            return {"type": "function", "function": {"name": choice.name or ""}}
        tools = [{"type": "function", "function": {"name": tool.name}} for tool in choice.tools]
        return {"type": "allowed_tools", "allowed_tools": {"mode": choice.mode, "tools": tools}}

    def _form(self) -> dict[str, Any] | None:
        form = self.text.format if self.text is not None else None
        if form is None or form.type == "text":
            return None
        if form.type == "json_object":
            return {"type": "json_object"}
        return {"type": "json_schema", "json_schema": {"name": form.name, "schema": form.schema}}


def _tool(tool: Tool) -> dict[str, Any]:
    told = {"name": tool.name, "description": tool.description, "parameters": tool.parameters, "strict": tool.strict}
    return {"type": "function", "function": {name: one for name, one in told.items() if one is not None}}
