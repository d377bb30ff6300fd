"""Patterns: `*`, `?` and `[…]`, in names of files, in `case` and in `${name%pattern}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ("Piece", "expression", "has_pattern", "matching_paths")

Piece = tuple[str, bool]
"""Text, and whether it is quoted."""


def has_pattern(pieces: Sequence[Piece]) -> bool:
    """Return whether anything unquoted is a pattern."""
    return any(not quoted and any(char in text for char in "*?[") for text, quoted in pieces)


def expression(pieces: Sequence[Piece], *, any_char: str = ".") -> str:
    """Return a regular expression that matches, as a whole, what the pattern matches.

    What stands between two `*` is taken where it comes first, for good, so that no text takes long.

    Args:
        pieces: of the pattern.
        any_char: what `*` and `?` match.
    """
    out: list[str] = []
    for text, quoted in pieces:
        at = 0
        while at < len(text):
            char = text[at]
            at += 1
            if quoted or char not in "*?[":
                out.append(re.escape(char))
            elif char == "*":
                if out[-1:] != ["*"]:
                    out.append("*")
            elif char == "?":
                out.append(any_char)
            else:
                end = text.find("]", at + 2 if text[at : at + 1] in ("!", "^") else at + 1)
                if end < 0:
                    out.append(r"\[")
                    continue
                out.append(_bracket(text[at:end]))
                at = end + 1
    return _joined(out, any_char)


def _joined(parts: Sequence[str], any_char: str) -> str:
    """Join parts, of which `*` stands for any text."""
    fixed: list[list[str]] = [[]]
    for part in parts:
        if part == "*":
            fixed.append([])
        else:
            fixed[-1].append(part)
    first, *rest = ("".join(each) for each in fixed)
    if not rest:
        return first
    middle = "".join(f"(?>{any_char}*?{each})" for each in rest[:-1])
    return f"{first}{middle}{any_char}*{rest[-1]}"


def _bracket(body: str) -> str:
    negated = body[:1] in ("!", "^")
    classes = {"[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:space:]": r"\s"}
    body = body[1:] if negated else body
    for name, inside in classes.items():
        body = body.replace(name, inside)
    escaped = body.replace("\\", "\\\\").replace("[", r"\[").replace("]", r"\]").replace("^", r"\^").replace("&", r"\&")
    made = f"[{'^' if negated else ''}{escaped}]"
    try:
        re.compile(made)
    except re.error:
        return re.escape(f"[{body}]")
    return made


def matching_paths(
    pieces: Sequence[Piece], names: Callable[[str], Sequence[str]], exists: Callable[[str], bool]
) -> list[str]:
    """Return the paths that a pattern matches, sorted; none where nothing does.

    Args:
        pieces: of the pattern.
        names: what is in a folder; `""` is where the shell is.
        exists: whether a path is there.
    """
    parts = _by_slash(pieces)
    top = "".join(text for text, _ in pieces).startswith("/")
    found = ["/"] if top else [""]
    for index, part in enumerate(parts):
        if not part:
            continue
        plain = "".join(text for text, _ in part)
        last = index == len(parts) - 1
        if not has_pattern(part):
            found = [each + plain + ("" if last else "/") for each in found]
            found = [each for each in found if exists(each.rstrip("/") or "/")]
            continue
        pattern = re.compile(expression(part, any_char="[^/]"), re.DOTALL)
        found = [
            each + name + ("" if last else "/")
            for each in found
            for name in names(each)
            if pattern.fullmatch(name) and (not name.startswith(".") or plain.startswith("."))
        ]
    return sorted(found)


def _by_slash(pieces: Sequence[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    for text, quoted in pieces:
        first, *rest = text.split("/")
        if first:
            parts[-1].append((first, quoted))
        for each in rest:
            parts.append([(each, quoted)] if each else [])
    return parts
