"""Reports of exceptions of Python: in routes, tasks and services, and of code that cannot be loaded."""

from __future__ import annotations

import traceback
from pathlib import Path

from oro_framework.dev.report import Report, ReportedFrame
from oro_framework.dev.sources import Sources

__all__ = ("report_of",)


def report_of(title: str, error: BaseException, sources: Sources) -> Report:
    """Return the report of an exception, with the one that caused it in its hint."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return Report(
        source="python",
        title=title,
        message=_message(error),
        frames=_frames(error, sources),
        hint=f"caused by {_message(cause)}" if cause is not None else "",
    )


def _message(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip().rpartition("\n")[2] or type(error).__name__


def _frames(error: BaseException, sources: Sources) -> list[ReportedFrame]:
    frames = [
        _frame(each.filename, each.lineno or 0, each.name, sources)
        for each in reversed(traceback.extract_tb(error.__traceback__))
    ]
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        frames.insert(0, _frame(error.filename, error.lineno, "", sources))
    return frames


def _frame(file: str, line: int, function: str, sources: Sources) -> ReportedFrame:
    path = Path(file)
    own = sources.is_own(path)
    return ReportedFrame(
        function="" if function == "<module>" else function,
        file=sources.shown(path),
        line=line,
        own=own,
        excerpt=sources.excerpt(sources.read(path), line) if own else (),
    )
