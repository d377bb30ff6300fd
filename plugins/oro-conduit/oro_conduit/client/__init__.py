"""A client of running apps, for programs beside them: calls, streams and events over Conduit.

    async with connect("127.0.0.1:41234", key) as app:
        print(await app.call("fs.stat", path="notes.txt"))

It runs on trio, as trio-websocket does; from asyncio, run it in a thread: `await asyncio.to_thread(trio.run, main)`.
An app gives its key: `host.service("conduit").programs.issue(…)`, or `[conduit.programs]` in its `oro.toml`, which
leaves the key where `connect_to` finds it. Under `oro dev` the author's own programs need nothing.

A call that is cancelled is cancelled in the app. When the connection breaks, the client connects again; calls that
were on their way are resumed, run once, while streams end with `Disconnected`.
"""

from __future__ import annotations

from oro_conduit.client.answer import Answer
from oro_conduit.client.app import App, connect, connect_to
from oro_conduit.client.errors import (
    ConnectionFailed,
    Disconnected,
    NotRunning,
    Refused,
    RemoteError,
)
from oro_conduit.client.events import Event, Events
from oro_conduit.client.stream import Stream

__all__ = (
    "Answer",
    "App",
    "ConnectionFailed",
    "Disconnected",
    "Event",
    "Events",
    "NotRunning",
    "Refused",
    "RemoteError",
    "Stream",
    "connect",
    "connect_to",
)
