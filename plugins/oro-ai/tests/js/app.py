"""The app of the JavaScript tests: a model of random weights, which ends no answer, in its folder of models."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oro_ai.testing import write_adapter, write_model, write_projector

from oro_framework import Service, hookimpl


class Models(Service):
    """Writes the model before anybody asks for it."""

    name = "models"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        folder = self.host.root / "models"
        for each in (folder, folder / "adapters", folder / "unfit", folder / "seeing"):
            each.mkdir(exist_ok=True)
        write_model(folder / "random.gguf", context=1 << 20, ends=False)
        write_model(folder / "seeing" / "seeing.gguf", context=256, ends=False)
        write_projector(folder / "seeing" / "mmproj-F16.gguf")
        write_adapter(folder / "adapters" / "adapter.gguf")
        (folder / "unfit" / "broken.gguf").write_bytes(b"not a model")
        yield


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare what writes it."""
    return [Models]
