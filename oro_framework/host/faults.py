"""Exceptions out of task groups, made plain again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ("leaf", "plain_faults", "without_own_frames")

_OWN = str(Path(__file__).resolve().parent.parent)


def leaf(error: BaseException) -> BaseException:
    """Return the one exception a group of groups holds, or the group when it holds several."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def without_own_frames(error: BaseException) -> BaseException:
    """Return the exception with a traceback that begins where the framework called what is not its own.

    One that never left the framework keeps its traceback.
    """
    first = error.__traceback__
    while first is not None and first.tb_frame.f_code.co_filename.startswith(_OWN):
        first = first.tb_next
    return error if first is None else error.with_traceback(first)


@contextmanager
def plain_faults() -> Iterator[None]:
    """Raise what the block raises without the groups around a single exception."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise leaf(group) from None
