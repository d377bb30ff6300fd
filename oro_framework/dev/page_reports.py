"""Reports of errors that a page tells of: uncaught ones, modules that did not load, violations of its policy."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oro_framework.dev.report import Report, ReportedFrame
from oro_framework.dev.sources import Sources
from oro_framework.source_maps import Frame, stack_frames

__all__ = ("PageError", "report_of")

TITLES = {
    "error": "Uncaught error in the page",
    "rejection": "Unhandled rejection in the page",
    "module": "A script did not load",
    "policy": "The content security policy forbids it",
}


class PageError(Struct, frozen=True, kw_only=True):
    """An error as the script in the page tells it."""

    kind: str
    message: str
    stack: str = ""
    url: str = ""
    line: int = 0
    column: int = 0


def report_of(error: PageError, sources: Sources, window: int | None) -> Report:
    """Return the report of a page's error, with the places that an author wrote."""
    frames = stack_frames(error.stack)
    if not frames and error.url and error.line:
        frames = [Frame("", error.url, error.line, error.column)]
    return Report(
        source={"error": "page", "rejection": "page"}.get(error.kind, error.kind),
        title=TITLES.get(error.kind, TITLES["error"]),
        message=error.message,
        frames=[_frame(frame, sources) for frame in frames],
        window=window,
    )


def _frame(frame: Frame, sources: Sources) -> ReportedFrame:
    url, line, text = sources.mapped(frame.url, frame.line, frame.column)
    path = sources.file_of(url)
    own = (path is not None and sources.is_own(path)) or (path is None and bool(text) and "node_modules" not in url)
    text = text or (sources.read(path) if path is not None and own else "")
    return ReportedFrame(
        function="" if frame.function in ("module code", "global code", "<anonymous>") else frame.function,
        file=_shown(url, path, sources),
        line=line,
        column=frame.column if url == frame.url else 0,
        own=own,
        excerpt=sources.excerpt(text, line) if text else (),
    )


def _shown(url: str, path: Path | None, sources: Sources) -> str:
    return url if path is None else sources.shown(path)
