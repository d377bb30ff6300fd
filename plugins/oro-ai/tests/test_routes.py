"""`ai.llm.*`: models, contexts and adapters, called as pages call them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin
from oro_ai.engine.job import Sampling
from oro_ai.testing import write_adapter, write_model

from oro_framework.host.configuration.config import Sources, load
from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]


@asynccontextmanager
async def loaded(models: Path, **more: Any) -> AsyncIterator[OpenHost]:
    keys = {"ai_llm_model_path": str(models), "ai_llm_lora_path": str(models), **more}
    async with open_host(plugin, settings=keys) as app:
        await app.call("ai.llm.model.load", name="random.gguf")
        yield app


async def generated(app: OpenHost, **params: Any) -> tuple[str, Any]:
    """Return the text of `ai.llm.context.generate`, and what it ended with."""
    body = (await app.call("ai.llm.context.generate", **params)).body.decode()
    events = [json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: ")]
    return "".join(event.get("text", "") for event in events), events[-1]


# -- models -------------------------------------------------------------------------------------------


async def test_a_model_is_loaded_once_and_listed(models: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(models)}) as app:
        first = (await app.call("ai.llm.model.load", name="random")).data
        assert first == (await app.call("ai.llm.model.load", name="random.gguf")).data
        assert (first["name"], first["loaded"], first["options"]["gpuLayerCount"]) == ("random.gguf", True, 0)
        assert first["filename"] == str(models / "random.gguf")
        assert (await app.call("ai.llm.model.list")).data == [first]
        assert (await app.call("ai.llm.model.unload", name=first["id"])).data == {}
        assert (await app.call("ai.llm.model.list")).data == []
        assert (await app.call("ai.llm.model.unload", name="random")).status == 404


async def test_a_directory_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more").mkdir()
    write_model(tmp_path / "more" / "other.gguf")
    async with open_host(plugin) as app:
        found = (await app.call("ai.llm.model.load", name="other", directory=str(tmp_path / "more"))).data
        assert found["options"]["directory"] == str(tmp_path / "more")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    async with open_host(plugin, settings={"filesystem_sandbox_enabled": True}) as app:
        assert (await app.call("ai.llm.model.load", name="other", directory=str(tmp_path / "more"))).status == 403
    async with open_host(plugin, root=tmp_path) as app:
        assert (await app.call("ai.llm.model.load", name="other", directory="more")).data["loaded"]


@pytest.mark.parametrize("name", ["ORO_AI_LLM_MODEL_PATH", "AI_LLM_MODEL_PATH"])
async def test_the_environment_names_the_folder(name: str) -> None:
    sources = Sources(files=[("oro.toml", "[ai]\nllm_model_path = 'a'")], environ={name: "b"})
    config = load(sources).declare(plugin.oro_settings(), owner="ai")
    assert config.settings["ai_llm_model_path"] == "b"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no GGUF file"),
        (b"not a model at all, but something longer", "it is no GGUF file"),
        (None, "the file is not whole"),
    ],
)
async def test_a_file_that_cannot_be_used(content: bytes | None, reason: str, tmp_path: Path) -> None:
    path = write_model(tmp_path / "bad.gguf")
    path.write_bytes(path.read_bytes()[:-1000] if content is None else content)
    async with open_host(plugin, settings={"ai_llm_model_path": str(tmp_path)}) as app:
        err = (await app.call("ai.llm.model.load", name="bad")).err
        assert err["code"] == "ERR_MODEL_LOAD"
        assert err["message"].startswith('Failed to load model "bad.gguf": ')
        assert err["message"].endswith(reason)
        write_model(tmp_path / "good.gguf")
        assert (await app.call("ai.llm.model.load", name="good")).data["loaded"]


async def test_an_architecture_llama_cpp_does_not_know(models: Path, tmp_path: Path) -> None:
    data = (models / "random.gguf").read_bytes()
    (tmp_path / "strange.gguf").write_bytes(data.replace(b"llama", b"zebra"))
    async with open_host(plugin, settings={"ai_llm_model_path": str(tmp_path)}) as app:
        err = (await app.call("ai.llm.model.load", name="strange")).err
        assert err["code"] == "ERR_MODEL_LOAD"
        assert "zebra" in err["message"]


@pytest.mark.parametrize(("name", "status"), [("nobody", 404), ("../random", 400), ("/etc/passwd", 400), ("", 400)])
async def test_names_that_lead_nowhere(name: str, status: int, models: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(models)}) as app:
        assert (await app.call("ai.llm.model.load", name=name)).status == status


# -- contexts -----------------------------------------------------------------------------------------


async def test_a_context_lives_and_generates(models: Path) -> None:
    async with loaded(models) as app:
        made = (await app.call("ai.llm.context.create", model="random.gguf", size=128, temp=0)).data
        assert (made["size"], made["used"], made["options"]["temp"]) == (128, 0, 0)
        text, ended = await generated(app, id=made["id"], prompt="Once upon", maxTokens=10)
        assert text
        assert ended["usage"]["completion"] <= 10
        info = (await app.call("ai.llm.context.info", id=made["id"])).data
        assert info["used"] > 5
        assert (await app.call("ai.llm.context.stats", id=made["id"])).data == info
        again, ended = await generated(app, id=made["id"], prompt="Once upon", maxTokens=10)
        assert again == text
        assert ended["usage"]["cached"] == ended["usage"]["prompt"] - 1
        assert (await app.call("ai.llm.context.generate", id=made["id"], prompt="x " * 100)).status == 400
        assert (await app.call("ai.llm.context.destroy", id=made["id"])).data == {}
        assert (await app.call("ai.llm.context.info", id=made["id"])).status == 404


async def test_a_page_that_leaves_ends_what_its_context_generates(tmp_path: Path) -> None:
    write_model(tmp_path / "random.gguf", context=32768)
    async with loaded(tmp_path) as app:
        made = (await app.call("ai.llm.context.create", model="random", temp=1)).data["id"]
        service: Any = app.host.service("ai")
        (context,) = service.models.contexts
        context.sampling = Sampling(logit_bias={context.entry.facts.words.end: float("-inf")})
        async with app.stream(f"ipc://ai.llm.context.generate?id={made}&prompt=x&maxTokens=-1") as reply:
            while b"text" not in await reply.read():
                pass
            assert (await context.generator.state()).busy

        async def idle() -> Any:
            found = await context.generator.state()
            return None if found.busy else found

        assert (await until(idle)).counts.aborted == 1


async def test_what_a_context_has_read_is_dumped_and_restored(models: Path) -> None:
    async with loaded(models) as app:
        one, two = [
            (await app.call("ai.llm.context.create", model="random", size=128, temp=0)).data["id"] for _ in range(2)
        ]
        text, _ = await generated(app, id=one, prompt="a prompt to remember", maxTokens=8)
        dump = (await app.call("ai.llm.context.dump", id=one)).body
        assert (await app.call("ai.llm.context.restore", dump, id=two)).data == {}
        again, ended = await generated(app, id=two, prompt="a prompt to remember", maxTokens=8)
        assert again == text
        assert ended["usage"]["cached"] == ended["usage"]["prompt"] - 1
        for damaged in (b"", b"nonsense" * 9, dump[:9], dump[: len(dump) // 2]):
            assert (await app.call("ai.llm.context.restore", damaged, id=two)).status == 400
        small = (await app.call("ai.llm.context.create", model="random", size=8)).data["id"]
        assert (await app.call("ai.llm.context.restore", dump, id=small)).status == 400
        assert (await generated(app, id=two, prompt="a prompt to remember", maxTokens=8))[0] == text


async def test_destroyed_contexts_are_kept_warm_and_cleared_in_place(models: Path) -> None:
    async with loaded(models, ai_llm_pool_capacity=1) as app:
        texts = []
        for number in range(3):
            made = (await app.call("ai.llm.context.create", model="random", size=64, temp=0)).data
            assert made["used"] == 0
            texts.append((await generated(app, id=made["id"], prompt="Hello", maxTokens=4))[0])
            await app.call("ai.llm.context.destroy", id=made["id"])
            told = (await app.client.get("/ai/llama/health")).json()["contexts"]
            assert told == {"made": 0, "warm": 1, "kv_cleared_in_place": number, "kv_reinitialised": 1}
        assert texts[0] == texts[1] == texts[2]


async def test_a_context_goes_with_its_page_and_its_model(models: Path) -> None:
    async with loaded(models) as app:
        made = (await app.call("ai.llm.context.create", model="random", size=64)).data["id"]
        service: Any = app.host.service("ai")
        await service.release(app.window)
        assert (await app.call("ai.llm.context.info", id=made)).status == 404
        made = (await app.call("ai.llm.context.create", model="random", size=64)).data["id"]
        await app.call("ai.llm.model.unload", name="random")
        assert (await app.call("ai.llm.context.info", id=made)).err["message"].startswith("Failed to load context")
        assert (
            (await app.call("ai.llm.context.create", model="random")).err["message"].startswith("Model is not loaded")
        )


# -- adapters -----------------------------------------------------------------------------------------


async def test_an_adapter_changes_what_a_context_says_until_it_is_detached(tmp_path: Path) -> None:
    write_model(tmp_path / "random.gguf")
    write_adapter(tmp_path / "accent.gguf")
    async with loaded(tmp_path) as app:
        made = (await app.call("ai.llm.context.create", model="random", size=128, temp=0)).data["id"]
        lora = (await app.call("ai.llm.lora.load", model="random", name="accent")).data
        assert lora == (await app.call("ai.llm.lora.load", id=lora["id"])).data
        assert (await app.call("ai.llm.lora.list")).data == [lora]

        async def said() -> str:
            return (await generated(app, id=made, prompt="Hello there", maxTokens=24))[0]

        plain = await said()
        assert (await app.call("ai.llm.lora.attach", id=lora["id"], context=made)).data == lora
        adapted = await said()
        assert adapted != plain
        await app.call("ai.llm.lora.attach", id=lora["id"], context=made, scale=0)
        assert await said() == plain
        await app.call("ai.llm.lora.attach", id=lora["id"], context=made, scale=1)
        assert await said() == adapted
        await app.call("ai.llm.lora.detach", id=lora["id"], context=made)
        assert await said() == plain
        assert (await app.call("ai.llm.lora.attach", id="5", context=made)).status == 404


async def test_what_is_no_adapter(models: Path) -> None:
    async with loaded(models) as app:
        err = (await app.call("ai.llm.lora.load", model="random", name="random")).err
        assert err["message"] == 'Failed to load LoRA adapter "random.gguf": it is no adapter but of type model'
        assert (await app.call("ai.llm.lora.load", model="random", name="nobody")).status == 404
        assert (await app.call("ai.llm.lora.load", model="random")).status == 400


async def test_with_the_sandbox_of_fs_directories_lead_where_files_do(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "random.gguf")
    keys = {"filesystem_sandbox_enabled": True}
    async with open_host(plugin, root=tmp_path, settings=keys, installed=["fs"]) as app:
        inside = await app.call("ai.llm.model.load", name="random", directory=str(tmp_path / "models"))
        assert inside.data["loaded"]
        assert (await app.call("ai.llm.model.load", name="passwd", directory="/etc")).status == 403


async def test_what_the_host_keeps_is_no_model(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = tmp_path / "org.example.test"
    kept.mkdir()
    for installed in ((), ("fs",)):
        async with open_host(plugin, settings={"ai_llm_model_path": str(models)}, installed=installed) as app:
            await app.call("ai.llm.model.load", name="random")
            for route, more in (("ai.llm.model.load", {}), ("ai.llm.lora.load", {"model": "random"})):
                reply = await app.call(route, name="permissions.json", directory=str(kept), **more)
                assert reply.status == 403, route
