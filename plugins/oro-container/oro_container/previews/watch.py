"""`Watch`, which ends an exchange when its engine goes away."""

from __future__ import annotations

from contextlib import suppress

import h11
import trio

from oro_container.previews.peer import Peer

__all__ = ("Watch",)


class Watch:
    """The watch over one exchange whose request has come in full. It is started where the guest takes its time.

    Args:
        engine: the connection that may close.
        nursery: of the connection, cancelled when it does.
    """

    def __init__(self, engine: Peer, nursery: trio.Nursery) -> None:
        self._engine = engine
        self._nursery = nursery
        self._scope: trio.CancelScope | None = None
        self._ended: trio.Event | None = None

    @property
    def started(self) -> bool:
        """Whether it runs, or did."""
        return self._ended is not None

    def start(self) -> None:
        """Begin to read from the engine."""
        self._ended, self._scope = trio.Event(), trio.CancelScope()
        self._nursery.start_soon(self._run, self._ended, self._scope)

    async def stop(self) -> None:
        """End it, so that the engine can be read from again."""
        if self._ended is not None and self._scope is not None:
            self._scope.cancel()
            await self._ended.wait()

    async def _run(self, ended: trio.Event, scope: trio.CancelScope) -> None:
        with scope:
            with suppress(h11.RemoteProtocolError, trio.BrokenResourceError):
                await self._engine.wait_for_end()
            self._nursery.cancel_scope.cancel()
        ended.set()
