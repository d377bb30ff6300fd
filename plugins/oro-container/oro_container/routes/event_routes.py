"""The route by which a page hears what happens in a container."""

from __future__ import annotations

from typing import Any, TypedDict

from oro_container.pages.page_containers import PageContainers
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("EventRoutes", "Happened")


class Happened(TypedDict):
    """Events in their order."""

    events: list[dict[str, Any]]
    """Each has `type` and what belongs to it."""
    lost: int
    """Events before these that the page was too slow for."""
    ended: bool
    """Whether nothing more comes."""


class EventRoutes:
    """Events of containers."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.events", permission="container", deadline=0)
    async def events(self, call: Call, *, id: str) -> Happened:
        """Answer with what has happened since the last answer, as soon as there is something.

        If cancelled, nothing was taken.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        batch = await self._containers.held.get(call.window, id).heard.take()
        if batch is None:
            return {"events": [], "lost": 0, "ended": True}
        return {"events": [dict(each) for each in batch.events], "lost": batch.lost, "ended": False}
