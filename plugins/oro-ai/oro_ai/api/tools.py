"""The tools of a request, and the plan for calling them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from anyio import to_thread
from msgspec import Meta

from oro_ai.chat.calls import Call, CallReader
from oro_ai.chat.form_reader import FormReader
from oro_ai.chat.tools import Function, Style, grammar, style_of
from oro_framework.errors import InvalidArgument, UsageError

__all__ = ("Plan", "Tool", "ToolChoice", "planned", "shown_call")

MOST = 128
"""The most tools of one request."""
Choice = Literal["none", "auto", "required"]


class FunctionTool(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A function a model may call."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    description: str | None = None
    parameters: Mapping[str, Any] | None = None
    strict: bool | None = None


class Tool(msgspec.Struct, kw_only=True):
    """A tool a model may use."""

    function: FunctionTool
    type: Literal["function"] = "function"


class Named(msgspec.Struct):
    """The name of a function."""

    name: str


class ToolChoice(msgspec.Struct, kw_only=True):
    """The one tool that must be called."""

    function: Named
    type: Literal["function"] = "function"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan for the tools of a request: which may be called, and how calls are generated and read."""

    names: tuple[str, ...] = ()
    """The names of the tools that may be called."""
    told: Sequence[Mapping[str, Any]] = ()
    """The tools as they are passed to the template."""
    opened: str = ""
    """The text the answer begins with: the beginning of a required call."""
    grammar: str = ""
    trigger: str = ""
    """The text that begins an optional call."""
    certain: tuple[str, ...] = ()
    """The texts that begin calls constrained by the grammar."""
    form: Style | None = None
    """How calls are written, where any other answer has a requested format."""
    stub: Call | None = None
    """The answer, where a call is required and the model's template has no tools."""

    def reader(self) -> CallReader | FormReader:
        """Return a reader for the answer, fed with the text the answer begins with."""
        if self.form is not None:
            return FormReader(self.names, self.form)
        reader = CallReader(self.names, self.certain)
        reader.feed(self.opened)
        return reader


def shown_call(name: str, arguments: str, index: int | None = None) -> dict[str, Any]:
    """Return a call in OpenAI's shape, with its index where it is streamed."""
    return {
        **({} if index is None else {"index": index}),
        "id": f"call_{secrets.token_hex(12)}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


async def planned(
    tools: Sequence[Tool] | None,
    choice: Choice | ToolChoice | None,
    *,
    parallel: bool,
    template: str,
    knows: bool,
    form: Mapping[str, Any] | None = None,
) -> Plan:
    """Return the plan for the tools of a request.

    Args:
        tools: the tools of the request.
        choice: the request's `tool_choice`.
        parallel: whether more than one call may be made.
        template: the chat template of the model.
        knows: whether the template reads `tools`.
        form: the schema of an answer without calls.

    Raises:
        InvalidArgument: the required tool does not exist, or two tools have the same name.
        UsageError: there are too many tools.
        BadGrammar: the parameters of a tool are a schema that cannot be converted to a grammar.
    """
    wanted = _callable(tools or [], choice)
    if not wanted:
        return Plan()
    names = tuple(tool.function.name for tool in wanted)
    forced = isinstance(choice, ToolChoice) or choice == "required"
    if not knows:
        return Plan(names=names, stub=Call(names[0], "{}")) if forced else Plan()
    told = [{"type": "function", "function": msgspec.to_builtins(tool.function)} for tool in tools or []]
    return await _held(Plan(names=names, told=told), wanted, style_of(template), parallel, forced, form)


def _callable(tools: Sequence[Tool], choice: Choice | ToolChoice | None) -> list[Tool]:
    """Return the tools that may be called."""
    if len(tools) > MOST:
        raise UsageError(f"Cannot use {len(tools)} tools: {MOST} are allowed", param="tools")
    if len({tool.function.name for tool in tools}) < len(tools):
        raise InvalidArgument("Cannot use the tools: two have one name", param="tools")
    name = choice.function.name if isinstance(choice, ToolChoice) else None
    wanted = [tool for tool in tools if name is None or tool.function.name == name]
    if not wanted and (name is not None or choice == "required"):
        raise InvalidArgument("Cannot call a tool: there is none, or none of that name", param="tool_choice")
    return [] if choice == "none" else wanted


async def _held(
    plan: Plan, tools: Sequence[Tool], style: Style, parallel: bool, forced: bool, form: Mapping[str, Any] | None
) -> Plan:
    """Return a plan with the grammar of its calls and the texts that begin them; a required call has no format."""
    form = None if forced else form
    if not forced and form is None and not style.trigger:
        return plan
    functions = [Function(tool.function.name, tool.function.parameters or {}) for tool in tools]
    made = partial(grammar, functions, style, parallel=parallel, opened=forced, form=form)
    plan = replace(plan, grammar=await to_thread.run_sync(made))
    if form is not None:
        return replace(plan, form=style)
    if forced:
        return replace(plan, opened=style.opened, certain=(style.trigger,))
    return replace(plan, trigger=style.trigger, certain=(style.trigger,))
