"""The service that holds the models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_ai import settings as keys
from oro_ai.routes.chat_routes import ChatRoutes
from oro_ai.routes.lora_routes import LoRARoutes
from oro_ai.routes.model_routes import ModelRoutes
from oro_framework.errors import OroError
from oro_framework.types import Window

__all__ = ("AI",)


class AI(ModelRoutes, ChatRoutes, LoRARoutes):
    """Language models for pages: by `ai.*`, and by the endpoints under `ai_llm_server_prefix`."""

    name = "ai"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Load nothing yet; at the end give back every model's memory."""
        try:
            yield
        finally:
            if self.used:
                await self.library.close()

    def can_load_default(self) -> bool:
        """Return whether the default model's file is there."""
        name = self.host.settings[keys.DEFAULT_MODEL]
        if not name:
            return False
        try:
            return self.library.models.has(name)
        except OroError:
            return False

    async def release(self, window: Window) -> None:
        """Destroy the contexts of a page that went."""
        if self.used:
            self.contexts.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of loaded models and adapters, and of contexts."""
        used = self.used
        return {
            "llm": {
                "model": [entry.id for entry in self.library] if used else [],
                "lora": [one.id for one in self.library.adapters] if used else [],
                "context": [context.id for context in self.contexts] if used else [],
            }
        }
