"""The text that a person reads of a plugin before it is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from oro_framework.cli.plugins.check.safety import SAFETY
from oro_framework.cli.plugins.wheel import Wheel

__all__ = ("as_json", "lines")

MOST = 8
"""Settings that are named; of more, their number is said."""


def lines(wheel: Wheel, others: Sequence[Wheel]) -> Iterator[tuple[str, str]]:
    """Yield headings, each with a text.

    Args:
        wheel: the one that brings plugins.
        others: what is installed with it.
    """
    yield "brings", ", ".join(f"plugin {name}" for name in wheel.plugins)
    if wheel.license:
        yield "license", wheel.license
    yield "size", _size(wheel.size) + "".join(f", {each.name} {_size(each.size)}" for each in others)
    if not wheel.permissions:
        yield "permissions", "none of its own"
    for name, description in wheel.permissions.items():
        yield "permission", f"{name}: {description or 'it does not say what this grants'}"
    if wheel.settings:
        shown = ", ".join(wheel.settings[:MOST])
        yield "settings", shown + (f" and {len(wheel.settings) - MOST} more" if len(wheel.settings) > MOST else "")
    for hook in wheel.hooks:
        if hook in SAFETY:
            yield "note", f"{hook}: it {SAFETY[hook]}"
    if "oro_commands" in wheel.hooks:
        yield "note", "it adds commands to oro"
    for each in (wheel, *others):
        if each.native:
            yield "note", f"{each.name} has machine code, which no wall of Python holds: {each.native[0]}"
        if each.at_starts:
            yield "note", f"{each.name} runs at every start of this Python, of whatever program: {each.at_starts[0]}"
    if wheel.guessed:
        yield "note", "it has no record of what it declares; this was read in its sources and may be less than all"


def _size(count: int) -> str:
    return f"{count / 1000:,.0f} kB"


def as_json(wheel: Wheel, others: Sequence[Wheel]) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "name": wheel.name,
        "version": wheel.version,
        "plugins": list(wheel.plugins),
        "license": wheel.license,
        "permissions": dict(wheel.permissions),
        "settings": list(wheel.settings),
        "safety": {hook: SAFETY[hook] for hook in wheel.hooks if hook in SAFETY},
        "native": [name for each in (wheel, *others) for name in each.native],
        "at_starts": [name for each in (wheel, *others) for name in each.at_starts],
        "with": [f"{each.name} {each.version}" for each in others],
        "guessed": wheel.guessed,
    }
