"""Exceptions of foreign code: told apart from cancellation, and taken out of exception groups.

An app ends when it is asked to, and not by an exception. `SystemExit`, `KeyboardInterrupt` and other exceptions that
are no `Exception` are failures of the handler, service, hook or app that raised them: they are logged, answered where
an answer is due, and go no further. Only cancellation passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from oro_framework.host.kernel.exception_groups import leaf

__all__ = ("fault_of", "plain_faults", "without_own_frames")

_OWN = str(Path(__file__).resolve().parents[2])


def fault_of(error: BaseException) -> BaseException:
    """Return the failure of foreign code without cancellation; re-raise an exception that is cancellation alone.

    Raises:
        trio.Cancelled, BaseExceptionGroup: the code was cancelled, which is no failure.
    """
    if isinstance(error, trio.Cancelled):
        raise error
    if isinstance(error, BaseExceptionGroup):
        fault = error.split(trio.Cancelled)[1]
        if fault is None:
            raise error
        return leaf(fault)
    return error


def without_own_frames(error: BaseException) -> BaseException:
    """Return the exception with a traceback that begins where the framework called foreign code.

    An exception raised by the framework itself keeps its traceback.
    """
    first = error.__traceback__
    while first is not None and first.tb_frame.f_code.co_filename.startswith(_OWN):
        first = first.tb_next
    return error if first is None else error.with_traceback(first)


@contextmanager
def plain_faults() -> Iterator[None]:
    """Raise the exceptions of the block without groups around a single exception."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise leaf(group) from None
