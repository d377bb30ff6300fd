"""A model that computes keeps the machine awake, by the service that an app has for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from oro_ai import plugin

from oro_framework import Service, hookimpl
from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio

AI = "/ai/llama/"


class Power(Service):
    """Notes what the machine was kept awake for."""

    name = "power"

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.begun: list[str] = []
        self.held: list[str] = []

    def hold(self, reason: str, *, sleep: bool, display: bool) -> Callable[[], None]:
        """Begin to hold, and return what ends it."""
        assert (sleep, display) == (True, False)
        self.begun.append(reason)
        self.held.append(reason)
        return lambda: self.held.remove(reason)


class Powerful:
    """A plugin with that service."""

    @hookimpl
    def oro_services(self) -> list[type[Service]]:
        return [Power]


@pytest.mark.parametrize(
    ("endpoint", "body", "reason"),
    [
        ("v1/completions", {"prompt": "a", "max_tokens": 2}, 'Generating with model "random.gguf"'),
        ("v1/embeddings", {"input": "a"}, 'Computing with model "random.gguf"'),
    ],
)
async def test_a_model_that_computes_keeps_the_machine_awake(
    models: Path, endpoint: str, body: dict[str, object], reason: str
) -> None:
    wanted = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random"}
    async with open_host(plugin, Powerful(), settings=wanted) as app:
        answer = await app.client.post(AI + endpoint, json=body)
        assert answer.status_code == 200, answer.text
        power = app.host.service("power")
        assert isinstance(power, Power)
        assert power.begun == [reason]
        assert power.held == []
