"""Tell a model of tools where its own template has none: a template of ours, in the messages themselves. Sans-IO.

Rules
1. The tools stand in the first system message, or, where the template takes none, in the first message of the user.
2. Calls that were made are text of the assistant, as `tools.HERMES` has them; what they returned is text of the user.
3. Every other message stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from oro_ai.chat.tools import HERMES

__all__ = ("in_system", "in_user", "spelled", "told_of")

_HEAD = "You may call functions to answer. These are their signatures, one a line:\n<tools>\n"
_TAIL = (
    "\n</tools>\nTo call one, write nothing but its name and arguments as JSON, like this:\n"
    '<tool_call>\n{"name": "NAME", "arguments": {"ARGUMENT": "VALUE"}}\n</tool_call>\n'
    "Answer in plain text where no function helps."
)


def told_of(tools: Sequence[Mapping[str, Any]]) -> str:
    """Return the text that tells a model of tools."""
    return _HEAD + "\n".join(json.dumps(tool["function"], ensure_ascii=False) for tool in tools) + _TAIL


def in_system(messages: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Return messages with a text at the end of the first system message, added where there is none."""
    if messages and messages[0]["role"] in ("system", "developer"):
        first, *others = messages
        return [{**first, "content": f"{first['content']}\n\n{text}"}, *others]
    return [{"role": "system", "content": text}, *messages]


def in_user(messages: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Return messages with a text, and what the system said, at the beginning of the first message of the user."""
    system = [message["content"] for message in messages if message["role"] in ("system", "developer")]
    others = [dict(message) for message in messages if message["role"] not in ("system", "developer")]
    head = "\n\n".join([*system, text])
    for message in others:
        if message["role"] == "user":
            message["content"] = f"{head}\n\n{message['content']}"
            return [*others]
    return [{"role": "user", "content": head}, *others]


def spelled(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return messages whose calls, and what these returned, are text."""
    found: list[Mapping[str, Any]] = []
    for message in messages:
        told = _spelled(message)
        last = found[-1] if found else None
        if message["role"] in ("tool", "function") and last is not None and last.get("answers"):
            # What several calls returned is one turn, for templates want turns to alternate.
            found[-1] = {**last, "content": f"{last['content']}\n{told['content']}"}
        else:
            found.append(told)
    return [{name: value for name, value in message.items() if name != "answers"} for message in found]


def _spelled(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if message["role"] in ("tool", "function"):
        content = f"<tool_response>\n{message['content']}\n</tool_response>"
        return {"role": "user", "content": content, "answers": True}
    if not message.get("tool_calls"):
        return message
    calls = [f"{HERMES.opened}{_call(call['function'])}{HERMES.closed}" for call in message["tool_calls"]]
    return {"role": message["role"], "content": "\n".join([*filter(None, [message["content"]]), *calls])}


def _call(function: Mapping[str, Any]) -> str:
    call = {"name": function["name"], "arguments": function.get("arguments", {})}
    return json.dumps(call, ensure_ascii=False)
