"""The items of a response's input and output, as messages of the one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oro_ai.api.messages import content_of
from oro_ai.errors import only_text
from oro_framework.errors import InvalidArgument, Unsupported

__all__ = ("messages_of", "stored")

_TEXTS = ("input_text", "output_text", "text", "refusal")


def messages_of(instructions: str | None, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return items as messages: consecutive calls of the assistant, and what it thought before, are one.

    Raises:
        Unsupported: an item is of a kind that is not known, or a part is no text.
        InvalidArgument: an item is malformed.
    """
    found: list[dict[str, Any]] = [{"role": "system", "content": instructions}] if instructions else []
    thought = ""
    for place, item in enumerate(items):
        match item.get("type", "message"):
            case "message":
                message = {"role": item.get("role"), "content": _content(item.get("content"), place)}
                found.append({**message, **({"reasoning_content": thought} if thought else {})})
                thought = ""
            case "function_call":
                _add_call(found, item, thought)
                thought = ""
            case "function_call_output":
                output = _content(item.get("output"), place)
                found.append({"role": "tool", "tool_call_id": item.get("call_id"), "content": output})
            case "reasoning":
                thought = _content(item.get("content") or [], place)
            case kind:
                raise Unsupported(f'Cannot use input[{place}]: items of type "{kind}" are not known', param="input")
    return found


def stored(given: str | Sequence[Mapping[str, Any]], find: Callable[[str], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the input of a request as items, with kept items in the place of references to them.

    Args:
        given: the input.
        find: returns the kept item of an id.

    Raises:
        NotFound: a reference is to an item that is not kept.
    """
    if isinstance(given, str):
        return [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": given}]}]
    return [dict(find(str(item.get("id"))) if item.get("type") == "item_reference" else item) for item in given]


def _add_call(found: list[dict[str, Any]], item: Mapping[str, Any], thought: str) -> None:
    function = {"name": item.get("name"), "arguments": item.get("arguments", "{}")}
    call = {"id": item.get("call_id"), "type": "function", "function": function}
    last = found[-1] if found else {}
    if last.get("role") == "assistant":
        last.setdefault("tool_calls", []).append(call)
        return
    thoughts = {"reasoning_content": thought} if thought else {}
    found.append({"role": "assistant", "content": "", "tool_calls": [call], **thoughts})


def _content(content: Any, place: int) -> Any:
    """Return the content of an item: a text, or parts where one of them is an image."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise InvalidArgument(f"Cannot use input[{place}]: its content is no text and no array", param="input")
    parts: list[dict[str, Any]] = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind in ("input_image", "input_audio"):
            parts.append(part)
            continue
        if kind not in (*_TEXTS, "reasoning_text"):
            raise only_text(f'a part of type "{kind}" in input[{place}]', "input")
        parts.append({"type": "text", "text": str(part.get("text") or part.get("refusal") or "")})
    return content_of(parts)
