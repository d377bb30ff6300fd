"""The event that pages which watch jobs get."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CHANGE", "Change", "JobRow", "Progress")

CHANGE = "jobchange"


class Progress(TypedDict):
    """How far a job is: units that are done, all there are, units a second, seconds left, and what it does."""

    done: float
    total: float | None
    rate: float | None
    left: float | None
    message: str


class JobRow(TypedDict):
    """A job; `partials` is how many parts of its result it gave out, `error` is as that of a route."""

    id: str
    name: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    attempt: int
    progress: Progress
    partials: int
    error: dict[str, Any] | None


class Change(TypedDict):
    """A change of a job: `lines` has those that it told, `partial` the number of a part of its result."""

    kind: Literal["state", "progress", "log", "partial"]
    job: JobRow
    lines: list[str]
    partial: int | None


ALL = (PageEvent(name=CHANGE, detail=Change, summary="A job began, ended, or told something."),)
