"""An error as developers are shown it: what failed, and where in their files."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

__all__ = ("Line", "Report", "ReportedFrame")


class Line(Struct, frozen=True):
    """A line of a source file."""

    number: int
    text: str


class ReportedFrame(Struct, frozen=True, kw_only=True):
    """One frame of a stack."""

    function: str = ""
    file: str
    """Relative to the app's folder where it is one of the app's."""
    line: int
    column: int = 0
    own: bool = False
    """Whether the file is one of the app's own, rather than the framework's or a library's."""
    excerpt: Sequence[Line] = ()
    """The lines around it, of a file of the app's own."""


class Report(Struct, frozen=True, kw_only=True):
    """One error."""

    source: str
    """`page`, `python`, `module` or `policy`."""
    title: str
    """The subject that failed, such as a route."""
    message: str
    """The kind of error, and its message."""
    frames: Sequence[ReportedFrame] = ()
    """The innermost first."""
    window: int | None = None
    hint: str = ""

    @property
    def place(self) -> ReportedFrame | None:
        """The frame a developer looks at first: the innermost of the app's own, or the innermost."""
        return next((frame for frame in self.frames if frame.own), self.frames[0] if self.frames else None)
