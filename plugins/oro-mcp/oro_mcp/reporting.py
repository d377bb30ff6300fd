"""Progress of routes, for the agents that call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from oro_framework.types import Call

__all__ = ("Report", "progress", "unheard")

Report = Callable[[float, "float | None", str], object]
"""Takes how much is done, of how much, and a text for people."""


@runtime_checkable
class _Reports(Protocol):
    """The service of this plugin, as far as it is used here."""

    reports: Mapping[str, Report]


def progress(call: Call, done: float, total: float | None = None, message: str = "") -> None:
    """Tell the agent that makes a call how far its work is; nothing happens in calls of others. Loop thread.

    Args:
        call: of the route.
        done: more than at the last time.
        total: how much there is to do, where that is known.
        message: for people.
    """
    service: object = call.host.service("mcp")
    if isinstance(service, _Reports) and (report := service.reports.get(call.client)) is not None:
        report(done, total, message)


def unheard(_done: float, _total: float | None, _message: str) -> None:
    """Drop a report, where the caller of a tool does not ask for progress."""
