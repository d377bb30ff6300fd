"""The service that answers `child_process.*` and `process.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.service import Service
from oro_framework.types import Host, Window
from oro_process import settings
from oro_process.children.children import Children
from oro_process.children.launch import Launch
from oro_process.routes.child_routes import ChildRoutes
from oro_process.routes.host_routes import HostRoutes
from oro_process.routes.push_routes import PushRoutes
from oro_process.routes.run_routes import RunRoutes
from oro_process.supervisor.supervisors import Supervisors

__all__ = ("Process",)


class Process(Service):
    """Programs for pages. One belongs to the window that started it, and ends with its page unless detached."""

    name = "process"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        programs = host.settings[settings.PROGRAMS]
        supervisors = Supervisors(host.settings[settings.GRACE])
        self.children = Children(host.settings[settings.MAX_CHILDREN], Launch(host, programs), supervisors)
        self.parts = (
            ChildRoutes(self.children),
            RunRoutes(self.children),
            PushRoutes(self.children),
            HostRoutes(self.children, programs),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run supervisors; at the end, end every program that was not detached."""
        async with self.children.running():
            yield

    async def release(self, window: Window) -> None:
        """End the programs of a page that is gone."""
        self.children.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of programs by window."""
        return {"children": self.children.held.ids()}
