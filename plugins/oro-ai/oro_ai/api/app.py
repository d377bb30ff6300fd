"""The app at `ai_llm_server_prefix`: which endpoint has a request, and what becomes of what it raises."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

from oro_framework.errors import Broken, Busy, NotFound, OroError, UsageError
from oro_framework.service import load
from oro_framework.types import Host, Receive, Scope, Send

if TYPE_CHECKING:
    from oro_ai.api.endpoints import Answer, Endpoint
    from oro_ai.api.request import Asked
    from oro_ai.service import AI

__all__ = ("LlamaApp", "NotAllowed")


class LlamaApp:
    """The ASGI app.

    Args:
        host: whose service `ai` answers. Who may ask is decided where the app is mounted.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one exchange.

        Raises:
            OSError: the page went away. If cancelled, so is what it asked for.
        """
        if scope["type"] != "http":
            raise RuntimeError("Cannot serve anything but http")
        await load("oro_ai.api.endpoints")
        from oro_ai.api.answer import refused
        from oro_ai.api.traffic import GONE

        path = scope["path"].removeprefix(scope["root_path"]).strip("/")
        try:
            name, endpoint, service = self._found(path, scope["method"])
        except OroError as error:
            await refused(error).send(send)
            return
        status = GONE
        try:
            status = await self._answer(endpoint, service, path, scope, receive, send)
        finally:
            service.traffic.ended(name, status)

    def _found(self, path: str, method: str) -> tuple[str, Endpoint, AI]:
        from oro_ai.api.endpoints import ENDPOINTS, named

        name = named(path)
        endpoint = ENDPOINTS.get(name)
        if endpoint is None:
            raise NotFound(f'Cannot answer "{path}": there is no such endpoint')
        if method not in endpoint.methods:
            raise NotAllowed(f'Cannot {method} "{path}": only {" and ".join(endpoint.methods)} are known')
        service = cast("AI | None", self._host.service("ai"))
        if service is None:
            raise Busy(f'Cannot answer "{path}": the service ai does not run')
        return name, endpoint, service

    async def _answer(
        self, endpoint: Endpoint, service: AI, path: str, scope: Scope, receive: Receive, send: Send
    ) -> int:
        """Answer and return the status."""
        from oro_ai.api.answer import refused
        from oro_ai.api.request import read

        try:
            with service.traffic.admitted(path) if endpoint.computes else nullcontext():
                answer = await self._made(endpoint, service, await read(scope, receive, path))
                return await answer.send(send)
        except OroError as error:
            return await refused(error).send(send)

    async def _made(self, endpoint: Endpoint, service: AI, asked: Asked) -> Answer:
        try:
            return await endpoint.answer(service, asked)
        except OroError:
            raise
        except Exception as error:
            self._host.log.exception('Cannot answer "%s": the endpoint raised', asked.endpoint)
            raise Broken(f'Cannot answer "{asked.endpoint}": the endpoint failed; the log says why') from error


class NotAllowed(UsageError):
    """The endpoint does not know the method."""

    code = "method_not_allowed"
    status = 405
