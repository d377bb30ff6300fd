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

from oro_ai.chat.calls import CallReader
from oro_ai.chat.form_reader import FormReader
from oro_ai.chat.reading import AnswerReader
from oro_ai.chat.tools import HERMES, Function, Style, grammar, style_of
from oro_framework.errors import InvalidArgument, UsageError

__all__ = (
    "Allowed",
    "Choice",
    "FunctionTool",
    "Named",
    "NamedTool",
    "Plan",
    "Tool",
    "ToolChoice",
    "Tools",
    "planned",
    "shown_call",
)

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


class NamedTool(msgspec.Struct, kw_only=True):
    """A tool of the request, by its name."""

    function: Named
    type: Literal["function"] = "function"


class Allowed(msgspec.Struct, kw_only=True):
    """Some of the tools, and whether one must be called."""

    mode: Literal["auto", "required"]
    tools: list[NamedTool]


class ToolChoice(msgspec.Struct, kw_only=True):
    """The one tool that must be called, or those that may be."""

    type: Literal["function", "allowed_tools"] = "function"
    function: Named | None = None
    allowed_tools: Allowed | None = None

    @property
    def names(self) -> set[str]:
        """The names of the tools; none where the choice is malformed."""
        if self.type == "function":
            return {self.function.name} if self.function is not None else set()
        return {one.function.name for one in self.allowed_tools.tools} if self.allowed_tools is not None else set()

    @property
    def mode(self) -> Choice:
        """The mode that stands for the choice: `required`, or that of the allowed tools."""
        return "required" if self.allowed_tools is None else self.allowed_tools.mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan for the tools of a request: which may be called, and how calls are generated and read."""

    names: tuple[str, ...] = ()
    """The names of the tools that may be called."""
    told: Sequence[Mapping[str, Any]] = ()
    """The tools as the model is told of them."""
    taught: bool = False
    """Whether the model is told of them by a template of ours, because its own has no tools."""
    opened: str = ""
    """The text the answer begins with: the beginning of a required call."""
    grammar: str = ""
    trigger: str = ""
    """The text that begins an optional call."""
    certain: tuple[str, ...] = ()
    """The texts that begin calls constrained by the grammar."""
    form: Style | None = None
    """How calls are written, where any other answer has a requested format."""

    def reader(self, *, thinking: bool = False, thinks: bool = True) -> AnswerReader:
        """Return a reader for the answer, fed with the beginning of a required call.

        Args:
            thinking: whether the answer begins within a thought.
            thinks: whether to look for a thought.
        """
        if not self.names:
            return AnswerReader(thinking=thinking, thinks=thinks)
        if self.form is not None:
            return AnswerReader(FormReader(self.names, self.form), thinking=thinking, thinks=thinks)
        reader = CallReader(self.names, self.certain)
        reader.feed(self.opened)
        return AnswerReader(reader, thinking=thinking, thinks=thinks and not self.opened)


def shown_call(name: str, arguments: str, index: int | None = None) -> dict[str, Any]:
    """Return a call in OpenAI's shape, with its index where it is streamed."""
    return {
        **({} if index is None else {"index": index}),
        "id": f"call_{secrets.token_hex(12)}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools that a request names."""

    tools: Sequence[Tool]
    tool_choice: Choice | ToolChoice | None
    parallel_tool_calls: bool | None

    @property
    def forced(self) -> bool:
        """Whether a call must be made."""
        return self.mode == "required"

    @property
    def mode(self) -> Choice:
        """Whether calls may, must or must not be made."""
        return self.tool_choice.mode if isinstance(self.tool_choice, ToolChoice) else self.tool_choice or "auto"

    @property
    def parallel(self) -> bool:
        """Whether more than one call may be made; where a tool is named, only if the request says so."""
        if self.parallel_tool_calls is None:
            return not (isinstance(self.tool_choice, ToolChoice) and self.tool_choice.type == "function")
        return self.parallel_tool_calls

    def callable(self) -> list[Tool]:
        """Return the tools that may be called.

        Raises:
            InvalidArgument: the required tool does not exist, or two tools have the same name.
            UsageError: there are too many tools.
        """
        tools = self.tools
        if len(tools) > MOST:
            raise UsageError(f"Cannot use {len(tools)} tools: {MOST} are allowed", param="tools")
        if len({tool.function.name for tool in tools}) < len(tools):
            raise InvalidArgument("Cannot use the tools: two have one name", param="tools")
        names = self.tool_choice.names if isinstance(self.tool_choice, ToolChoice) else None
        wanted = [tool for tool in tools if names is None or tool.function.name in names]
        if (self.forced and not wanted) or (names is not None and not 0 < len(names) == len(wanted)):
            raise InvalidArgument("Cannot call a tool: there is none, or none of that name", param="tool_choice")
        return [] if self.mode == "none" else wanted


async def planned(tools: Tools, *, template: str, knows: bool, form: Mapping[str, Any] | None = None) -> Plan:
    """Return the plan for the tools of a request.

    Args:
        tools: the tools of the request.
        template: the chat template of the model.
        knows: whether the template reads `tools`; if not, the model is told of them by a template of ours.
        form: the schema of an answer without calls.

    Raises:
        InvalidArgument: the required tool does not exist, or two tools have the same name.
        UsageError: there are too many tools.
        BadGrammar: the parameters of a tool are a schema that cannot be converted to a grammar.
    """
    wanted = tools.callable()
    if not wanted:
        return Plan()
    told = [{"type": "function", "function": msgspec.to_builtins(tool.function)} for tool in tools.tools]
    plan = Plan(names=tuple(tool.function.name for tool in wanted), told=told, taught=not knows)
    return await _held(plan, wanted, style_of(template) if knows else HERMES, tools.parallel, tools.forced, form)


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
