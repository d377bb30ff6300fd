"""Suggestions for mistyped names, worded alike in every message."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ("did_you_mean", "nearest")


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name most like `name`, or an empty text when none is alike enough.

    Args:
        name: the mistyped name.
        known: the names it could have meant.
        cutoff: how alike two names must be, from 0 to 1.
    """
    from difflib import get_close_matches  # imported only once a name is wrong, as it is slow to import

    return next(iter(get_close_matches(name, known, n=1, cutoff=cutoff)), "")


def did_you_mean(name: str, otherwise: str = "") -> str:
    """Return `did you mean "NAME"?`, or `otherwise` when there is no such name."""
    return f'did you mean "{name}"?' if name else otherwise
