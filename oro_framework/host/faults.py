"""Exceptions out of task groups, made plain again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("leaf", "plain_faults")


def leaf(error: BaseException) -> BaseException:
    """Return the one exception a group of groups holds, or the group when it holds several."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


@contextmanager
def plain_faults() -> Iterator[None]:
    """Raise what the block raises without the groups around a single exception."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise leaf(group) from None
