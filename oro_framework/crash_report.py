"""Reports of what went wrong, for plugins that send them where an app's author reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

__all__ = ("CrashReport", "ReportFrame")


class ReportFrame(Struct, frozen=True, kw_only=True):
    """A line of a stack, the innermost last."""

    file: str
    """A path, or the address of a script; of the original file where a source map has it."""
    line: int
    column: int = 0
    function: str = ""


class CrashReport(Struct, frozen=True, kw_only=True):
    """One error, with secrets taken out."""

    kind: str
    """`python`, `page` for an uncaught error of a page, `engine` for a process of the engine that died, and `native`
    for a run that died of a signal."""
    time: float
    """When it happened, or when that run began; seconds since 1970."""
    type: str
    """The class of the error, or the name of the signal."""
    message: str
    text: str
    """All of it, as the log has it."""
    frames: Sequence[ReportFrame] = ()
    about: Mapping[str, Any] = {}
    """`app`, `version`, `oro` and `python`."""
