"""The tools of `oro mcp --dev`: each is a route of an app under `oro dev`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

__all__ = ("TOOLS", "Tool")

_WINDOW = {"window": {"type": "integer", "minimum": 0, "default": 0, "description": "Number of the window."}}
_AFTER = {"after": {"type": "integer", "minimum": 0, "default": 0, "description": "Leave out those up to this number."}}
_REF = {"ref": {"type": "string", "description": "Reference of an element in the accessibility tree, such as e7."}}


def _text(description: str) -> Mapping[str, Any]:
    return {"type": "string", "description": description}


class Tool(Struct, frozen=True, kw_only=True):
    """A tool, as the protocol describes it."""

    name: str
    description: str
    route: str
    properties: Mapping[str, Any] = {}
    required: Sequence[str] = ()
    reads: bool = False
    """It changes nothing."""

    def describe(self) -> dict[str, Any]:
        """Return what `tools/list` says of it."""
        schema = {"type": "object", "properties": self.properties, "required": self.required}
        return {
            "name": self.name,
            "description": self.description,
            "inputSchema": {**schema, "additionalProperties": False},
            "annotations": {"readOnlyHint": self.reads, "openWorldHint": False},
        }


TOOLS = (
    Tool(name="windows", route="agent.windows", reads=True, description="List the open windows of the app."),
    Tool(
        name="accessibility_tree",
        route="agent.tree",
        reads=True,
        description="Roles, names, states and values of what a page shows, with a reference to each element.",
        properties=_WINDOW,
    ),
    Tool(
        name="console",
        route="agent.console",
        reads=True,
        description="Messages of the pages' consoles and uncaught errors, the last 500.",
        properties=_AFTER,
    ),
    Tool(
        name="calls",
        route="agent.calls",
        reads=True,
        description="Calls of pages to Python with parameters, answers, errors and times in milliseconds, events and"
        " decisions about permissions. Recorded from the first use of any tool on.",
        properties=_AFTER,
    ),
    Tool(
        name="screenshot",
        route="agent.screenshot",
        reads=True,
        description="A picture of what a window shows.",
        properties=_WINDOW,
    ),
    Tool(
        name="click",
        route="agent.click",
        description="Click an element.",
        properties={**_REF, **_WINDOW},
        required=["ref"],
    ),
    Tool(
        name="type",
        route="agent.type",
        description="Type a text into an element, or choose the option of a list that has it.",
        properties={
            **_REF,
            "text": _text("What is typed."),
            "clear": {"type": "boolean", "default": False, "description": "Remove what is there before."},
            **_WINDOW,
        },
        required=["ref", "text"],
    ),
    Tool(
        name="press",
        route="agent.press",
        description="Press a key where the focus is.",
        properties={"key": _text("Such as Enter, Escape, a or Control+s."), **_WINDOW},
        required=["key"],
    ),
    Tool(
        name="evaluate",
        route="agent.evaluate",
        description="Run JavaScript in a page and return its value as JSON; promises are not awaited.",
        properties={"script": _text("An expression, or statements of which the last has the value."), **_WINDOW},
        required=["script"],
    ),
    Tool(name="reload", route="agent.reload", description="Load a page anew.", properties=_WINDOW),
    Tool(
        name="wait_for",
        route="agent.wait",
        reads=True,
        description="Wait until a text is in the accessibility tree, or is no more; return the tree.",
        properties={
            "text": _text("As it stands in the tree."),
            "gone": {"type": "boolean", "default": False, "description": "Wait until it is not there."},
            "seconds": {"type": "number", "exclusiveMinimum": 0, "maximum": 60, "default": 5},
            **_WINDOW,
        },
        required=["text"],
    ),
)
