"""The service that hears of the app's addresses and answers `deeplink.*`."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict

import trio

from oro_deep_link import settings
from oro_deep_link.addresses import Addresses, protocol_of
from oro_framework.errors import ErrnoError, Unsupported
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Event, Host

if TYPE_CHECKING:
    from oro_deep_link.desktops import Desktop

__all__ = ("EVENT", "DeepLink")

Claim = Callable[[str], bool]
EVENT = "applicationurl"
KEPT = 100
"""Addresses that are remembered."""


class Registered(TypedDict):
    """Whether the desktop opens addresses of the app's scheme with the app."""

    protocol: str
    registered: bool


class Addressed(TypedDict):
    """Addresses the app was opened with, the latest last."""

    urls: list[str]


class DeepLink(Service):
    """Addresses of the app's own: from its command line, from further starts, and from links in its pages.

    Raises:
        ConfigError: `meta_application_protocol` can be no scheme of an app.
    """

    name = "deep-link"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.addresses = Addresses(protocol_of(host.settings[settings.PROTOCOL]), host.settings[settings.LINKS])
        self._heard: deque[str] = deque(maxlen=KEPT)
        self._claims: list[tuple[str, Claim]] = []

    @property
    def protocol(self) -> str:
        """The app's scheme, or empty."""
        return self.addresses.protocol

    def claim(self, prefix: str, taken: Claim) -> Callable[[], None]:
        """Give addresses to another plugin in place of pages, until the returned function is called. Loop thread.

        Args:
            prefix: of the addresses.
            taken: is called with each, and returns whether it was that plugin's; others are told as always.
        """
        entry = (prefix, taken)
        self._claims.append(entry)
        return lambda: self._claims.remove(entry)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Tell the desktop, if the app wants that, what its scheme is."""
        self._loop = trio.lowlevel.current_trio_token()
        async with trio.open_nursery() as nursery:
            if self.host.settings[settings.REGISTER] and self.addresses.protocol:
                nursery.start_soon(self._register)
            yield
            nursery.cancel_scope.cancel()

    def deliver(self, url: str) -> None:
        """Tell pages and plugins of an address that no plugin claims: event `applicationurl`, `{url}`. Loop thread."""
        if any(url.startswith(prefix) and taken(url) for prefix, taken in tuple(self._claims)):
            return
        self._heard.append(url)
        self.host.announce(EVENT, {"url": url})
        self.host.event(Event(name=EVENT, detail={"url": url}))

    def deliver_soon(self, url: str) -> None:
        """Do as `deliver`. Any thread."""
        self._loop.run_sync_soon(self.deliver, url)

    @route("deeplink.urls", permission="deep_link")
    def urls(self, call: Call) -> Addressed:
        """Return the latest 100 addresses the app was opened with since it started."""
        return {"urls": list(self._heard)}

    @route("deeplink.register", permission="deep_link")
    async def register(self, call: Call) -> Registered:
        """Have the desktop open addresses of the app's scheme with the app, as it was started now.

        Raises:
            Unsupported: the app has no scheme, the command that starts it is unknown, or the desktop takes no schemes.
            ErrnoError: what tells it cannot be written.
        If cancelled, it may be registered.
        """
        return await self._register()

    @route("deeplink.unregister", permission="deep_link")
    async def unregister(self, call: Call) -> Registered:
        """Have the desktop open them with the app no longer."""
        return await self._use(lambda desktop: desktop.unregister())

    @route("deeplink.isRegistered", permission="deep_link")
    async def is_registered(self, call: Call) -> Registered:
        """Return whether the desktop opens them with the app."""
        return await self._use(lambda desktop: None)

    async def _register(self) -> Registered:
        if not self.host.command:
            raise Unsupported('Cannot register a scheme: this app was not started by "oro run"')
        return await self._use(lambda desktop: desktop.register([*self.host.command, "--"]))

    async def _use(self, work: Callable[[Desktop], None]) -> Registered:
        protocol = self.addresses.protocol
        if not protocol:
            raise Unsupported("Cannot register a scheme: the app has none, meta_application_protocol names it")
        await load("oro_deep_link.desktops")
        from oro_deep_link.desktops import desktop_of

        def use() -> Registered:
            desktop = desktop_of(self.host.bundle, str(self.host.settings["meta_title"] or self.host.bundle), protocol)
            work(desktop)
            return {"protocol": protocol, "registered": desktop.registered()}

        try:
            return await trio.to_thread.run_sync(use, abandon_on_cancel=True)
        except OSError as error:
            reason = f'"{error.filename}": {error.strerror}'
            raise ErrnoError(error.errno or 0, f'Cannot register scheme "{protocol}": cannot use {reason}') from error
