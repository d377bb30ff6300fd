"""The endpoints of oro-ai in this process, whether the app runs or a command has loaded it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from oro_framework.errors import PluginUnavailable, Unsupported
from oro_framework.service import load
from oro_framework.types import ASGIApp, Host

if TYPE_CHECKING:
    from oro_ai.models.app_models import AppModels

__all__ = ("find", "load_own")

_MISSING = "Cannot use models: {}; install oro-ai, or name an endpoint by search_embeddings_url"


Found = tuple[ASGIApp, Callable[[], Awaitable[object]]]
"""The endpoints, and what closes the models that only the caller holds."""


async def find(host: Host) -> Found:
    """Return the endpoints of an app that runs.

    Raises:
        Unsupported: oro-ai is not installed, or not active in this app.
    """
    await _load()
    from oro_ai.service import AI

    try:
        service = await host.begin_service(AI.name)
    except PluginUnavailable as error:
        raise Unsupported(_MISSING.format("plugin ai is broken")) from error
    if not isinstance(service, AI):
        raise Unsupported(_MISSING.format("plugin ai is not active"))
    return _app(host, service.models), _nothing


async def load_own(host: Host) -> Found:
    """Return the endpoints of an app that a command has loaded and that does not run.

    Raises:
        Unsupported: oro-ai is not installed.
    """
    await _load()
    from oro_ai.models.app_models import AppModels

    models = AppModels(host)
    return _app(host, models), models.library.close


async def _load() -> None:
    try:
        await load("oro_ai.api.app")
        await load("oro_ai.service")
    except ImportError as error:
        raise Unsupported(_MISSING.format("plugin ai is not installed")) from error


def _app(host: Host, models: AppModels) -> ASGIApp:
    from oro_ai.api.app import LlamaApp

    app: ASGIApp = LlamaApp(lambda: models, host.log)
    return app


async def _nothing() -> None:
    """Close nothing: the models are the service's."""
