"""Saves what engines cannot: an address of the app's own origin, fetched through the door as a navigation would."""

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

    Nobody knows which document wanted it, so it is asked for without an origin, as any document may navigate.

    Args:
        target: an address of the app's origin.
        window: whose page wants it.
        path: a file that is not there.
        began: told of the headers of the answer, names in lower case.
        received: told how many bytes there are, now and then.

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
