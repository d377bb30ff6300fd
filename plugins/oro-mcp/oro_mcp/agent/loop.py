"""A conversation in which a model uses tools, step by step, within limits. Loop thread.

Rules
1. A step is one answer of the model, and the tools it asks for, one after another. One that asks for none ends.
2. What goes wrong in a tool is told to the model, which may do better; what goes wrong in the model ends.
3. `steps` answers and `seconds` in all are the limits; what runs then is cancelled. The last event says why it ended.
4. `tool_choice` is for the first answer: a model that must call a tool in each would never end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

import msgspec
import trio
from msgspec import Struct

from oro_framework.errors import InvalidArgument, OroError
from oro_mcp.agent.toolbox import Toolbox
from oro_mcp.client.results import ToolResult
from oro_mcp.reporting import unheard

__all__ = ("Conversation", "Models", "conversation")

MOST_TEXT = 32 * 1024
"""Characters of a tool's result that a model gets."""
Event = dict[str, Any]


@runtime_checkable
class Models(Protocol):
    """The service of oro-ai, as far as it is used here."""

    async def chat(self, messages: Any, *, model: str = "", **options: Any) -> Any:
        """Return a whole answer, with `text`, `reason` and `tool_calls`."""
        ...


class Conversation(Struct, frozen=True, kw_only=True):
    """A question to a model, and how far the answer may go."""

    messages: Sequence[Mapping[str, Any]]
    model: str
    options: Mapping[str, Any]
    steps: int
    seconds: float


class _Time:
    """The end of a conversation."""

    def __init__(self, seconds: float) -> None:
        self._end = trio.current_time() + seconds
        self.over = False

    async def within(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Return what work returns; None once the time is over."""
        with trio.move_on_at(self._end) as scope:
            return await work()
        self.over = scope.cancelled_caught
        return None


async def conversation(models: Models, box: Toolbox, asked: Conversation) -> AsyncIterator[Event]:
    """Yield the events of a conversation: `step`, `text`, `call`, `result`, and `end` with all messages.

    Raises:
        OroError: the model cannot answer.
    If closed, what runs is cancelled.
    """
    time = _Time(asked.seconds)
    messages = [dict(each) for each in asked.messages]
    options = dict(asked.options)
    text, reason, step = "", "steps", 0
    for step in range(1, asked.steps + 1):
        yield {"type": "step", "step": step}
        more = {**options, "tools": functions} if (functions := box.functions()) else options
        answer = await time.within(partial(models.chat, messages, model=asked.model, **more))
        if answer is None:
            reason = "time"
            break
        options.pop("tool_choice", None)
        text = answer.text or ""
        messages.append(_said(answer))
        if text:
            yield {"type": "text", "text": text}
        if not answer.tool_calls:
            reason = answer.reason or "stop"
            break
        for call in answer.tool_calls:
            yield _told(box, call)
            result = await time.within(partial(_used, box, call))
            if result is None:
                break
            messages.append({"role": "tool", "tool_call_id": call.id, "content": _cut(result["text"])})
            yield {"type": "result", "id": call.id, **result}
        if time.over:
            reason = "time"
            break
    yield {"type": "end", "reason": reason, "text": text, "steps": step, "messages": messages}


async def _used(box: Toolbox, call: Any) -> ToolResult:
    """Use the tool that a model asks for; what goes wrong is a result."""
    try:
        return await box.find(call.name).use(_arguments(call), unheard)
    except OroError as error:
        block = {"type": "text", "text": error.message}
        return ToolResult(text=error.message, data=None, content=[block], isError=True)


def _arguments(call: Any) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(call.arguments or "{}")
    except ValueError as error:
        raise InvalidArgument(f'Cannot use tool "{call.name}": its arguments are not JSON: {error}') from None
    if not isinstance(found, dict):
        raise InvalidArgument(f'Cannot use tool "{call.name}": its arguments are no object')
    return found


def _said(answer: Any) -> dict[str, Any]:
    """Return an answer as a message."""
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in answer.tool_calls
    ]
    said: dict[str, Any] = {"role": "assistant", "content": answer.text or ""}
    return {**said, "tool_calls": calls} if calls else said


def _told(box: Toolbox, call: Any) -> Event:
    """Return the event of a call, with the tool's place where it is known."""
    event: Event = {"type": "call", "id": call.id, "server": "", "tool": call.name, "arguments": None}
    try:
        info = box.find(call.name).info
        event |= {"server": info["server"], "tool": info["name"], "arguments": _arguments(call)}
    except OroError:
        event["arguments"] = call.arguments
    return event


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}\n(cut off: {len(text)} characters in all)"
