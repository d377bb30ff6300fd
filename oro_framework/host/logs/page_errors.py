"""Errors that no code of a page handled, with the lines that their author wrote, in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import trio

from oro_framework.host.logs.log_file import LONGEST
from oro_framework.host.logs.page_sources import PageSources
from oro_framework.host.logs.repeats import Repeats

if TYPE_CHECKING:
    from oro_framework.host.backends.interface.console import ConsoleMessage
    from oro_framework.host.inner import RunningHost

__all__ = ("PageErrors",)

_log = logging.getLogger("oro.page")
WAITING = 32
"""Errors whose scripts are being read; more of them are logged as they came."""


class PageErrors:
    """See the module. Loop thread.

    Args:
        host: the app.
    """

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._sources = PageSources(host)
        self._repeats = Repeats()
        self._waiting = 0

    def heard(self, window: int, message: ConsoleMessage) -> None:
        """Log an error, once its scripts and their maps have been read."""
        text = message.text[:LONGEST]  # no more of it would be kept
        if message.url and message.url not in text:
            text += f"\n    at {message.url[:LONGEST]}:{message.line}:{message.column or 1}"
        held = self._repeats.admit(text, trio.current_time())
        if held is None:
            return
        text += f"\n(the same came {held} times more since)" if held else ""
        if self._host.nursery is None or self._waiting >= WAITING:
            _say(window, text)
            return
        self._waiting += 1
        self._host.nursery.start_soon(self._log_later, window, text)

    async def _log_later(self, window: int, text: str) -> None:
        found = text
        try:
            with trio.move_on_after(2):
                found = await self._sources.rewritten(text)
        finally:
            self._waiting -= 1
            _say(window, found)


def _say(window: int, text: str) -> None:
    _log.error("%s\nin window %d", text, window, extra={"unshown": True, "kind": "page"})
