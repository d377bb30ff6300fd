"""The app of the JavaScript tests: a model of random weights in its folder of models."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oro_ai.testing import write_model

from oro_framework import Service, hookimpl


class Models(Service):
    """Writes the model before anybody asks for it."""

    name = "models"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        folder = self.host.root / "models"
        folder.mkdir(exist_ok=True)
        write_model(folder / "random.gguf", context=1 << 20, ends=False)
        yield


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare what writes it."""
    return [Models]
