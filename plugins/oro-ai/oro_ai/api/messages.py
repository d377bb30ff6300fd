"""Convert the messages of requests into messages for chat templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from oro_ai.chat.attachments import Attachments
from oro_framework.errors import InvalidArgument

__all__ = ("ChatMessage", "content_of", "plain")


class ChatMessage(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One turn of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | Sequence[Mapping[str, Any]] | None = None
    name: str | None = None
    tool_calls: Sequence[Mapping[str, Any]] | None = None
    tool_call_id: str | None = None
    reasoning_content: str | None = None
    """The thought of the assistant before its answer, for templates that show it."""


def plain(message: ChatMessage, place: int, attachments: Attachments) -> dict[str, Any]:
    """Return a message as templates expect it: its content as one text, the arguments of its calls as objects.

    Args:
        message: the message.
        place: its number in the conversation.
        attachments: takes the images and audio, whose marks are in the text.

    Raises:
        Unsupported: the model does not read a part of the content.
        InvalidArgument: a part is malformed, or a call has no function.
        TooLarge: a part is too large.
    """
    content = attachments.text_of(message.content, f"messages[{place}]")
    told: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(message, content=content))
    told["content"] = content
    if message.tool_calls:
        told["tool_calls"] = [_call(one) for one in message.tool_calls]
    return told


def content_of(parts: Sequence[Mapping[str, Any]]) -> str | Sequence[Mapping[str, Any]]:
    """Return parts of a message as one text, if all of them are text."""
    if any(part["type"] != "text" for part in parts):
        return parts
    return "\n".join(part["text"] for part in parts)


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call.get("function")
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        raise InvalidArgument("Cannot use a call of a message: it has no function with a name", param="messages")
    arguments = function.get("arguments", {})
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except (ValueError, RecursionError) as error:
            # Templates write arguments as JSON; arguments that are text already would be encoded twice.
            raise InvalidArgument(
                f"Cannot use a call of a message: its arguments are no JSON ({error})", param="messages"
            ) from error
    return {**call, "function": {**function, "arguments": arguments}}
