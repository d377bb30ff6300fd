"""Files that are no models, or not whole: each request is told why, and the next one is answered."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin
from oro_ai.llama import binding
from oro_ai.testing import write_adapter, write_model

from oro_framework.testing.host import open_host

COMPLETIONS = "/ai/llama/v1/completions"
REASONS = {
    "empty": "it is no GGUF file",
    "text": "it is no GGUF file",
    "cut": "the file is not whole",
    "head": "it ends in the middle of its header: the file is not whole",
    "old": "it is GGUF version 1, and only 2 and 3 are known",
    "adapter": "it is no model but of type adapter",
    "zebra": "unknown model architecture: 'zebra'",
    "keyless": "key not found in model: llama.context_length",
}
MISSING = ("nobody", "folder", "pipe", "loop")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one model and much that is none."""
    whole = write_model(tmp_path / "good.gguf").read_bytes()
    contents = {
        "empty": b"",
        "text": b"not a model at all, but something longer",
        "cut": whole[:-999],
        "head": whole[:50],
        "old": b"GGUF\x01\0\0\0" + bytes(99),
        "zebra": whole.replace(b"llama", b"zebra"),
        "keyless": whole.replace(b"context_length", b"context_lenght"),
    }
    for name, content in contents.items():
        (tmp_path / f"{name}.gguf").write_bytes(content)
    write_adapter(tmp_path / "adapter.gguf")
    (tmp_path / "folder.gguf").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.gguf")
    (tmp_path / "loop.gguf").symlink_to(tmp_path / "loop.gguf")
    return tmp_path


@pytest.mark.anyio
async def test_each_is_told_of_and_the_next_request_is_answered(folder: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(folder)}) as app:

        async def asked(model: str) -> tuple[int, Any]:
            answer = await app.client.post(COMPLETIONS, json={"model": model, "prompt": "x", "max_tokens": 1})
            return answer.status_code, answer.json().get("error")

        for name, reason in REASONS.items():
            status, error = await asked(name)
            assert (status, error["code"], error["type"]) == (500, "ERR_MODEL_LOAD", "server_error")
            assert error["message"].startswith(f'Failed to load model "{name}.gguf": ')
            assert error["message"].endswith(reason)
        for name in MISSING:
            status, error = await asked(name)
            assert (status, error["code"]) == (404, "model_not_found")
        for name in ("../good", "/etc/passwd", "a\0b"):
            assert (await asked(name))[0] == 400
        assert (await app.client.get("/ai/llama/health")).status_code in (200, 503)
        assert await asked("good") == (200, None)


def test_threads_have_complaints_of_their_own() -> None:
    found: list[str] = []

    def complain(text: bytes) -> None:
        binding._logged(binding.ERROR, text, None)

    def other() -> None:
        complain(b"llama_model_load: error loading model: mine")
        found.append(binding.last_complaint())

    binding.last_complaint()
    complain(b"parse: error parsing grammar: yours")
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found == ["mine"]
    assert binding.last_complaint() == "yours"
    assert binding.last_complaint() == ""
