"""`PortPreviews`, shows the ports of containers to their pages."""

from __future__ import annotations

import math
from functools import partial

import trio

from oro_container.containers.container import Container
from oro_container.containers.network import Port
from oro_container.previews.previews import Previews
from oro_container.previews.scripts import ForwardErrors
from oro_framework.errors import OroError

__all__ = ("PortPreviews",)

_PROBE = 0.02
"""Seconds for which a port that is tried whether it is free is open at most."""


class PortPreviews:
    """Publishes a preview of each port that programs listen on, and tells of it.

    Args:
        previews: the previews of the app.
    """

    def __init__(self, previews: Previews) -> None:
        self._previews = previews

    async def follow(self, container: Container, forward_errors: ForwardErrors) -> None:
        """Show the ports of a container until it has ended.

        Args:
            container: the container.
            forward_errors: which errors of its documents are told.
        """
        send, receive = trio.open_memory_channel[tuple[Port, bool]](math.inf)
        container.network.watchers.append(lambda port, listens: send.send_nowait((port, listens)))
        if forward_errors:
            tell = partial(_tell_message, container)
            self._previews.messages(container.id, tell, forward_errors=forward_errors)
        try:
            async with trio.open_nursery() as tasks:
                tasks.start_soon(self._show, container, receive)
                await container.ended.wait()
                tasks.cancel_scope.cancel()
        finally:
            self._previews.withdraw_all(container.id)

    async def _show(self, container: Container, ports: trio.MemoryReceiveChannel[tuple[Port, bool]]) -> None:
        shown: dict[int, int] = {}
        async for port, listens in ports:
            # One that is listened on by both families is one port, as people know it.
            before = shown.get(port.number, 0)
            shown[port.number] = before + (1 if listens else -1)
            if listens and not before:
                await self._open(container, port.number)
            elif not listens and before == 1:
                await self._close(container, port.number)

    async def _open(self, container: Container, number: int) -> None:
        url = await self._previews.publish(container.id, number, container.connect)
        container.publish({"type": "port", "port": number, "state": "open", "url": url})
        await trio.sleep(_PROBE)
        if await _answers(container, number):
            container.publish({"type": "server-ready", "port": number, "url": url})

    async def _close(self, container: Container, number: int) -> None:
        # Its address stays: a server that is started again is at the same one.
        url = await self._previews.publish(container.id, number, container.connect)
        container.publish({"type": "port", "port": number, "state": "close", "url": url})


async def _answers(container: Container, number: int) -> bool:
    """Return whether a port is still listened on: some servers first try whether it is free, and close it at once."""
    try:
        stream = await container.connect(number)
    except (OSError, OroError):
        return False
    await stream.aclose()
    return True


def _tell_message(container: Container, message: object) -> None:
    container.publish({"type": "preview-message", "message": message})
