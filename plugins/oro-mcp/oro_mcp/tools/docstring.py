"""The docstring of a route, as a description of a tool and of its parameters. Sans-IO."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

__all__ = ("Documentation", "documentation")

_SECTION = re.compile(r"(Args|Arguments|Parameters|Raises|Returns|Yields|Note|Example|Examples):", re.ASCII)
_ITEM = re.compile(r"\*{0,2}(\w+)(?:\s*\([^)]*\))?:\s*(.*)")


class Documentation(Struct, frozen=True):
    """The parts of a docstring."""

    text: str
    """Its paragraphs before the first section, and what the route returns."""
    parameters: Mapping[str, str]


def documentation(function: Callable[..., Any]) -> Documentation:
    """Read the docstring of a function."""
    lines = inspect.cleandoc(inspect.getdoc(function) or "").splitlines()
    sections: dict[str, list[str]] = {"": []}
    current = sections[""]
    for line in lines:
        if (found := _SECTION.fullmatch(line.rstrip())) is not None:
            current = sections.setdefault(found[1], [])
        elif current is sections[""] or line.startswith(" ") or not line.strip():
            current.append(line)
        else:
            current = sections[""]
            current.append(line)
    text = "\n".join(sections[""]).strip()
    if returns := _joined(sections.get("Returns", [])):
        text = f"{text}\n\nReturns: {returns}".strip()
    listed = next((sections[name] for name in ("Args", "Arguments", "Parameters") if name in sections), [])
    return Documentation(text, _items(listed))


def _items(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    indent, latest = None, ""
    for line in lines:
        stripped = line.strip()
        depth = len(line) - len(line.lstrip())
        if stripped and indent is None:
            indent = depth
        item = _ITEM.fullmatch(stripped) if depth == indent else None
        if item is not None:
            latest = item[1]
            found[latest] = [item[2]]
        elif stripped and latest:
            found[latest].append(stripped)
    return {name: _joined(texts) for name, texts in found.items() if _joined(texts)}


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())
