"""Pass bytes on between an engine and a guest, once they agreed to another protocol than HTTP."""

from __future__ import annotations

import trio

from oro_container.previews.peer import Peer

__all__ = ("tunnel",)


async def tunnel(one: Peer, other: Peer) -> None:
    """Pass bytes on both ways until both have ended, or one breaks."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_pass_on, one, other, nursery.cancel_scope)
        nursery.start_soon(_pass_on, other, one, nursery.cancel_scope)


async def _pass_on(source: Peer, target: Peer, scope: trio.CancelScope) -> None:
    data, _ = source.http.trailing_data
    try:
        while True:
            if data:
                await target.write(data)
            data = await source.read()
            if not data:
                target.end()
                return
    except trio.BrokenResourceError:
        scope.cancel()
