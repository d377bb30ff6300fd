"""The service that answers `desktop.*`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import anyio
from msgspec import Meta
from msgspec.structs import replace

from oro_desktop.dragging import DragRoutes
from oro_desktop.events import SETTINGS, Appearance
from oro_desktop.recent import RecentRoutes
from oro_desktop.started import opened
from oro_framework.errors import OroError, Unsupported, UsageError
from oro_framework.held import owner_of
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Event, Host, Window

if TYPE_CHECKING:
    from oro_desktop.launcher import Icon, Launcher
    from oro_desktop.settings_portal import SettingsPortal
    from oro_framework.desktop_buses import Buses

__all__ = ("DesktopService",)

MOST = (1 << 53) - 1


class Shown(TypedDict):
    """Whether a program is there that shows it: a dock that reads such signals."""

    shown: bool


class OpenedFiles(TypedDict):
    """Absolute paths of files, the latest last."""

    paths: list[str]


class DesktopService(Service):
    """The app's icon, the desktop's settings, and what the desktop started the app for."""

    name = "desktop"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._drags = DragRoutes(host)
        self.parts = (RecentRoutes(host), self._drags)
        self._watchers: dict[str, Window] = {}
        self._buses: Buses | None = None
        self._launcher: Launcher | None = None
        self._settings: SettingsPortal | None = None
        self._icon: Icon | None = None
        self._owner = ""

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Speak to the desktop until the host stops; then the icon is bare."""
        self._turn = anyio.Lock()
        async with anyio.create_task_group() as self._connections, anyio.create_task_group() as self._work:
            yield
            self._work.cancel_scope.cancel()
            with anyio.CancelScope(shield=True), suppress(OroError):
                await self._bare()
            self._connections.cancel_scope.cancel()
        self._drags.close()

    async def release(self, window: Window) -> None:
        """Tell a page nothing more, and take its progress off the icon."""
        self._watchers.pop(window.id, None)
        if window.id == self._owner and self._icon is not None:
            self._owner = ""
            with suppress(OroError):
                await self._show(progress=None, urgent=False)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of windows that are told of settings."""
        return {"watchers": list(self._watchers)}

    # -- the icon --------------------------------------------------------------------------------------------

    @route("desktop.badge", permission="desktop")
    async def badge(self, call: Call, *, count: Annotated[int, Meta(ge=0, le=MOST)] | None = None) -> Shown:
        """Show a number on the app's icon, or none.

        Raises:
            Unsupported: there is no session bus, or the platform has none.
        If cancelled, it may be shown.
        """
        return {"shown": await self._show(count=count)}

    @route("desktop.progress", permission="desktop")
    async def progress(
        self, call: Call, *, value: Annotated[float, Meta(ge=0, le=1)] | None = None, urgent: bool = False
    ) -> Shown:
        """Show how far something is on the app's icon, or no longer; it goes with the page.

        Args:
            call: the call.
            value: from 0 to 1; null takes it away.
            urgent: the icon asks for the person's attention.

        Raises:
            Unsupported: there is no session bus, or the platform has none.
        If cancelled, it may be shown.
        """
        self._owner = owner_of(call.window)
        return {"shown": await self._show(progress=value, urgent=urgent)}

    async def show_progress(self, value: float | None) -> bool:
        """Show how far something of the app itself is on its icon, or no longer; raises as `desktop.progress` does."""
        self._owner = ""
        return await self._show(progress=value)

    async def _show(self, **changes: Any) -> bool:
        if sys.platform != "linux":
            raise Unsupported(f"Cannot change the app's icon: not yet on {sys.platform}")
        await load("oro_desktop.launcher")
        from oro_desktop.launcher import Icon, Launcher

        async with self._turn:
            launcher = self._launcher
            if launcher is None or not launcher.connected:
                try:
                    bus = await (await self._session()).get("SESSION")
                except OroError as error:
                    raise Unsupported(f"Cannot change the app's icon: {error.message}") from error
                launcher = self._launcher = Launcher(bus, self.host.bundle, self._soon)
            self._icon = replace(self._icon or Icon(), **changes)
            return await launcher.show(self._icon)

    async def _bare(self) -> None:
        if self._launcher is not None and self._launcher.connected:
            await self._show(count=None, progress=None, urgent=False)

    def _soon(self, function: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            with suppress(OroError):  # the bus went
                await function()

        self._work.start_soon(run)

    # -- settings --------------------------------------------------------------------------------------------

    @route("desktop.settings", permission="desktop")
    async def settings(self, call: Call) -> Appearance:
        """Return the desktop's settings: colours, contrast, motion, the size of texts.

        Raises:
            Unsupported: the desktop has no portal that tells them.
        """
        return (await self._told()).appearance

    @route("desktop.watch", permission="desktop")
    async def watch(self, call: Call) -> Appearance:
        """Tell the page's window of changes from now on, and return the settings; raises as `desktop.settings` does.

        Raises:
            UsageError: the call has no window.
        """
        if call.window is None:
            raise UsageError(f'Cannot call "{call.route}": it needs a window')
        told = await self._told()
        self._watchers[call.window.id] = call.window
        return told.appearance

    @route("desktop.unwatch", permission="desktop")
    def unwatch(self, call: Call) -> None:
        """Tell the page's window nothing more."""
        self._watchers.pop(owner_of(call.window), None)

    async def _told(self) -> SettingsPortal:
        if sys.platform != "linux":
            raise Unsupported(f"Cannot tell the settings of the desktop: not yet on {sys.platform}")
        await load("oro_desktop.settings_portal")
        await load("oro_framework.portal")
        from oro_desktop.settings_portal import SettingsPortal
        from oro_framework.portal import Portal

        async with self._turn:
            if self._settings is None or not self._settings.connected:
                try:
                    bus = await (await self._session()).get("SESSION")
                    found = SettingsPortal(bus, Portal(bus, self.host.bundle), self._changed)
                    await found.begin()
                except OroError as error:
                    raise Unsupported(f"Cannot tell the settings of the desktop: {error.message}") from error
                self._settings = found
                self._prefer(found.appearance)
            return self._settings

    def _prefer(self, now: Appearance) -> None:
        """Have the engine's media queries say the same, where it can be told."""
        dark = None if now["colorScheme"] is None else now["colorScheme"] == "dark"
        contrast = None if now["contrast"] is None else now["contrast"] == "more"
        self.host.prefer(dark=dark, contrast=contrast, still=now["reducedMotion"])

    def _changed(self) -> None:
        assert self._settings is not None
        appearance = self._settings.appearance
        self._prefer(appearance)
        self.host.event(Event(name=SETTINGS, detail=appearance))
        for window in list(self._watchers.values()):
            window.emit(SETTINGS, appearance)

    # -- what the app was started for ----------------------------------------------------------------------------

    @route("desktop.opened", permission="desktop")
    def opened(self, call: Call) -> OpenedFiles:
        """Return the latest 100 files that the app was opened with since it started."""
        return {"paths": opened(self.host)}

    async def _session(self) -> Buses:
        await load("oro_framework.desktop_buses")
        from oro_framework.desktop_buses import Buses

        if self._buses is None:
            self._buses = Buses(self._connections, lambda _: None)
        return self._buses
