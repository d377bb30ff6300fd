"""Calls that arrived, kept until their page has the answer."""

from __future__ import annotations

from collections.abc import Sequence

import trio

from oro_conduit.calls.page_call import PageCall
from oro_conduit.errors import CallUnknown
from oro_conduit.windows import Owner, is_gone
from oro_framework.types import FileResponse, Response, Window

__all__ = ("KeptCalls",)


class KeptCalls:
    """Every call that arrived and whose answer a page may still ask for, by who made it and its id."""

    def __init__(self) -> None:
        self._calls: dict[tuple[Owner, str], PageCall] = {}
        self._kept: dict[Owner, set[trio.CancelScope]] = {}
        """How long calls of connections that ended are kept, by who made them."""

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

    def knows(self, owner: Owner, id: str) -> bool:
        """Tell whether a call of that id arrived from this owner and is kept."""
        return (owner, id) in self._calls

    async def resume(self, owner: Owner, id: str) -> Response | FileResponse:
        """Give out the answer of a call, waiting for it.

        Raises:
            CallUnknown: no call of that id arrived from this owner, or it was kept too long.
            CallLost: it arrived, and its answer is lost.
        """
        call = self._calls.get((owner, id))
        if call is None:
            raise CallUnknown(f'Cannot resume call "{id[:64]}": it never arrived')
        return await call.outcome()

    async def expire(self, calls: Sequence[PageCall], keep: float) -> None:
        """Keep calls of a connection that ended for `keep` seconds more, none of a window that is forgotten.

        If cancelled, they are kept.
        """
        owner = calls[0].key[0]
        # Its calls may have been forgotten before this task began.
        known = any(call.key in self._calls for call in calls)
        if known and (owner is None or isinstance(owner, str) or not is_gone(owner)):
            await self._keep(owner, keep)
        for call in calls:
            self.forget(call)
            call.expire()

    async def _keep(self, owner: Owner, seconds: float) -> None:
        with trio.move_on_after(seconds) as scope:
            self._kept.setdefault(owner, set()).add(scope)
            try:
                await trio.sleep_forever()
            finally:
                self._kept[owner].discard(scope)
                if not self._kept[owner]:
                    del self._kept[owner]

    def forget_owner(self, owner: Window | str, *, live: bool) -> None:
        """Abort what a window or program had called over connections that ended; with `live`, over all."""
        for scope in self._kept.get(owner, ()):
            scope.cancel()
        for key, call in list(self._calls.items()):
            if key[0] == owner and (live or call.alone):
                del self._calls[key]
                call.abort()

    def close(self) -> None:
        """Abort and forget everything."""
        while self._calls:
            self._calls.popitem()[1].abort()
