"""Layers of models that llama.cpp's RPC workers compute: one of `oro ai worker` on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin, settings
from oro_ai.bindings import required_bindings
from oro_ai.testing.worker import Worker

from oro_framework.testing import OpenHost, free_port, open_host, until

pytestmark = pytest.mark.anyio

has_workers = pytest.mark.skipif(
    required_bindings().workers is None,
    reason="llama.cpp was compiled without workers",
)


@pytest.fixture
def worker() -> Iterator[Worker]:
    running = Worker()
    yield running
    running.end()


async def answer(app: OpenHost, model: Path) -> Any:
    asked = {"model": model.name, "prompt": "Once upon a time", "max_tokens": 24, "temperature": 0}
    return (await app.client.post("/ai/llama/v1/completions", json=asked)).json()


@has_workers
async def test_a_worker_computes_what_this_machine_would(worker: Worker, random_model: Path) -> None:
    await until(worker.answers)
    said = []
    for places in ((), (worker.place,)):
        given = {"ai_llm_model_path": str(random_model.parent), "ai_llm_rpc_workers": places}
        async with open_host(plugin, settings=given) as app:
            said.append((await answer(app, random_model))["choices"][0]["text"])
    assert said[0] == said[1]
    assert said[0]
    assert b"Accepted client connection" in worker.end()


@has_workers
async def test_a_worker_that_goes_is_missed(worker: Worker, random_model: Path) -> None:
    await until(worker.answers)
    given = {"ai_llm_model_path": str(random_model.parent), "ai_llm_rpc_workers": (worker.place,)}
    async with open_host(plugin, settings=given) as app:
        assert (await answer(app, random_model))["choices"]
        worker.end()
        failed = await answer(app, random_model)
        assert failed["error"]["code"] == "ERR_MODEL_CRASHED"
        again = await answer(app, random_model)
        assert f'the worker "{worker.place}" cannot be reached' in again["error"]["message"]


@has_workers
async def test_a_worker_that_is_not_there_is_named(random_model: Path) -> None:
    place = f"127.0.0.1:{free_port()}"
    given = {"ai_llm_model_path": str(random_model.parent), "ai_llm_rpc_workers": (place,)}
    async with open_host(plugin, settings=given) as app:
        error = (await answer(app, random_model))["error"]
        assert (error["code"], f'the worker "{place}" cannot be reached' in error["message"]) == (
            "ERR_MODEL_LOAD",
            True,
        )


@pytest.mark.parametrize("value", ["10.0.0.2", ["10.0.0.2:x"], 3, ["http://10.0.0.2:5"], [":5"]])
def test_places_of_workers_are_checked(value: Any) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        settings.endpoints(value)


def test_places_are_read_from_a_list_and_from_a_text() -> None:
    assert settings.endpoints("gpu:50052, [::1]:50053") == ("gpu:50052", "[::1]:50053")
    assert settings.endpoints(["10.0.0.2:50052"]) == ("10.0.0.2:50052",)
