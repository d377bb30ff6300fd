"""Fetches downloads of the app's own origin, which engines cannot save, as a navigation would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import trio

from oro_framework.errors import Broken, Closed
from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, Target
from oro_framework.host.windows.window import ManagedWindow

__all__ = ("fetch",)


async def fetch(
    exchanges: Exchanges,
    target: Target,
    window: ManagedWindow,
    path: Path,
    began: Callable[[dict[str, str]], None],
    received: Callable[[int], None],
) -> None:
    """Save the answer to a GET.

    The document that asked is unknown, so the request has no origin, as that of any navigation.

    Args:
        target: an address of the app's origin.
        window: the window whose page asked for it.
        path: the path of a file that does not exist.
        began: called with the headers of the answer, names in lower case.
        received: called with the number of bytes so far, from time to time.

    Raises:
        Broken: the answer was not 200, or was cut off.
        OSError: it cannot be written.
    If cancelled, part of the file may be there.
    """
    reply = MemoryReply()
    request = Request(target=target, caller=Caller(window=window, origin=None, client=window.id))
    exchange = exchanges.open(request, reply)
    try:
        head = await reply.head()
        if head.status != 200:
            raise Broken(f"the answer was {head.status}")
        began({name.lower(): value for name, value in head.headers})
        count = 0
        async with await trio.open_file(path, "xb") as file:
            async for piece in reply.body():
                await file.write(piece)
                count += len(piece)
                received(count)
    except Closed as error:
        raise Broken("the answer was cut off") from error
    finally:
        exchange.abort()
        reply.close()
