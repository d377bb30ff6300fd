"""Serves a session to browsers, on loopback alone, by hypercorn."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import hypercorn.trio
import trio
from hypercorn.config import Config

from oro_wasm.server.app import DevelopmentApp
from oro_wasm.server.control import stoppable
from oro_wasm.server.running import Running
from oro_wasm.server.session import Session

__all__ = ("serve",)

LOG = logging.getLogger("oro.wasm.server")
_GRACE = 0.2
"""Seconds that answers have to end when the server stops; streams of events have none."""


async def serve(session: Session, bound: socket.socket, running: Running, ready: Callable[[], object]) -> None:
    """Serve until `oro wasm stop` asks for the end, or cancelled.

    Args:
        session: what is shown; it runs meanwhile.
        bound: the socket that listens; closed at the end.
        running: what commands are told of this server.
        ready: called once connections are accepted.

    Raises:
        Broken: the user's runtime folder cannot be used.
    """
    stopping = trio.Event()
    app: Any = DevelopmentApp(session, "http")
    async with stoppable(running, stopping.set, LOG), session.running(), trio.open_nursery() as tasks:
        await tasks.start(_hypercorn, app, _config(bound), stopping)
        ready()
        await stopping.wait()
        tasks.cancel_scope.cancel()


async def _hypercorn(
    app: Any, config: Config, stopping: trio.Event, *, task_status: trio.TaskStatus[list[str]]
) -> None:
    await hypercorn.trio.serve(app, config, shutdown_trigger=stopping.wait, task_status=task_status)


def _config(bound: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{bound.detach()}"]
    config.errorlog = LOG
    config.accesslog = None
    config.include_server_header = False
    config.graceful_timeout = _GRACE
    config.keep_alive_timeout = 30
    config.alpn_protocols = ["http/1.1"]
    return config
