"""Schemes of `[webview.protocol-handlers]` whose value is a script: a worker answers them.

The scheme itself is another plugin's; it answers requests the worker leaves alone, and refuses other origins.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import msgspec

from oro_framework.errors import OroError
from oro_framework.requests import Answer, App, Caller, MemoryReply, Request, arrived, parse_target
from oro_framework.types import Host, Settings
from oro_sw import settings
from oro_sw.container import Container, container_of
from oro_sw.interception.page_answer import answer_by
from oro_sw.interception.profiles import elsewhere
from oro_sw.interception.worker_answer import answered
from oro_sw.registrations.states import Registration, Source
from oro_sw.urls import joined

__all__ = ("SchemeInterceptor", "script_of")

CORS = ("access-control-allow-origin", "*")


def script_of(chosen: Settings, scheme: str) -> str:
    """Return the script that answers a scheme, empty when its value is none."""
    value = str(chosen.family(settings.HANDLERS).get(scheme, ""))
    return value if value.partition("?")[0].endswith((".js", ".mjs")) else ""


class SchemeInterceptor:
    """Asks the worker of one scheme before its handler; the worker is registered with the first request.

    Args:
        host: its service knows the workers.
        scheme: its name.
    """

    def __init__(self, host: Host, scheme: str) -> None:
        self._host = host
        self._scheme = scheme
        self._seconds = host.settings[settings.EVENT_TIMEOUT] / 1000

    def passes(self, request: Request) -> bool:
        """Tell at once that the worker is not to be asked."""
        origin = request.caller.origin
        ours = origin is None or origin == self._host.origin or origin.startswith(f"{self._scheme}://")
        container = container_of(self._host)
        return (
            not ours or elsewhere(request) or request.method == "OPTIONS" or container is None or not container.allowed
        )

    def wrap(self, app: App) -> App:
        """Return the app with the worker before it."""

        def answer(request: Request) -> Answer | Awaitable[Answer]:
            container = container_of(self._host)
            if container is None or self.passes(request) or container.runner.owns(request.caller.window):
                return app(request)
            return self._ask(app, container, request)

        return answer

    async def _ask(self, app: App, container: Container, request: Request) -> Answer:
        try:
            registration = await self._registration(container)
            data = await self._data()
            answering = answered(container, registration, request, "", self._seconds, data=data)
            if (found := await answer_by(answering, self._host, more=(CORS,))) is not None:
                return found
        except OroError as error:
            self._host.log.error('Cannot answer "%s:" by its service worker: %s', self._scheme, error.message)
        return await arrived(app(request))

    async def _registration(self, container: Container) -> Registration:
        script = joined(self._host.origin + "/", script_of(self._host.settings, self._scheme))
        return await container.jobs.register_scheme(Source(script, ""), f"{self._scheme}:", self._seconds)

    async def _data(self) -> Any:
        """Return the data pages gave the scheme, or its value in the configuration."""
        reply = MemoryReply()
        target = parse_target(f"ipc://protocol.getData?scheme={self._scheme}", bundle=self._host.bundle)
        exchange = self._host.door.open(Request(target=target, caller=Caller(origin=self._host.origin)), reply)
        try:
            await reply.head()
            body = b""
            while chunk := await reply.read():
                body += chunk
        finally:
            exchange.abort()
            reply.close()
        envelope = msgspec.json.decode(body, type=dict[str, Any])
        return envelope.get("data")
