"""`screen.*`: the displays, their changes, and where the pointer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from oro_framework.errors import Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.display import Display
from oro_framework.host.inner import inner
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, PageEvent, Permission

__all__ = ("oro_page_events", "oro_permissions", "oro_services")

PERMISSION = "screen"


class Box(TypedDict):
    """A rectangle of the desktop."""

    x: int
    y: int
    width: int
    height: int


class DisplayDetail(TypedDict):
    """A display, as pages receive it."""

    name: str
    bounds: Box
    workArea: Box
    scale: float
    refreshRate: float
    rotation: int
    primary: bool


class DisplaysDetail(TypedDict):
    """All displays after one has changed."""

    displays: list[DisplayDetail]


class Screen(Service):
    """The displays of one host; the first page that asks has their changes told from then on."""

    name = "screen"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._watched = False
        self._told: list[DisplayDetail] = []

    @route("screen.displays", permission=PERMISSION)
    async def displays_of(self, call: Call) -> list[DisplayDetail]:
        """Return the displays, the primary one first; the event `displaychange` tells of their changes from then on.

        Raises:
            Unsupported: this backend has no screen.
        """
        return await self.displays()

    async def displays(self) -> list[DisplayDetail]:
        """Return the displays, the primary one first.

        Raises:
            Unsupported: this backend has no screen.
        """
        backend = self._backend()
        (found,) = await self._ask(lambda done: done(self._look(backend)))
        self._told = [_described(display) for display in found]
        return self._told

    @route("screen.cursor", permission=PERMISSION)
    async def cursor(self, call: Call) -> dict[str, int]:
        """Return where the pointer is, in the logical pixels of the desktop.

        Raises:
            Unsupported: this backend has no screen, or the session does not tell, as with Wayland.
        """
        backend = self._backend()
        if not backend.capabilities.cursor:
            raise Unsupported(
                "Cannot tell where the pointer is: Wayland tells a program only while it is over its windows"
            )
        ((x, y),) = await self._ask(lambda done: done(backend.cursor()))
        return {"x": x, "y": y}

    def _backend(self) -> Backend:
        backend = inner(self.host).backend
        if backend is None or not backend.capabilities.displays:
            raise Unsupported("Cannot tell the displays: this backend has no screen")
        return backend

    async def _ask(self, look: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
        return await inner(self.host).windows_manager.ask_gui(look)

    # -- GUI thread ------------------------------------------------------------------------------

    def _look(self, backend: Backend) -> list[Display]:
        if not self._watched:
            self._watched = True
            cross = inner(self.host).threads.gui_to_loop
            backend.watch_displays(lambda: cross(self._changed, backend.displays()))
        return backend.displays()

    # -- loop thread -----------------------------------------------------------------------------

    def _changed(self, displays: Sequence[Display]) -> None:
        """Tell every page; toolkits tell of one change several times."""
        found = [_described(display) for display in displays]
        if found != self._told:
            self._told = found
            for window in self.host.windows:
                window.emit("displaychange", {"displays": found})


def _described(display: Display) -> DisplayDetail:
    x, y, width, height = display.work_area
    return {
        "name": display.name,
        "bounds": {"x": display.x, "y": display.y, "width": display.width, "height": display.height},
        "workArea": {"x": x, "y": y, "width": width, "height": height},
        "scale": display.scale,
        "refreshRate": display.refresh_rate,
        "rotation": display.rotation,
        "primary": display.primary,
    }


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `screen`."""
    return [Permission(name=PERMISSION, description="Know the displays of the desktop, and where the pointer is.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `screen.*`."""
    return [Screen]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event `displaychange`."""
    return [
        PageEvent(
            name="displaychange",
            detail=DisplaysDetail,
            summary="A display came, went or is another; told once `screen.displays` was called.",
        )
    ]
