"""What pages are told before any model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_ai import plugin

from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio


async def test_the_files_of_the_folder_and_the_engine(models: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(models)}) as app:
        told = (await app.call("ai.llm.model.available")).data
        assert {"long.gguf", "random.gguf"} <= set(told["files"])
        assert told["engine"].startswith("0.3.")
        assert told["package"] in ("oro-llama", "llama-cpp-python")


async def test_without_the_engine_and_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_ai.routes.model_routes.installed_bindings", lambda: None)
    async with open_host(plugin) as app:
        told = (await app.call("ai.llm.model.available")).data
        assert told == {"engine": None, "package": None, "files": [], "shared": [], "upstreams": [], "rpc": False}


@pytest.mark.usefixtures("in_app")
async def test_a_model_without_the_engine(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(name: str) -> None:
        raise RuntimeError("Failed to load shared library")

    monkeypatch.setattr("oro_ai.in_process.engine.import_later", broken)
    async with open_host(plugin, settings={"ai_llm_model_path": str(models), "ai_llm_default_model": "random"}) as app:
        answer = await app.client.post("/ai/llama/v1/completions", json={"prompt": "x"})
        assert answer.status_code == 500
        message = answer.json()["error"]["message"]
        assert message.startswith('Failed to load model "random.gguf": llama.cpp cannot be used (')
        assert "oro doctor" in message
