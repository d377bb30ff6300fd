"""The service that answers `ai.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_ai.models.app_models import AppModels
from oro_ai.routes.chat_routes import ChatRoutes
from oro_ai.routes.context_routes import ContextRoutes
from oro_ai.routes.lora_routes import LoRARoutes
from oro_ai.routes.model_routes import ModelRoutes
from oro_framework.service import Service
from oro_framework.types import Host, Window

__all__ = ("AI", "models_of")


class AI(Service):
    """Language models for pages: by `ai.*`, and by the endpoints under `ai_llm_server_prefix`."""

    name = "ai"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.models = AppModels(host)
        self.models.upstreams  # noqa: B018 - a table that is wrong is told of at the start
        self.parts = (
            ModelRoutes(self.models),
            ContextRoutes(self.models),
            ChatRoutes(host, self.models),
            LoRARoutes(self.models),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Load nothing at the start; at the end, unload every model."""
        try:
            yield
        finally:
            if self.models.used:
                await self.models.library.close()
            if self.models.upstreams is not None:
                await self.models.upstreams.close()

    async def release(self, window: Window) -> None:
        """Destroy the contexts of a page that was closed."""
        if self.models.used:
            self.models.contexts.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of loaded models and adapters, and of contexts."""
        if not self.models.used:
            return {"llm": {"model": [], "lora": [], "context": []}}
        library = self.models.library
        return {
            "llm": {
                "model": [entry.id for entry in library],
                "lora": [one.id for one in library.adapters],
                "context": [context.id for context in self.models.contexts],
            }
        }


def models_of(host: Host) -> AppModels | None:
    """Return the models of an app, or None if the service does not run."""
    service = host.service(AI.name)
    return service.models if isinstance(service, AI) else None
