"""llama.cpp's own server as an upstream; `make bench` builds it, or ORO_TEST_LLAMA_SERVER names one."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from oro_ai import plugin
from oro_ai.service import ai_of

from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio

AI = "/ai/llama/"
PROGRAM = Path(__file__).resolve().parents[4] / "build" / "llama-server" / "made" / "bin" / "llama-server"
HELLO = [{"role": "user", "content": "Hello"}]


@pytest.fixture(scope="module")
def url(random_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server with a model of random weights, which may still be loading it."""
    program = Path(os.environ.get("ORO_TEST_LLAMA_SERVER", PROGRAM))
    if not program.is_file():
        pytest.skip("there is no llama-server: make bench builds one, and ORO_TEST_LLAMA_SERVER names another")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    command = [str(program), "--model", str(random_model), "--host", "127.0.0.1", "--port", str(port)]
    options = ["--ctx-size", "512", "--threads", "1", "--api-key", "sesame-opens", "--no-webui"]
    log = tmp_path_factory.mktemp("llama") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([*command, *options], stdout=file, stderr=file, stdin=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(20)


async def test_llama_server_answers_at_the_endpoints_and_python(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_UPSTREAM_KEY", "sesame-opens")
    settings = {
        "ai_upstreams_llama_url": url,
        "ai_upstreams_llama_key_env": "TEST_UPSTREAM_KEY",
        "ai_upstreams_llama_retries": 10,  # it is asked while it starts and loads its model
        "ai_upstreams_llama_models_far": "random.gguf",
        "ai_llm_default_model": "far",
    }
    async with open_host(plugin, settings=settings) as app:
        asked = {"messages": HELLO, "max_tokens": 6, "temperature": 0}
        whole = await app.client.post(AI + "v1/chat/completions", json=asked)
        assert whole.status_code == 200, whole.text
        text = whole.json()["choices"][0]["message"]["content"]
        stream = ai_of(app.host).stream(HELLO, max_tokens=6, temperature=0)
        answer = await stream.whole()
        assert answer.text == text
        assert answer.usage.completion == whole.json()["usage"]["completion_tokens"]
        completed = await ai_of(app.host).complete("Once", max_tokens=4, temperature=0)
        assert completed.usage.completion > 0
        said = await app.client.post(AI + "v1/messages", json={**asked, "stream": True})
        if said.status_code != 404:  # an endpoint of a later version of this plugin
            assert "message_stop" in said.text
        refused = await app.client.post(AI + "v1/chat/completions", json={"messages": 5})
        assert refused.status_code == 400
        assert 'upstream "llama"' in refused.json()["error"]["message"]


async def test_llama_server_refuses_a_wrong_key(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_UPSTREAM_KEY", "wrong")
    keys = {"url": url, "key_env": "TEST_UPSTREAM_KEY", "retries": 10}
    async with open_host(plugin, settings={f"ai_upstreams_llama_{key}": value for key, value in keys.items()}) as app:
        answer = await app.client.post(AI + "v1/chat/completions", json={"model": "llama/x", "messages": HELLO})
        assert answer.status_code == 502
        assert "refuses the key" in answer.json()["error"]["message"]
