"""Calls that arrived, kept until their page has the answer."""

from __future__ import annotations

from collections.abc import Sequence

import trio

from oro_conduit.calls.page_call import PageCall
from oro_conduit.errors import CallUnknown
from oro_conduit.windows import is_gone
from oro_framework.types import FileResponse, Response, Window

__all__ = ("KeptCalls",)


class KeptCalls:
    """Every call that arrived and whose answer a page may still ask for, by its window and id."""

    def __init__(self) -> None:
        self._calls: dict[tuple[Window | None, str], PageCall] = {}
        self._kept: dict[Window | None, set[trio.CancelScope]] = {}
        """How long calls of connections that ended are kept, by their window."""

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, call: PageCall) -> None:
        """Remember a call; an id that is used again names the newer one."""
        if call.id:
            self._calls[call.key] = call

    def forget(self, call: PageCall) -> None:
        """Forget a call whose answer the page has, or gave up."""
        if self._calls.get(call.key) is call:
            del self._calls[call.key]

    def knows(self, window: Window | None, id: str) -> bool:
        """Tell whether a call of that id arrived from this window and is kept."""
        return (window, id) in self._calls

    async def resume(self, window: Window | None, id: str) -> Response | FileResponse:
        """Give out the answer of a call, waiting for it.

        Raises:
            CallUnknown: no call of that id arrived from this window, or it was kept too long.
            CallLost: it arrived, and its answer is lost.
        """
        call = self._calls.get((window, id))
        if call is None:
            raise CallUnknown(f'Cannot resume call "{id[:64]}": it never arrived')
        return await call.outcome()

    async def expire(self, calls: Sequence[PageCall], keep: float) -> None:
        """Keep calls of a connection that ended for `keep` seconds more, none of a window that is forgotten.

        If cancelled, they are kept.
        """
        window = calls[0].key[0]
        # Their window may have been forgotten before this task began.
        known = any(call.key in self._calls for call in calls)
        if known and (window is None or not is_gone(window)):
            await self._keep(window, keep)
        for call in calls:
            self.forget(call)
            call.expire()

    async def _keep(self, window: Window | None, seconds: float) -> None:
        with trio.move_on_after(seconds) as scope:
            self._kept.setdefault(window, set()).add(scope)
            try:
                await trio.sleep_forever()
            finally:
                self._kept[window].discard(scope)
                if not self._kept[window]:
                    del self._kept[window]

    def forget_window(self, window: Window, *, live: bool) -> None:
        """Abort what a window had called over connections that ended; with `live`, over all."""
        for scope in self._kept.get(window, ()):
            scope.cancel()
        for key, call in list(self._calls.items()):
            if key[0] is window and (live or call.alone):
                del self._calls[key]
                call.abort()

    def close(self) -> None:
        """Abort and forget everything."""
        while self._calls:
            self._calls.popitem()[1].abort()
