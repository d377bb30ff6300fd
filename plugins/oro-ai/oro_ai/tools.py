"""How a model is told to call tools: what its template writes around calls, and a grammar of them. Sans-IO.

Rules
1. A model knows tools when its template reads `tools`; how it writes calls is seen from what the template writes.
2. A call that must be made is begun for the model, and a grammar holds from there.
3. A call that may be made is held to the grammar from what begins it; what is said before it is free.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from oro_ai.schema import grammar_of

__all__ = ("BARE", "HERMES", "Function", "Style", "grammar", "style_of")


@dataclass(frozen=True, slots=True)
class Function:
    """A tool."""

    name: str
    parameters: Mapping[str, Any]
    """A JSON schema of an object."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a model writes calls."""

    opened: str = ""
    """What is before the first call."""
    between: str = ""
    """What is between two; empty where there can be but one."""
    closed: str = ""
    trigger: str = ""
    """What begins a call where text may come before it; empty where nothing tells."""
    arguments: str = "arguments"
    """What the arguments are called."""


HERMES = Style("<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>", "<tool_call>")
MISTRAL = Style("[TOOL_CALLS] [", ", ", "]", "[TOOL_CALLS]")
BARE = Style()
PARAMETERS = Style(arguments="parameters")


def style_of(template: str) -> Style:
    """Return how the model of a template writes calls."""
    if "<tool_call>" in template:
        return HERMES
    if "[TOOL_CALLS]" in template:
        return MISTRAL
    return PARAMETERS if '"parameters": ' in template else BARE


def grammar(functions: Sequence[Function], style: Style, *, parallel: bool, opened: bool) -> str:
    """Return a grammar of calls.

    Args:
        functions: those that may be called.
        style: how calls are written.
        parallel: more than one may be made.
        opened: what is before the first call is there already, its trigger only where it is False.

    Raises:
        BadGrammar: the parameters of one are no schema, or one that cannot be held to.
    """
    known = tuple((one.name, json.dumps(one.parameters)) for one in functions)
    return _grammar(known, style, parallel, opened)


@lru_cache(maxsize=64)
def _grammar(functions: tuple[tuple[str, str], ...], style: Style, parallel: bool, opened: bool) -> str:
    calls = []
    for place, (name, parameters) in enumerate(functions):
        base = f"#/oneOf/{place}/properties/{style.arguments}"
        calls.append(_schema(name, _based(json.loads(parameters), base), style))
    rules = grammar_of({"oneOf": calls}, root="call")
    more = f" ({_quoted(style.between)} call)*" if parallel and style.between else ""
    before = "" if opened else f"[ \\n]* {_quoted(style.opened.removeprefix(style.trigger).strip())} "
    return f"root ::= {before}call{more} {_quoted(style.closed)}\n{rules}"


def _schema(name: str, parameters: Mapping[str, Any], style: Style) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": {"name": {"const": name}, style.arguments: parameters or {"type": "object"}},
        "required": ["name", style.arguments],
        "additionalProperties": False,
    }


def _based(value: Any, base: str) -> Any:
    """Return a schema as a part of a larger one: what it refers to is further in."""
    if isinstance(value, list):
        return [_based(one, base) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        word: base + one[1:] if word == "$ref" and isinstance(one, str) and one.startswith("#") else _based(one, base)
        for word, one in value.items()
    }


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
