"""Pauses an app in the background: pages and plugins are told, and services pause unless the app always runs."""

from __future__ import annotations

import trio

from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.kernel.loop_states import LoopState

__all__ = ("PARTING", "Background")

PARTING = 0.256
"""Seconds that pages have between `applicationstop`, or a pause of the services, and the event itself."""
ATTENTION = 0.1
"""Seconds without an active window after which the app is in the background."""


class Background:
    """Pauses and resumes one host, on request and as windows lose and gain the keyboard focus. Loop thread.

    Args:
        host: the running app.
    """

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._turning = trio.Lock()
        self.paused = False
        self.settling = False
        """Attention has changed, and is given time to come to rest."""

    async def pause(self) -> None:
        """Tell pages and plugins that the app went to the background; pause services, unless the app always runs."""
        host = self._host
        async with self._turning:
            if self.paused or host.quitting.is_set():
                return
            self.paused = True
            host.tell("applicationpause")
            if not host.settings[names.LIFECYCLE_DESKTOP_ALWAYS_RUNNING]:
                host.move(LoopState.PAUSED)
                with trio.move_on_after(PARTING):
                    for window in host.windows:
                        await window.events.taken()
                await host.lifetimes.each(lambda service: service.pause(), "pause")
                host.plugins.notify("oro_paused", host=host)

    async def resume(self) -> None:
        """Undo `pause`."""
        host = self._host
        async with self._turning:
            if not self.paused or host.quitting.is_set():
                return
            self.paused = False
            if host.state is LoopState.PAUSED:
                host.move(LoopState.INIT)
                await host.lifetimes.each(lambda service: service.resume(), "resume")
                if self._host.state is LoopState.STOPPED:
                    return
                host.move(LoopState.IDLE)
                host.plugins.notify("oro_resumed", host=host)
            host.tell("applicationresume")

    def focus_moved(self) -> None:
        """Pause or resume as the focus says, after a delay: between two windows of the app no window has it."""
        host = self._host
        if host.nursery is not None and not self.settling and not host.quitting.is_set():
            self.settling = True
            host.nursery.start_soon(self._settle)

    async def _settle(self) -> None:
        await trio.sleep(ATTENTION)
        self.settling = False
        if self._host.windows_manager.activity.background:
            await self.pause()
        else:
            await self.resume()
