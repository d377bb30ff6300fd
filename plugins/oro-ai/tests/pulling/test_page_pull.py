"""Models that pages pull: progress, cancelling, permission, the machine kept awake."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin
from oro_ai.testing import write_model
from oro_ai.testing.registry import registry
from oro_ai.testing.stores import write_ollama

from oro_framework.testing import Engines, engines
from oro_framework.testing.host import OpenHost, open_host
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).with_name("app")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_model(tmp_path_factory.mktemp("m") / "x.gguf", context=4096).read_bytes()


async def pulled(app: OpenHost, name: str) -> list[Any]:
    """Return the events of a download."""
    reply = await app.call("ai.llm.model.pull", name=name)
    assert reply.status == 200, reply.body
    lines = reply.body.decode().splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


@pytest.mark.anyio
async def test_a_page_is_told_how_far_it_is_and_what_came(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/tiny:1m": data}, breaks_after=[9000]) as server:
        keys = {"ai_llm_model_path": "models", "ai_llm_registry_url": server.address, "permissions_allow_ai_pull": True}
        async with open_host(plugin, settings=keys, root=tmp_path) as app:
            *told, last = await pulled(app, "tiny:1m")
            assert last == {
                "model": "tiny-1m.gguf",
                "sha256": hashlib.sha256(data).hexdigest(),
                "bytes": len(data),
            }
            assert told
            assert all(one["file"] == "tiny-1m.gguf" and one["total"] == len(data) for one in told)
            assert (tmp_path / "models/tiny-1m.gguf").read_bytes() == data
            assert (await app.call("ai.llm.model.load", name="tiny-1m")).status == 200
            asked = len(server.ranges_asked())
            assert (await pulled(app, "tiny:1m"))[-1]["model"] == "tiny-1m.gguf"
            assert len(server.ranges_asked()) == asked, "what is there is not downloaded again"


@pytest.mark.anyio
async def test_no_page_pulls_unless_the_app_says_so(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/tiny:1m": data}) as server:
        keys = {"ai_llm_model_path": "models", "ai_llm_registry_url": server.address}
        async with open_host(plugin, settings=keys, root=tmp_path) as app:
            reply = await app.call("ai.llm.model.pull", name="tiny:1m")
            assert reply.status == 403
            assert "permissions_allow_ai_pull" in reply.body.decode()
        async with open_host(plugin, settings={"permissions_allow_ai_pull": True}) as app:
            reply = await app.call("ai.llm.model.pull", name="tiny:1m")
            assert reply.status == 400
            assert "ai_llm_model_path names no folder" in reply.body.decode()
        assert server.asked == []


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_pull_in_engines(
    engine: str, data: bytes, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, home = tmp_path / "app", tmp_path / "home"
    shutil.copytree(APP, app)
    write_ollama(home / "models", "qwen3:0.6b", data)
    monkeypatch.setenv("OLLAMA_MODELS", str(home / "models"))
    for name in ("HF_HUB_CACHE", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home / "none"))
    files = {"org/several/x-Q4_0.gguf": b"1", "org/several/x-Q8_0.gguf": b"2", "org/damaged/x.gguf": b"no model"}
    with registry(tags={"library/tiny:1m": data}, files=files, holds_after=[100_000]) as server:
        monkeypatch.setenv("ORO_AI_LLM_REGISTRY_URL", server.address)
        monkeypatch.setenv("ORO_AI_LLM_HUB_URL", server.address)
        _, output = oro_engines.run(engine, app, "--test", str(app / "pull.js"))
        assert server.ranges_asked()[1] == "bytes=100000-"
    report = parse_tap(output.splitlines())
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 3, output
