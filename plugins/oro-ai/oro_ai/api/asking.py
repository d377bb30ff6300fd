"""Answer a request to an endpoint, with a model in this app or one of an upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oro_ai.api.request import Asked
from oro_ai.models.app_models import AppModels

if TYPE_CHECKING:
    from oro_ai.api.endpoints import Answer

__all__ = ("answered", "relayed")


async def answered(app: AppModels, asked: Asked) -> Answer:
    """Answer a request to one of the endpoints.

    Raises:
        OroError: the request is refused.
    """
    from oro_ai.api.endpoints import ENDPOINTS, named  # not with the app's start

    return await relayed(app, asked) or await ENDPOINTS[named(asked.endpoint)].answer(app, asked)


async def relayed(app: AppModels, asked: Asked) -> Answer | None:
    """Answer a request whose model is an upstream's; return None for any other.

    Raises:
        OroError: no upstream answers, or the request is refused.
    """
    if app.upstreams is None or not (asked.model or app.upstreams.serves(asked.endpoint)):
        return None
    targets = app.elsewhere(asked.model)
    return await app.upstreams.answer(targets, asked.endpoint, asked.params, lax=asked.lax) if targets else None
