"""The messages of Anthropic's requests, as OpenAI's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from oro_ai.api.messages import content_of
from oro_ai.errors import only_text
from oro_framework.errors import InvalidArgument

__all__ = ("Turn", "messages_of", "system_text")

Blocks = str | Sequence[Mapping[str, Any]]


class Turn(msgspec.Struct, kw_only=True):
    """One turn of a conversation."""

    role: Literal["user", "assistant", "system"]
    content: Blocks


def messages_of(system: Blocks | None, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return a conversation as OpenAI writes it.

    Raises:
        Unsupported: a block is an image or a document.
        InvalidArgument: a block is malformed.
    """
    found = [{"role": "system", "content": text}] if (text := system_text(system)) else []
    for turn in turns:
        blocks = [{"type": "text", "text": turn.content}] if isinstance(turn.content, str) else turn.content
        found += _said(turn.role, blocks)
    return found


def system_text(system: Blocks | None) -> str:
    """Return what a system prompt says."""
    if system is None or isinstance(system, str):
        return system or ""
    return "\n".join(_text(block, "system") for block in system)


def _said(role: str, blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    answers, parts, calls, thoughts = (
        list[dict[str, Any]](),
        list[dict[str, Any]](),
        list[dict[str, Any]](),
        list[str](),
    )
    for block in blocks:
        match block.get("type"):
            case "tool_result":
                answers.append(_answer(block))
            case "tool_use":
                calls.append(_call(block))
            case "thinking":
                thoughts.append(str(block.get("thinking", "")))
            case "redacted_thinking":
                continue
            case _:
                parts.append(_part(block))
    message: dict[str, Any] = {"role": role, "content": content_of(parts)}
    if calls:
        message["tool_calls"] = calls
    if thoughts:
        message["reasoning_content"] = "\n".join(thoughts)
    return [*answers, message] if parts or calls or not answers else answers


def _text(block: Mapping[str, Any], param: str) -> str:
    if block.get("type") != "text":
        raise only_text(f'a block of type "{block.get("type")}"', param)
    if not isinstance(text := block.get("text"), str):
        raise InvalidArgument("Cannot use a block: it has no text", param=param)
    return text


def _part(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text or an image as a part of OpenAI's.

    Raises:
        Unsupported: the block is neither.
        InvalidArgument: it is malformed, or its image is elsewhere.
    """
    if block.get("type") != "image":
        return {"type": "text", "text": _text(block, "messages")}
    source = block.get("source")
    kind = source.get("type") if isinstance(source, Mapping) else None
    if not isinstance(source, Mapping) or kind not in ("base64", "url"):
        raise InvalidArgument(
            f'Cannot use an image: its source is of type "{kind}", and only "base64" is known', param="messages"
        )
    if kind == "url":
        return {"type": "image_url", "image_url": {"url": str(source.get("url", ""))}}
    return {"type": "image_url", "image_url": {"url": f"data:image;base64,{source.get('data', '')}"}}


def _answer(block: Mapping[str, Any]) -> dict[str, Any]:
    content = block.get("content") or ""
    if not isinstance(content, str):
        content = content_of([_part(one) for one in content])
    return {"role": "tool", "tool_call_id": str(block.get("tool_use_id", "")), "content": content}


def _call(block: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": block.get("name"), "arguments": json.dumps(block.get("input", {}), ensure_ascii=False)}
    return {"id": str(block.get("id", "")), "type": "function", "function": function}
