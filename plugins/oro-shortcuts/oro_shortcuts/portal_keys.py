"""Shortcuts by `org.freedesktop.portal.GlobalShortcuts`, whose keys the person chooses. Loop thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from oro_framework.desktop_bus import BusService, DesktopBus, Signal
from oro_framework.errors import OroError, Unsupported
from oro_framework.portal import Portal
from oro_shortcuts.shortcut import Listener, Shortcut

if TYPE_CHECKING:
    from anyio.abc import TaskGroup

__all__ = ("PortalKeys",)

_INTERFACE = "GlobalShortcuts"
_CONFIGURES = 2
"""The version of the portal that has its settings shown."""


class PortalKeys:
    """One session of the portal. A session is bound once, so that other shortcuts want another session.

    Args:
        bus: the session's.
        portal: its portals.
        version: of the portal.
        listener: hears of the keys.
        tasks: where shortcuts are bound again when the portal closed their session.
    """

    name = "portal"

    def __init__(self, bus: DesktopBus, portal: Portal, version: int, listener: Listener, tasks: TaskGroup) -> None:
        self._bus = bus
        self._portal = portal
        self._version = version
        self._listener = listener
        self._tasks = tasks
        self._session: BusService | None = None
        self._bound: Sequence[Shortcut] = ()

    async def begin(self) -> None:
        """Listen to the portal."""
        service = self._portal.service(_INTERFACE)
        await self._bus.listen(service, "Activated", lambda signal: self._used(signal, True))
        await self._bus.listen(service, "Deactivated", lambda signal: self._used(signal, False))
        await self._bus.listen(service, "ShortcutsChanged", self._changed)

    async def put(self, shortcuts: Sequence[Shortcut]) -> Mapping[str, str]:
        before = self._bound
        await self._close()
        try:
            return await self._bind(shortcuts)
        except OroError:
            await self._close()
            with suppress(OroError):  # the person agreed to these earlier
                await self._bind(before)
            raise

    async def _bind(self, shortcuts: Sequence[Shortcut]) -> Mapping[str, str]:
        if not shortcuts:
            return {}
        session = self._session = await self._portal.session(_INTERFACE, "CreateSession")
        await self._bus.listen(session, "Closed", lambda _: self._closed(session))
        wanted = [(each.id, _described(each)) for each in shortcuts]
        request = await self._portal.request(_INTERFACE, "BindShortcuts", "oa(sa{sv})s", session.path, wanted, "")
        self._bound = tuple(shortcuts)
        return _triggers(request.results["shortcuts"])

    async def _close(self) -> None:
        session, self._session, self._bound = self._session, None, ()
        if session is not None:
            with suppress(OroError):  # it is gone already
                await self._bus.forget(session, "Closed")
                await self._bus.call(session, "Close")

    def _closed(self, session: BusService) -> None:
        """Bind again what the portal dropped, as it does when its backend starts anew."""
        if session == self._session:
            self._session = None
            self._tasks.start_soon(self._again, self._bound)

    async def _again(self, shortcuts: Sequence[Shortcut]) -> None:
        try:
            self._listener.changed(await self._bind(shortcuts))
        except OroError:
            self._listener.changed(dict.fromkeys((each.id for each in shortcuts), ""))

    async def configure(self) -> None:
        if self._version < _CONFIGURES or self._session is None:
            why = f"it is of version {self._version}" if self._session is not None else "the app has no shortcuts yet"
            raise Unsupported(f"Cannot show the shortcuts of the app: the portal has no settings for them, as {why}")
        service = self._portal.service(_INTERFACE)
        await self._bus.call(service, "ConfigureShortcuts", "osa{sv}", self._session.path, "", {})

    def _used(self, signal: Signal, pressed: bool) -> None:
        session, id, time, options = signal.body
        if self._session is not None and session == self._session.path:
            self._listener.used(id, pressed, int(time), str(options.get("activation_token", ("s", ""))[1]))

    def _changed(self, signal: Signal) -> None:
        session, shortcuts = signal.body
        if self._session is not None and session == self._session.path:
            self._listener.changed(_triggers(shortcuts))


def _described(shortcut: Shortcut) -> dict[str, tuple[str, Any]]:
    described: dict[str, tuple[str, Any]] = {"description": ("s", shortcut.description)}
    if shortcut.trigger is not None:
        described["preferred_trigger"] = ("s", shortcut.trigger.portal)
    return described


def _triggers(shortcuts: Sequence[tuple[str, Mapping[str, tuple[str, Any]]]]) -> dict[str, str]:
    return {id: str(described.get("trigger_description", ("s", ""))[1]) for id, described in shortcuts}
