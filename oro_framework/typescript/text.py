"""Small pieces of TypeScript text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from oro_framework.literals import literal

__all__ = ("comment", "indented", "key", "quoted")

_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


def quoted(value: str) -> str:
    """Return a string literal."""
    return literal(value)


def key(name: str) -> str:
    """Return a member name, in quotes where it needs them."""
    return name if _PLAIN.match(name) else quoted(name)


def comment(text: str) -> list[str]:
    """Return the lines of a doc comment; none for no text."""
    lines = [line.rstrip() for line in text.replace("*/", "*\u200b/").strip().splitlines()]
    if not lines:
        return []
    if len(lines) == 1:
        return [f"/** {lines[0]} */"]
    return ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines one level deeper."""
    return [f"  {line}" if line else "" for line in lines]
