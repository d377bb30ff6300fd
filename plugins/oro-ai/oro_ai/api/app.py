"""The ASGI app at `ai_llm_server_prefix`, which gives each request to its endpoint."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from oro_ai.answer import refused
from oro_ai.api.asking import relayed
from oro_ai.api.form import read_form
from oro_ai.api.request import Asked, read
from oro_ai.models.app_models import AppModels
from oro_ai.models.traffic import GONE
from oro_ai.settings import SPEECH_BYTES
from oro_framework.errors import Broken, Busy, NotFound, OroError, UsageError
from oro_framework.service import load
from oro_framework.types import Receive, Scope, Send

if TYPE_CHECKING:
    from oro_ai.api.endpoints import Answer, Endpoint

__all__ = ("LlamaApp", "NotAllowed")


class LlamaApp:
    """The ASGI app.

    Args:
        models: returns the app's models, or None where the service does not run.
        log: the logger for endpoints that fail.
    """

    def __init__(self, models: Callable[[], AppModels | None], log: logging.Logger) -> None:
        self._models = models
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            OSError: the page went away.
        If cancelled, the generation is cancelled too.
        """
        if scope["type"] != "http":
            raise RuntimeError("Cannot serve anything but http")
        await load("oro_ai.api.endpoints")
        path = scope["path"].removeprefix(scope["root_path"]).strip("/")
        try:
            name, endpoint, app = self._found(path, scope["method"])
        except OroError as error:
            await refused(error, _shape(path)).send(send)
            return
        status = GONE
        try:
            status = await self._answer(endpoint, app, path, scope, receive, send)
        finally:
            app.traffic.ended(name, status)

    def _found(self, path: str, method: str) -> tuple[str, Endpoint, AppModels]:
        from oro_ai.api.endpoints import ENDPOINTS, named  # not with the app's start

        name = named(path)
        endpoint = ENDPOINTS.get(name)
        if endpoint is None:
            raise NotFound(f'Cannot answer "{path}": there is no such endpoint')
        if method not in endpoint.methods:
            raise NotAllowed(f'Cannot {method} "{path}": only {" and ".join(endpoint.methods)} are known')
        app = self._models()
        if app is None:
            raise Busy(f'Cannot answer "{path}": the service ai does not run')
        return name, endpoint, app

    async def _answer(
        self, endpoint: Endpoint, app: AppModels, path: str, scope: Scope, receive: Receive, send: Send
    ) -> int:
        """Send the response and return its status."""
        try:
            with app.traffic.admitted(path) if endpoint.computes else nullcontext():
                if endpoint.form:
                    asked = await read_form(scope, receive, path, app.settings[SPEECH_BYTES])
                else:
                    asked = await read(scope, receive, path)
                answer = await self._made(endpoint, app, asked)
                return await answer.send(send)
        except OroError as error:
            return await refused(error, _shape(path)).send(send)

    async def _made(self, endpoint: Endpoint, app: AppModels, asked: Asked) -> Answer:
        try:
            return await relayed(app, asked) or await endpoint.answer(app, asked)
        except OroError:
            raise
        except Exception as error:
            self._log.exception('Cannot answer "%s": the endpoint raised', asked.endpoint)
            raise Broken(f'Cannot answer "{asked.endpoint}": the endpoint failed; the log says why') from error


def _shape(path: str) -> Callable[[OroError], Mapping[str, Any]]:
    """Return the function that shapes errors for clients of a path."""
    from oro_ai.api.endpoints import refusal  # not with the app's start

    return refusal(path)


class NotAllowed(UsageError):
    """The endpoint does not support the HTTP method."""

    code = "method_not_allowed"
    status = 405
