"""The session's own word on its use: its screen saver, and the portal's monitor of a sandbox. Loop thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oro_framework.desktop_bus import BusService, DesktopBus, Signal
from oro_framework.portal import Portal

__all__ = ("PortalMonitor", "ScreenSaver")

_RUNNING, _QUERY_END = 1, 2
"""Values of `session-state`."""


class ScreenSaver:
    """Whether the screen saver is active, by `org.freedesktop.ScreenSaver`.

    Args:
        bus: the session's.
        told: called with whether it is.
    """

    _service = BusService("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")

    def __init__(self, bus: DesktopBus, told: Callable[[bool], None]) -> None:
        self._bus = bus
        self._told = told

    async def begin(self) -> None:
        """Ask, and listen to changes.

        Raises:
            OroError: this desktop has none that tells.
        """
        await self._bus.listen(self._service, "ActiveChanged", lambda signal: self._told(bool(signal.body[0])))
        (active,) = await self._bus.call(self._service, "GetActive")
        self._told(bool(active))


class PortalMonitor:
    """The session as `org.freedesktop.portal.Inhibit` describes it to programs in a sandbox.

    Args:
        portal: of the session.
        bus: the session's.
        idle: called with whether the screen saver is active.
        ending: called with True when the session is about to end and waits for `may_end`, with False when it goes on.
    """

    def __init__(
        self, portal: Portal, bus: DesktopBus, idle: Callable[[bool], None], ending: Callable[[bool], None]
    ) -> None:
        self._portal = portal
        self._bus = bus
        self._idle = idle
        self._ending = ending
        self._session: BusService | None = None
        self._state = _RUNNING

    async def begin(self) -> None:
        """Have the portal tell.

        Raises:
            OroError: this desktop has no such portal.
        """
        await self._portal.version("Inhibit")
        await self._bus.listen(self._portal.service("Inhibit"), "StateChanged", self._changed)
        self._session = await self._portal.session("Inhibit", "CreateMonitor", "s", "")

    def _changed(self, signal: Signal) -> None:
        session, state = signal.body
        if self._session is not None and session != self._session.path:
            return
        known: dict[str, Any] = {name: value for name, (_, value) in state.items()}
        if "screensaver-active" in known:
            self._idle(bool(known["screensaver-active"]))
        before, self._state = self._state, int(known.get("session-state", self._state))
        if self._state != before and (self._state == _QUERY_END or before == _QUERY_END):
            self._ending(self._state == _QUERY_END)

    async def may_end(self) -> None:
        """Tell the session that nothing here has to be waited for."""
        if self._session is not None:
            await self._bus.call(self._portal.service("Inhibit"), "QueryEndResponse", "o", self._session.path)
