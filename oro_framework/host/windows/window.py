"""One window: its state, its page's events, and its view in the engine.

Loop thread. A window without a view (headless backend, or not made yet) is a window all the same: it has an index,
an id, a status and a queue of events.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import trio
from msgspec.structs import asdict

from oro_framework.errors import Broken
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.interface.view_state import ViewState
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.menu import MenuSection
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.envelope import new_id
from oro_framework.host.windows.hotkeys import Bindings
from oro_framework.host.windows.page_actions import PageActions
from oro_framework.host.windows.page_events import LOSSY_LIMIT, EventQueue, QueuedResponses
from oro_framework.host.windows.window_options import Desktop, WindowOptions
from oro_framework.host.windows.window_states import may_follow
from oro_framework.interfaces import EventListener
from oro_framework.types import Host, Push, WindowStatus

__all__ = ("ManagedWindow",)


class Owner(Protocol):
    """The part of the window table that a window uses."""

    host: Host
    threads: Threads
    queued: QueuedResponses
    desktop: Desktop
    event_listeners: list[EventListener]

    def changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None: ...
    def close(self, window: ManagedWindow) -> None: ...
    async def ask_gui(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]: ...


class ManagedWindow(PageActions):
    """One window. Loop thread."""

    def __init__(self, owner: Owner, index: int, spec: ViewSpec, options: WindowOptions) -> None:
        self._owner = owner
        PageActions.__init__(self)
        self._index = index
        self._id = new_id()
        self._status = WindowStatus.NONE
        self.spec = spec
        self.options = options
        self.title = spec.title
        self.url = spec.url
        self.documents = 0
        """How many documents have begun in it."""
        self.ready_state = "none"
        self.position = (spec.x or 0, spec.y or 0)
        """x and y in logical px, as they were asked for or the engine told them last."""
        self.size = (spec.width, spec.height)
        """Width and height, likewise."""
        self.placed = trio.Event()
        """The engine has told where it is; another event takes its place then."""
        self.background = Colour.parse(spec.background)
        self.zoom = spec.zoom
        self.focused = False
        """It has the keyboard."""
        self.above = False
        """It is kept in front of others."""
        self.kiosk = spec.kiosk
        """Its person is kept in it."""
        self.opacity = spec.opacity
        self.skips_taskbar = spec.skip_taskbar
        self.state = ViewState()
        """The state in which the desktop has it."""
        self.restated = trio.Event()
        """The desktop has done something with it; another event takes its place then."""
        self.display = ""
        """The name of the display it is on, once that is known."""
        self.bar: tuple[MenuSection, ...] = ()
        """Its menu bar."""
        self.hotkeys = Bindings()
        self.signals: frozenset[int] = frozenset()
        """Those its page is told of, instead of what they do otherwise."""
        self.view: View | None = None
        self.events = EventQueue()
        self.made = trio.Event()
        """The engine has a view for it, or has failed to make one."""
        self.closed = trio.Event()
        self.heard = -math.inf
        """When its page spoke last, by its console or to end the app; in trio's time."""

    def __repr__(self) -> str:
        return f"<window {self._index} {self.url} {self._status.name.lower()}>"

    @property
    def index(self) -> int:
        return self._index

    @property
    def id(self) -> str:
        return self._id

    @property
    def status(self) -> WindowStatus:
        return self._status

    @property
    def host(self) -> Host:
        return self._owner.host

    # -- messages to the page ------------------------------------------------------------------------

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in the page; see `Window.emit`."""
        self.events.put(name, detail)
        for listener in self._owner.event_listeners:
            listener(self, name, detail)

    def push(self, message: Push) -> bool:
        """Send an unsolicited message; see `Window.push`."""
        if message.lossy and max(len(self.events), self._owner.queued.count(self)) >= LOSSY_LIMIT:
            return False
        body_id = self._owner.queued.add(self, message) if message.body is not None else None
        params: dict[str, Any] = {"source": message.source}
        if message.err is not None:
            params["err"] = message.err
        elif message.data is not None:
            params["data"] = message.data
        push = {"id": body_id, "params": params, "headers": dict(message.headers), "seq": "-1"}
        self.events.put("data", push=push)
        return True

    # -- actions -------------------------------------------------------------------------------------

    def move_to(self, status: WindowStatus) -> None:
        """Enter a state and tell every plugin; ignore a state that may not follow the present one."""
        old = self._status
        if may_follow(old, status):
            self._status = status
            self._owner.changed(self, old, status)

    def take_title(self, title: str) -> None:
        """Have the title of its document, if that has one."""
        if title and title != self.title:
            self.title = title
            self.act("set_title", title)

    def act(self, method: str, *args: Any) -> None:
        """Call a method of the view on the GUI thread; does nothing once the view is gone."""

        def run() -> None:
            if self.view is not None:
                getattr(self.view, method)(*args)

        self._owner.threads.loop_to_gui(run)

    def take_over(self, spec: ViewSpec) -> None:
        """Note what the engine made of the options."""
        self.above, self.kiosk = spec.above, spec.kiosk
        self.opacity, self.skips_taskbar = spec.opacity, spec.skip_taskbar

    def unbind_all(self) -> None:
        """Remove the hotkeys of its page."""
        if self.hotkeys.clear():
            self.act("set_hotkeys", (), _unheard)

    async def perform(self, method: str, *args: Any) -> None:
        """Call a method of the view and wait until it returns; does nothing once the view is gone.

        Raises:
            OroError: the method raised it.
        If cancelled, it may have been called.
        """
        await self._owner.ask_gui(partial(self._perform, method, args))

    def _perform(self, method: str, args: tuple[Any, ...], done: Callable[..., None]) -> None:
        if self.view is not None:
            getattr(self.view, method)(*args)
        done()

    def load(self, url: str) -> None:
        """Load a document in place of this one, even if its renderer died; asks no navigation policy."""
        self.act("load", url)

    def close(self) -> None:
        """Close the window soon; see `Window.close`."""
        self._owner.close(self)

    async def evaluate(self, script: str) -> Any:
        """Run a script in the top frame and return its JSON value.

        Raises:
            Broken: the script threw an error; carries its message.
        If cancelled, the script may have run.
        """
        value, error = await self._owner.ask_gui(partial(self._on_view, "evaluate", script))
        if error is not None:
            raise Broken(f"Cannot evaluate a script in window {self._index}: {error}")
        return value

    async def snapshot(self, path: Path) -> None:
        """Save what the window shows as a PNG.

        Raises:
            Broken: the engine could not take the picture.
        """
        (error,) = await self._owner.ask_gui(partial(self._on_view, "snapshot", path))
        if error is not None:
            raise Broken(f'Cannot save "{path}": {error}')

    async def _ask(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
        return await self._owner.ask_gui(start)

    async def target(self) -> str:
        """Return the name by which debuggers of the engine know its page; empty where they know none."""
        (name,) = await self._owner.ask_gui(lambda done: done("" if self.view is None else self.view.target()))
        return str(name)

    async def geometry(self) -> tuple[int, int, int, int]:
        """Return x, y, width and height as the toolkit tells them now."""
        (x, y, width, height) = await self._owner.ask_gui(
            lambda done: done(*((0, 0, 0, 0) if self.view is None else self.view.geometry()))
        )
        return x, y, width, height

    def _on_view(self, method: str, argument: Any, done: Callable[..., None]) -> None:
        if self.view is None:
            done(*((None, "the window has no view") if method == "evaluate" else ("the window has no view",)))
        else:
            getattr(self.view, method)(argument, done)

    # -- description ---------------------------------------------------------------------------------

    def describe_state(self) -> dict[str, Any]:
        """Return what the desktop has done with the window, as JSON for pages."""
        return {"index": self._index, **asdict(self.state)}

    @property
    def profile(self) -> str:
        return "" if self.spec.profile is None else self.spec.profile.name

    def describe(self) -> dict[str, Any]:
        """Return the window as JSON for pages."""
        spec, options, desktop = self.spec, self.options, self._owner.desktop
        unseen = spec.hidden and not spec.offscreen and self._status is not WindowStatus.SHOWN
        x, y, width, height = (0, 0, desktop.width, desktop.height) if unseen else (*self.position, *self.size)
        ratio, offsets = options.aspect_ratio, options.window_control_offsets
        return {
            "id": self._id, "index": self._index, "title": self.title, "token": options.token or None,
            "url": self.url, "location": _location(self.url), "origin": self.host.origin,
            "status": int(self._status), "readyState": self.ready_state,
            "focused": self.focused, "zoom": self.zoom, "alwaysOnTop": self.above, "kiosk": self.kiosk,
            "opacity": self.opacity,
            "fullscreen": self.state.fullscreen, "maximized": self.state.maximized, "minimized": self.state.minimized,
            "skipTaskbar": self.skips_taskbar, "transparent": spec.transparent, "display": self.display,
            "parent": options.parent, "modal": options.modal,
            "width": width, "height": height, "minWidth": spec.min_width, "minHeight": spec.min_height,
            "maxWidth": spec.max_width or None, "maxHeight": spec.max_height or None,
            "size": {"width": width, "height": height}, "position": {"x": x, "y": y},
            "screen": {"width": desktop.width, "height": desktop.height},
            "resizable": spec.resizable, "maximizable": spec.maximizable, "minimizable": spec.minimizable,
            "closable": spec.closable, "frameless": spec.frameless, "utility": spec.utility,
            "aspectRatio": ratio and f"{ratio[0]}:{ratio[1]}", "titlebarStyle": options.titlebar_style,
            "windowControlOffsets": f"{offsets[0]}x{offsets[1]}" if offsets else "",
            "radius": options.radius if options.radius is not None else spec.radius, "margin": options.margin,
            "backgroundColor": str(self.background), "backgroundColorLight": _text(options.background_color_light),
            "backgroundColorDark": _text(options.background_color_dark), "resourcesDirectory": str(self.host.root),
            "profile": self.profile,
        }  # fmt: skip


def _unheard(_id: int) -> None:
    """Do nothing: no hotkey is bound."""


def _location(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "href": url, "protocol": f"{parts.scheme}:", "host": parts.netloc, "hostname": parts.hostname or "",
        "pathname": parts.path, "search": f"?{parts.query}" if parts.query else "",
        "hash": f"#{parts.fragment}" if parts.fragment else "", "origin": f"{parts.scheme}://{parts.netloc}",
    }  # fmt: skip


def _text(colour: Colour | None) -> str | None:
    return None if colour is None else str(colour)
