"""Results of tools, as pages and models get them. No I/O."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from oro_mcp.server.outcome import Outcome

if TYPE_CHECKING:
    import mcp_types as types

__all__ = ("ToolResult", "of_outcome", "of_server")


class ToolResult(TypedDict):
    """See the module."""

    text: str
    """All text of it: what a model reads."""
    data: Any
    """The structured content; null where the tool gives none."""
    content: list[dict[str, Any]]
    """The blocks, as the protocol has them."""
    isError: bool


def of_server(result: types.CallToolResult) -> ToolResult:
    """Return what a tool of a server gave."""
    blocks = [block.model_dump(by_alias=True, mode="json", exclude_none=True) for block in result.content]
    texts = [_text(block) for block in blocks]
    return ToolResult(
        text="\n".join(text for text in texts if text),
        data=result.structured_content,
        content=blocks,
        isError=bool(result.is_error),
    )


def of_outcome(outcome: Outcome, schema: Mapping[str, Any] | None) -> ToolResult:
    """Return what a tool of the app gave."""
    block: dict[str, Any] = {"type": "text", "text": outcome.text}
    if outcome.blob is not None:
        kind = outcome.mime_type.partition("/")[0]
        block = {
            "type": kind if kind in ("image", "audio") else "blob",
            "data": base64.b64encode(outcome.blob).decode(),
            "mimeType": outcome.mime_type,
        }
    return ToolResult(text=outcome.text, data=outcome.structured(schema), content=[block], isError=outcome.failed)


def _text(block: Mapping[str, Any]) -> str:
    if block.get("type") == "text":
        return str(block.get("text", ""))
    if block.get("type") == "resource":
        resource = block.get("resource") or {}
        return str(resource.get("text") or f"(resource {resource.get('uri')})")
    return f"({block.get('type')} {block.get('mimeType') or block.get('uri') or ''})".replace(" )", ")")
