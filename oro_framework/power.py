"""`Power`: keeps the machine awake while something of the host or of a plugin works, if oro-power is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oro_framework.errors import OroError

if TYPE_CHECKING:
    from oro_framework.interfaces import Host

__all__ = ("KeepsAwake", "Power")


@runtime_checkable
class KeepsAwake(Protocol):
    """What a service named `power` does for the host."""

    def hold(self, reason: str, *, sleep: bool, display: bool) -> Callable[[], None]:
        """Begin to keep the machine awake, and return at once the function that ends it. Neither raises."""
        ...


class Power:
    """The power of the machine, as far as the framework knows of it.

    Args:
        host: the running app.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    @asynccontextmanager
    async def awake(self, reason: str, *, sleep: bool = True, display: bool = False) -> AsyncIterator[None]:
        """Keep the machine awake during the block, as far as the desktop lets programs.

        It waits for no desktop and fails for none: work that would be done anyway goes on in any case. Without
        oro-power nothing happens. `Denied` and the like are for pages, which ask by `power.awake`.

        Args:
            reason: one line that the desktop shows to the person.
            sleep: whether the machine must not go to sleep by itself.
            display: whether the display must stay on.
        """
        release = await self._held(reason, sleep, display)
        try:
            yield
        finally:
            release()

    async def _held(self, reason: str, sleep: bool, display: bool) -> Callable[[], None]:
        try:
            service = await self._host.begin_service("power")
        except OroError as error:
            self._host.log.warning("Cannot keep the machine awake: %s", error)
            service = None
        if not isinstance(service, KeepsAwake):
            return lambda: None
        return service.hold(reason, sleep=sleep, display=display)
