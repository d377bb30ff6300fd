"""The host's own work keeps the machine awake by a service named `power`, if an installed plugin has one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol, runtime_checkable

from oro_framework.errors import OroError
from oro_framework.interfaces import Host

__all__ = ("HostPower", "KeepsAwake")


@runtime_checkable
class KeepsAwake(Protocol):
    """A service named `power`, as the host asks it."""

    def hold(self, reason: str, *, sleep: bool, display: bool) -> Callable[[], None]:
        """Begin to keep the machine awake, and return at once the function that ends it. Neither raises."""
        ...


class HostPower:
    """See `oro_framework.interfaces.Power`.

    Args:
        host: the running app.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    @asynccontextmanager
    async def awake(self, reason: str, *, sleep: bool = True, display: bool = False) -> AsyncIterator[None]:
        release = await self._held(reason, sleep, display)
        try:
            yield
        finally:
            release()

    async def _held(self, reason: str, sleep: bool, display: bool) -> Callable[[], None]:
        try:
            service: object = await self._host.begin_service("power")
        except OroError as error:
            self._host.log.warning("Cannot keep the machine awake: %s", error)
            service = None
        if not isinstance(service, KeepsAwake):
            return lambda: None
        return service.hold(reason, sleep=sleep, display=display)
