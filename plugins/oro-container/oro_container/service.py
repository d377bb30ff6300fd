"""The service that answers `container.*`."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from oro_container import policy_settings, settings
from oro_container.answers import answering
from oro_container.containers.containers import Containers as Booting
from oro_container.pages.granting import Granting
from oro_container.pages.guests import Guests
from oro_container.pages.page_containers import PageContainers
from oro_container.pages.port_previews import PortPreviews
from oro_container.previews.previews import Previews
from oro_container.routes.container_routes import ContainerRoutes
from oro_container.routes.event_routes import EventRoutes
from oro_container.routes.fetch_routes import FetchRoutes
from oro_container.routes.file_routes import FileRoutes
from oro_container.routes.guest_routes import GuestRoutes
from oro_container.routes.preview_routes import PreviewRoutes
from oro_container.routes.process_routes import ProcessRoutes
from oro_container.routes.registry_routes import RegistryRoutes
from oro_container.routes.runtime_routes import RuntimeRoutes
from oro_container.routes.tree_routes import TreeRoutes
from oro_container.routes.watch_routes import WatchRoutes
from oro_framework.service import Service
from oro_framework.types import Host, Window

__all__ = ("Containers",)


class Containers(Service):
    """Containers for pages. One belongs to the window that booted it, and ends with its page."""

    name = "container"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.folder = _folder(host.bundle)
        prepare = answering(host.settings[settings.STORE_SIZE])
        strongest = host.settings[policy_settings.STRONGEST]
        self._booting = Booting(self.folder, prepare=prepare, strongest=strongest)
        self._previews = Previews([host.origin], host.admit_frames, isolated=bool(host.settings["webview_isolated"]))
        shown = PortPreviews(self._previews)
        layers = [host.root / each for each in host.settings[settings.LAYERS]]
        self.containers = PageContainers(host.settings[settings.MAX_CONTAINERS], self._booting, shown, layers)
        self._guests = Guests(host.settings[settings.MAX_CONTAINERS], self._previews)
        self.parts = (
            ContainerRoutes(self.containers, Granting(host)),
            EventRoutes(self.containers),
            FetchRoutes(self.containers),
            FileRoutes(self.containers),
            GuestRoutes(self._guests),
            PreviewRoutes(self.containers, self._previews),
            ProcessRoutes(self.containers),
            RegistryRoutes(policy_settings.granted(host.settings, host.root)),
            RuntimeRoutes(self.containers),
            TreeRoutes(self.containers),
            WatchRoutes(self.containers),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Boot containers; at the end, end them all."""
        async with self._previews.running(), self._guests.running(), self._booting.running(), self.containers.running():
            yield

    async def pause(self) -> None:
        """Stop the programs that run."""
        await self.containers.signal_all(signal.SIGSTOP)

    async def resume(self) -> None:
        """Let them go on."""
        await self.containers.signal_all(signal.SIGCONT)

    async def release(self, window: Window) -> None:
        """End the containers of a page that is gone."""
        self._guests.release(window)
        await self.containers.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of containers by window, and the processes that were started in each."""
        running = {each.container.id: list(each.container.started) for each in self.containers.held}
        return {"containers": self.containers.held.ids(), "processes": running}


def _folder(bundle: str) -> Path:
    """Return where the files of an app's containers are."""
    import platformdirs

    return platformdirs.user_data_path(bundle, appauthor=False) / "containers"
