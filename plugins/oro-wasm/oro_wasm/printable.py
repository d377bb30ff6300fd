"""Make texts from untrusted files safe to show in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ("printable",)


def printable(text: str, kept: Iterable[str] = ()) -> str:
    """Return a text with all that would move a terminal's cursor, or change its colors, written as escapes.

    Args:
        text: a name, or a text of several lines.
        kept: characters that stay although they are not printable, such as the end of a line.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in kept else char.encode("unicode_escape").decode() for char in text
    )
