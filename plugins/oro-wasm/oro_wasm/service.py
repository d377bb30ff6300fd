"""The service that answers `wasm.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.service import Service
from oro_framework.types import Host, StartCondition, Window
from oro_wasm import settings
from oro_wasm.components.declared import FOLDER
from oro_wasm.components.service import Components
from oro_wasm.engine.cache import Cache
from oro_wasm.folders import cache_folder
from oro_wasm.instances.instances import Instances
from oro_wasm.pages.page_guests import PageGuests
from oro_wasm.programs.granting import Granting
from oro_wasm.programs.modules import Modules
from oro_wasm.programs.programs import Programs
from oro_wasm.programs.runners import Runners
from oro_wasm.routes.build_routes import BuildRoutes
from oro_wasm.routes.file_routes import FileRoutes
from oro_wasm.routes.instance_routes import InstanceRoutes
from oro_wasm.routes.page_routes import PageRoutes
from oro_wasm.routes.program_routes import ProgramRoutes

__all__ = ("Wasm",)


class Wasm(Service):
    """WebAssembly for pages. A guest belongs to the window that started it, and ends with its page."""

    name = "wasm"
    on_demand = True
    at_start = (
        StartCondition(setting=settings.COMPONENTS.key),
        StartCondition(files=f"{FOLDER}/*.wasm"),
        StartCondition(hook="oro_wasm_components"),
    )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        folder = cache_folder()
        cache = Cache(folder / "code", host.settings[settings.CACHE_SIZE])
        runners = Runners(cache, host.settings[settings.IDLE_RUNNERS])
        self.programs = Programs(host.settings[settings.MAX_PROGRAMS], runners)
        self.instances = Instances(host.settings[settings.MAX_PROGRAMS], runners)
        self.components = Components(host, runners)
        self.page_guests = PageGuests(host.settings[settings.MAX_PROGRAMS])
        modules, granting = Modules(folder / "modules"), Granting(host)
        self.parts = (
            ProgramRoutes(self.programs, modules, granting),
            InstanceRoutes(self.instances, modules, granting),
            FileRoutes(runners, modules, granting),
            BuildRoutes(host, granting),
            PageRoutes(self.page_guests),
            *self.components.routes(),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run guests; at the end, end them all."""
        async with self.programs.running(), self.components.running():
            try:
                yield
            finally:
                await self.instances.aclose()

    async def pause(self) -> None:
        """Stop the guests that run."""
        self.programs.runners.pause()

    async def resume(self) -> None:
        """Let them go on."""
        self.programs.runners.resume()

    async def release(self, window: Window) -> None:
        """End the guests of a page that is gone."""
        self.programs.release(window)
        await self.instances.release(window)
        await self.components.release(window)
        await self.page_guests.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of guests by window, and those of the processes they run in."""
        return {
            "programs": self.programs.held.ids(),
            "instances": self.instances.held.ids(),
            "runners": self.programs.runners.processes,
            "components": self.components.processes(),
        }
