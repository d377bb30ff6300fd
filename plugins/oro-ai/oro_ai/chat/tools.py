"""How a model is told to call tools: what its template writes around calls, and a grammar of them. Sans-IO.

Rules
1. A model knows tools when its template reads `tools`; how it writes calls is seen from what the template writes.
2. A call that must be made is begun for the model, and a grammar holds from there.
3. A call that may be made is held to the grammar from what begins it; what is said before it is free.
4. Where an answer is to have a form, calls that may be made or the form are all there is, from the first token on.
   Either may be in a fence, for models that were not taught their template's marks begin JSON with one.
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
FENCE = Style("```json\n", "", "\n```", "```json")
PARAMETERS = Style(arguments="parameters")


def style_of(template: str) -> Style:
    """Return how the model of a template writes calls."""
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
        functions: those that may be called.
        style: how calls are written.
        parallel: more than one may be made.
        opened: what is before the first call is there already, its trigger only where it is False.
        form: a JSON schema of what may be said instead; then nothing is there already.

    Raises:
        BadGrammar: the parameters of one are no schema, or one that cannot be held to.
    """
    schemas = {_rule(place): one.parameters or {"type": "object"} for place, one in enumerate(functions)}
    rules = rules_of(schemas if form is None else {**schemas, "form": form})
    more = f" ({_quoted(style.between)} call)*" if parallel and style.between else ""
    calls = f"{_before(style, opened=opened, whole=form is not None)}call{more} {_quoted(style.closed)}"
    fenced = f"{_quoted(FENCE.opened)} (call | form) {_quoted(FENCE.closed)}"
    root = calls if form is None else f"{calls} | {fenced} | form"
    return f"root ::= {root}\n{_call(functions, style)}\n{rules}"


def _before(style: Style, *, opened: bool, whole: bool) -> str:
    """Return what is still to be said before the first call: nothing, all of it, or what follows on the trigger."""
    if opened:
        return ""
    if whole:
        return f"{_quoted(style.opened)} "
    return f"[ \\n]* {_quoted(style.opened.removeprefix(style.trigger).strip())} "


def _call(functions: Sequence[Function], style: Style) -> str:
    """Return the rule of a call, of which every function's arguments are a rule."""
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
