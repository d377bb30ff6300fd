"""The service that answers `shortcuts.*`."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import anyio

from oro_framework.errors import InvalidArgument, NotFound, OroError, Unsupported, UsageError
from oro_framework.parameters import Word
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Event, Host, Window
from oro_shortcuts.by_hand import command_of
from oro_shortcuts.events import CHANGE, PRESS, RELEASE

if TYPE_CHECKING:
    from oro_framework.desktop_bus import DesktopBus
    from oro_shortcuts.shortcut import Keys, Shortcut

__all__ = ("Shortcuts",)

MAX_SHORTCUTS = 64


class Wanted(TypedDict):
    """A shortcut as a page wants it; without `trigger` the person alone chooses the keys."""

    id: str
    description: Word
    trigger: NotRequired[str]


class Bound(TypedDict):
    """A shortcut as it is bound; `trigger` is in the words of the desktop, and empty where it has no keys."""

    id: str
    description: str
    trigger: str
    by: str


class Held(TypedDict):
    """The shortcuts that are bound."""

    shortcuts: list[Bound]


class Shortcuts(Service):
    """The app's shortcuts. They are those of the window that bound them, and end with its document."""

    name = "shortcuts"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._keys: Keys | None = None
        self._bus: DesktopBus | None = None
        self._bound: dict[str, tuple[Window | None, Shortcut]] = {}
        self._triggers: dict[str, str] = {}

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen to the keys until the host stops."""
        self._turn = anyio.Lock()
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """Give back the keys of a page."""
        async with self._turn:
            await self._drop([id for id, (owner, _) in self._bound.items() if owner is window])

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of shortcuts."""
        return {"shortcuts": list(self._bound)}

    @route("shortcuts.bind", permission="shortcuts", deadline=0)
    async def bind(self, call: Call, *, shortcuts: Sequence[Wanted]) -> Held:
        """Bind shortcuts beside those the app has, and return them as they are bound.

        The desktop may ask the person, who may choose other keys. Of a shortcut the app has already, description and
        trigger are replaced, and its events go to this page.

        Args:
            call: the call; its window gets `shortcutpress`, `shortcutrelease` and `shortcutchange`.
            shortcuts: those to bind, all or none.

        Raises:
            InvalidArgument: an id is empty or a trigger no keys.
            UsageError: the app would have more than 64.
            KeysTaken: another program has the keys; the message names them.
            Denied: the person declined.
            Unsupported: the desktop lets no program have keys; `commands` has by id the command lines that a person
                can bind to keys in the settings of the desktop.
        If cancelled, they may be bound.
        """
        from oro_shortcuts.shortcut import Shortcut

        wanted = {
            each["id"]: (call.window, Shortcut(id=each["id"], description=each["description"], trigger=_trigger(each)))
            for each in shortcuts
        }
        if not wanted or not all(wanted):
            raise InvalidArgument("Cannot bind shortcuts: each needs an id")
        async with self._turn:
            together = {**self._bound, **wanted}
            if len(together) > MAX_SHORTCUTS:
                raise UsageError(f"Cannot bind shortcuts: an app has at most {MAX_SHORTCUTS}")
            try:
                keys = await self._known()
            except Unsupported as error:
                raise self._refused(error, list(wanted)) from error
            self._triggers = dict(await keys.put([shortcut for _, shortcut in together.values()]))
            self._bound = together
            return {"shortcuts": [self._described(id, keys) for id in wanted]}

    @route("shortcuts.unbind", permission="shortcuts")
    async def unbind(self, call: Call, *, id: str) -> None:
        """Give back the keys of a shortcut.

        Raises:
            NotFound: the app has none of that id.
        """
        async with self._turn:
            if id not in self._bound:
                raise NotFound(f'Cannot unbind "{id[:40]}": the app has no such shortcut', id=id)
            await self._drop([id])

    @route("shortcuts.list", permission="shortcuts")
    def list(self, call: Call) -> Held:
        """Return the shortcuts of the app as they are bound."""
        keys = self._keys
        return {"shortcuts": [] if keys is None else [self._described(id, keys) for id in self._bound]}

    @route("shortcuts.configure", permission="shortcuts")
    async def configure(self, call: Call) -> None:
        """Show the person the desktop's settings of the app's shortcuts.

        Raises:
            Unsupported: the desktop has none, or the app has no shortcuts yet.
        """
        await (await self._known()).configure()

    # -- keys ----------------------------------------------------------------------------------------------------

    def used(self, id: str, pressed: bool, time: int, token: str) -> None:
        """Tell the page that bound a shortcut that its keys were pressed, or released."""
        self._tell(id, PRESS if pressed else RELEASE, {"id": id, "time": time, "token": token})

    def changed(self, triggers: Mapping[str, str]) -> None:
        """Tell pages of the keys that are others now."""
        before, self._triggers = self._triggers, {**self._triggers, **triggers}
        for id in self._bound:
            if self._triggers.get(id, "") != before.get(id, ""):
                self._tell(id, CHANGE, {"id": id, "trigger": self._triggers.get(id, "")})

    def _tell(self, id: str, event: str, detail: Any) -> None:
        if id not in self._bound:
            return
        self.host.event(Event(name=event, detail=detail))
        window, _ = self._bound[id]
        if window is not None:
            window.emit(event, detail)

    async def _drop(self, ids: Sequence[str]) -> None:
        if not ids or self._keys is None:
            return
        for id in ids:
            del self._bound[id]
            self._triggers.pop(id, None)
        try:
            await self._keys.put([shortcut for _, shortcut in self._bound.values()])
        except OroError as error:
            self.host.log.warning("Cannot keep the other shortcuts: %s", error)

    def _described(self, id: str, keys: Keys) -> Bound:
        _, shortcut = self._bound[id]
        description = shortcut.description
        return {"id": id, "description": description, "trigger": self._triggers.get(id, ""), "by": keys.name}

    # -- which desktop -----------------------------------------------------------------------------------------

    async def _known(self) -> Keys:
        """Return the way to the keys, which the first call finds.

        Raises:
            Unsupported: there is none; the message says why.
        """
        if self._bus is not None and not self._bus.connected:
            self._keys = self._bus = None
        if self._keys is None:
            if sys.platform != "linux":
                raise Unsupported(f"not yet on {sys.platform}")
            try:
                self._keys = await self._by_portal()
            except OroError as error:
                self._keys = await self._by_grabbing(error)
        return self._keys

    async def _by_portal(self) -> Keys:
        await load("oro_framework.portal")
        await load("oro_shortcuts.portal_keys")
        from oro_framework.desktop_bus import DesktopBus
        from oro_framework.portal import Portal
        from oro_shortcuts.portal_keys import PortalKeys

        bus = DesktopBus("SESSION")
        await self._tasks.start(bus.run)
        try:
            portal = Portal(bus, self.host.bundle)
            keys = PortalKeys(bus, portal, await portal.version("GlobalShortcuts"), self, self._tasks)
            await keys.begin()
        except BaseException:
            bus.close()
            raise
        self._bus = bus
        return keys

    async def _by_grabbing(self, error: OroError) -> Keys:
        if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
            raise Unsupported(f"Wayland gives keys by the portal GlobalShortcuts alone, and {error.message}")
        await load("oro_shortcuts.x11_keys")
        from oro_shortcuts.x11_keys import X11Keys

        keys = X11Keys(self)
        try:
            await self._tasks.start(keys.run)
        except Unsupported as absent:
            raise Unsupported(f"{error.message}; {absent.message}") from error
        return keys

    def _refused(self, error: Unsupported, ids: Sequence[str]) -> Unsupported:
        commands = {id: command_of(self.host.command, id) for id in ids}
        way = next((command for command in commands.values() if command), "")
        hint = f". A person can bind this command to keys in the settings of the desktop: {way}" if way else ""
        return Unsupported(f"Cannot bind shortcuts: {error.message}{hint}", commands=commands)


def _trigger(wanted: Wanted) -> Any:
    from oro_shortcuts.trigger import Trigger

    text = wanted.get("trigger", "")
    if not text:
        return None
    try:
        return Trigger.parse(text)
    except ValueError as error:
        raise InvalidArgument(f'Cannot bind "{text[:80]}" for "{wanted["id"][:40]}": it must be {error}') from None
