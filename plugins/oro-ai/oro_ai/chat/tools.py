"""Find how a model's template writes tool calls, and build a grammar for them. Sans-IO.

Rules
1. A model supports tools when its template reads `tools`; its style of calls is found by rendering a call.
2. The beginning of a required call is put before the answer, and the grammar applies from there.
3. An optional call is constrained by the grammar from its trigger on; text before the trigger is free.
4. Where an answer must have a format, only optional calls or that format are allowed, from the first token on.
   Either may be in a fence, because models not trained on their template's marks begin JSON with one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oro_ai.grammar.schema import rules_of

__all__ = ("BARE", "FENCE", "HERMES", "Function", "Style", "grammar", "style_of")


@dataclass(frozen=True, slots=True)
class Function:
    """A tool."""

    name: str
    parameters: Mapping[str, Any]
    """A JSON schema of an object."""


@dataclass(frozen=True, slots=True)
class Style:
    """The text a model writes around calls."""

    opened: str = ""
    """The text before the first call."""
    between: str = ""
    """The text between two calls; empty where there can be only one."""
    closed: str = ""
    trigger: str = ""
    """The text that begins a call after other text; empty where the style has no such mark."""
    arguments: str = "arguments"
    """The name of the member that holds the arguments."""


HERMES = Style("<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>", "<tool_call>")
MISTRAL = Style("[TOOL_CALLS] [", ", ", "]", "[TOOL_CALLS]")
BARE = Style()
FENCE = Style("```json\n", "", "\n```", "```json")
PARAMETERS = Style(arguments="parameters")


def style_of(template: str) -> Style:
    """Return the style of calls of a template."""
    if "<tool_call>" in template:
        return HERMES
    if "[TOOL_CALLS]" in template:
        return MISTRAL
    return PARAMETERS if '"parameters": ' in template else BARE


def grammar(
    functions: Sequence[Function],
    style: Style,
    *,
    parallel: bool,
    opened: bool,
    form: Mapping[str, Any] | None = None,
) -> str:
    """Return a grammar of calls.

    Args:
        functions: the functions that may be called.
        style: how calls are written.
        parallel: whether more than one call may be made.
        opened: whether the whole text before the first call is there already; if False, only the trigger is.
        form: a JSON schema of an answer without calls; then no text is there already.

    Raises:
        BadGrammar: the parameters of a function are a schema that cannot be converted.
    """
    schemas = {_rule(place): one.parameters or {"type": "object"} for place, one in enumerate(functions)}
    rules = rules_of(schemas if form is None else {**schemas, "form": form})
    more = f" ({_quoted(style.between)} call)*" if parallel and style.between else ""
    calls = f"{_before(style, opened=opened, whole=form is not None)}call{more} {_quoted(style.closed)}"
    fenced = f"{_quoted(FENCE.opened)} (call | form) {_quoted(FENCE.closed)}"
    root = calls if form is None else f"{calls} | {fenced} | form"
    return f"root ::= {root}\n{_call(functions, style)}\n{rules}"


def _before(style: Style, *, opened: bool, whole: bool) -> str:
    """Return the text still missing before the first call: none, all of it, or the part after the trigger."""
    if opened:
        return ""
    if whole:
        return f"{_quoted(style.opened)} "
    return f"[ \\n]* {_quoted(style.opened.removeprefix(style.trigger).strip())} "


def _call(functions: Sequence[Function], style: Style) -> str:
    """Return the rule of a call, which refers to one rule for each function's arguments."""
    named = (f"{_key(one.name)} {_member(style.arguments)} {_rule(place)}" for place, one in enumerate(functions))
    return f'call ::= "{{" space {_key("name")} space ":" space ({" | ".join(named)}) "}}" space'


def _member(name: str) -> str:
    return f'"," space {_key(name)} space ":" space'


def _key(name: str) -> str:
    return _quoted(f'"{name}"')


def _rule(place: int) -> str:
    return f"arguments-{place}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
