"""The port between the app's page and a page in a view: the script beside the page, and what it tells. Sans-IO.

Rules
1. Only documents of the view's own origin get a port: in the top frame, by the event `oroport` once they are read.
2. A message is JSON of at most `MOST` characters; a page may post `BURST` at once and `RATE` a second on average. What
   is beyond that is dropped and counted.
3. The script runs in a world of its own. A page can neither reach it nor tell the host anything by another way, and the
   origin of a message is read there, from the document itself.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct

__all__ = ("BURST", "MOST", "RATE", "WORLD", "Said", "post_script", "read_said", "world_script")

MOST = 1 << 20
BURST = 256
RATE = 128
WORLD = "oroPort"
"""The name of the world, and of the handler its script tells."""


class Said(Struct, frozen=True):
    """One message of the script: `open`, `message` with JSON, or `dropped` with a count."""

    kind: Literal["open", "message", "dropped"]
    origin: str
    text: str = ""


def world_script(origin: str, app: str, tell: str) -> str:
    """Return the script for the world beside the pages of a view.

    Args:
        origin: of the documents that get a port.
        app: the origin of the app, which the event names.
        tell: an expression for the function that tells the host a text.
    """
    config = {"origin": origin, "app": app, "most": MOST, "burst": BURST, "rate": RATE}
    return f"({_text()})({json.dumps(config)}, {tell});"


def post_script(origin: str, text: str) -> str:
    """Return the script that hands JSON to the page, if its document is of an origin; its value says whether it is."""
    check = f"location.origin === {json.dumps(origin)} && typeof oroReceive === 'function'"
    return f"{check} && oroReceive({json.dumps(text)})"


def read_said(text: str) -> Said | None:
    """Read what the script tells; None for what it would not say."""
    if len(text) > 7 * MOST:  # JSON of JSON: a character has six at most
        return None
    try:
        kind, origin, *rest = msgspec.json.decode(text, type=list[str | int | None])
    except (msgspec.DecodeError, ValueError, UnicodeError, RecursionError):
        return None
    value = rest[0] if rest else None
    match kind, origin, value:
        case "open", str(), None:
            return Said("open", origin)
        case "message", str(), str() if len(value) <= MOST:
            return Said("message", origin, value)
        case "dropped", str(), int() if value >= 0:
            return Said("dropped", origin, str(value))
    return None


@cache
def _text() -> str:
    text = resources.files(__package__).joinpath("port.js").read_text(encoding="utf-8")
    return text.strip()
