"""The sequence diagram of a call over Conduit, drawn from one that a client on loopback makes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from unittest.mock import patch

import drawing_routes
import oro_conduit.plugin
import oro_conduit.testing
import trio
import trio.testing
from call_trace import Message, Recorder, sequence
from drawing_calls import TRIO
from oro_conduit.calls import arrivals, page_call, page_calls
from oro_conduit.carriers import socket_carrier
from oro_conduit.clients import connection
from oro_conduit.wire import heads, streams

from oro_framework.host.requests import exchange
from oro_framework.host.schemes import ipc
from oro_framework.testing import open_host

__all__ = ("conduit_request",)

PARTICIPANTS: Mapping[str, str] = {
    TRIO: "trio",
    oro_conduit.testing.__name__: "Page",
    socket_carrier.__name__: "SocketCarrier",
    connection.__name__: "Connection",
    streams.__name__: "Multiplexer",
    arrivals.__name__: "Arrivals",
    page_calls.__name__: "PageCalls",
    heads.__name__: "Heads",
    page_call.__name__: "PageCall",
    exchange.__name__: "Exchanges",
    ipc.__name__: "IpcApp",
    drawing_routes.__name__: "Plugin",
}
UNSEEN = {"trio", "Page"}
"""The client is in this process as well, and uses parts of the host's end."""


def conduit_request() -> str:
    """Draw a call of a plain route over Conduit."""
    with tempfile.TemporaryDirectory() as state, patch.dict(os.environ, XDG_STATE_HOME=state):
        messages = trio.run(_record)
    return sequence(PARTICIPANTS, [each for each in messages if not {each.source, each.target} & UNSEEN])


async def _record() -> list[Message]:
    recorder = Recorder(PARTICIPANTS, callers=["trio"])
    plugins = (oro_conduit.plugin, drawing_routes.Example())
    async with open_host(*plugins) as opened, oro_conduit.testing.connected(opened) as page:
        for _ in range(2):  # what waits for calls has begun to with the first, and counts no more
            with recorder as messages:
                await page.get("ipc://example.plain?name=Ada")
    return messages
