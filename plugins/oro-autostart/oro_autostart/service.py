"""The service that answers `autostart.*`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypedDict

from oro_framework.errors import ErrnoError, InvalidArgument, Unsupported
from oro_framework.service import Service, load, route
from oro_framework.types import Call

if TYPE_CHECKING:
    from oro_autostart.places import Place

__all__ = ("Autostart",)


class Enabled(TypedDict):
    """Whether the app starts with the desktop."""

    enabled: bool


class Autostart(Service):
    """Whether the app starts when the person logs in."""

    name = "autostart"
    on_demand = True

    @route("autostart.enable", permission="autostart")
    async def enable(self, call: Call, *, arguments: Sequence[str] = ()) -> Enabled:
        """Have the app start at every login, as it was started now.

        Args:
            call: the call.
            arguments: what that start is told, behind the app's name.

        Raises:
            Unsupported: this platform has no place for it, or the command that starts the app is unknown.
            ErrnoError: what says so cannot be written; it is as it was.
        If cancelled, it may be enabled.
        """
        command = self._command(arguments)
        return await self._use(lambda place: place.enable(command))

    @route("autostart.disable", permission="autostart")
    async def disable(self, call: Call) -> Enabled:
        """Have the app start at no login."""
        return await self._use(lambda place: place.disable())

    @route("autostart.isEnabled", permission="autostart")
    async def is_enabled(self, call: Call) -> Enabled:
        """Return whether the app starts at the next login; the person may have switched it off."""
        return await self._use(lambda place: None)

    def _command(self, arguments: Sequence[str]) -> Sequence[str]:
        if not self.host.command:
            raise Unsupported('Cannot start with the desktop: this app was not started by "oro run"')
        if any("\0" in argument for argument in arguments):
            raise InvalidArgument("Cannot start with the desktop: an argument has a NUL in it")
        return [*self.host.command, *(["--", *arguments] if arguments else [])]

    async def _use(self, work: Callable[[Place], None]) -> Enabled:
        await load("oro_autostart.places")
        import anyio

        from oro_autostart.places import place_of

        def use() -> Enabled:
            place = place_of(self.host.bundle, str(self.host.settings["meta_title"] or self.host.bundle))
            work(place)
            return {"enabled": place.enabled()}

        try:
            return await anyio.to_thread.run_sync(use)
        except OSError as error:
            reason = f'"{error.filename}": {error.strerror}'
            raise ErrnoError(error.errno or 0, f"Cannot start with the desktop: cannot use {reason}") from error
