"""Messages of previews: what went wrong in a document of a guest. Sans-IO.

A guest can forge any message, of its own preview only: the preview and the port are the proxy's to say.
"""

from __future__ import annotations

import json
from typing import Any, Literal, TypedDict, cast

__all__ = ("MESSAGES", "PATH", "PreviewMessage", "message_of")

PATH = "/.oro-preview/messages"
"""Where a document sends its messages, on its own origin; no guest sees requests for it."""
MESSAGES = ("PREVIEW_UNCAUGHT_EXCEPTION", "PREVIEW_UNHANDLED_REJECTION", "PREVIEW_CONSOLE_ERROR")
LONGEST = 1 << 15
"""Characters of one text."""
MOST = 32
"""Arguments of one message."""


class PreviewMessage(TypedDict, total=False):
    """A message; `message` and `stack` of errors, `args` of `console.error`."""

    type: Literal["PREVIEW_UNCAUGHT_EXCEPTION", "PREVIEW_UNHANDLED_REJECTION", "PREVIEW_CONSOLE_ERROR"]
    message: str
    args: list[Any]
    stack: str
    previewId: str
    port: int
    pathname: str
    search: str
    hash: str


def message_of(body: bytes, *, name: str, port: int) -> PreviewMessage | None:
    """Return the message in a request; None where it is none.

    Args:
        body: JSON, as a document sent it.
        name: of the preview.
        port: of the guest.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or sent.get("type") not in MESSAGES:
        return None
    message: dict[str, Any] = {"type": sent["type"], "previewId": name, "port": port}
    if message["type"] == "PREVIEW_CONSOLE_ERROR":
        args = sent.get("args")
        message["args"] = args[:MOST] if isinstance(args, list) else []
    else:
        message["message"] = _text(sent, "message")
    for key in ("stack", "pathname", "search", "hash"):
        message[key] = _text(sent, key)
    return cast("PreviewMessage", message)


def _text(sent: dict[str, Any], key: str) -> str:
    value = sent.get(key)
    return value[:LONGEST] if isinstance(value, str) else ""
