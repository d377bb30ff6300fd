"""Exceptions that groups hold."""

from __future__ import annotations

__all__ = ("leaf",)


def leaf(error: BaseException) -> BaseException:
    """Return the one exception a group of groups holds, or the group when it holds several."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
