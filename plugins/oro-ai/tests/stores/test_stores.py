"""Models that other programs have, found in stores laid out as theirs, and used where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.stores import hub_cache, lm_studio, ollama
from oro_ai.stores.every import every_model, found_model
from oro_ai.testing import write_model
from oro_ai.testing.stores import tree, write_hub_cache, write_lm_studio, write_ollama

from oro_framework.testing.host import open_host

VARIABLES = ("OLLAMA_MODELS", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "XDG_DATA_HOME")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_model(tmp_path_factory.mktemp("m") / "x.gguf").read_bytes()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "OLLAMA_MODELS",
        "HF_HOME",
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def full(home: Path, data: bytes) -> Path:
    """Give a home folder in which every store has models."""
    write_ollama(home / ".ollama/models", "qwen3:0.6b", data)
    write_ollama(home / ".ollama/models", "me/mine:latest", data)
    write_ollama(home / ".ollama/models", "hf.co/org/repo:Q4_0", data)
    write_lm_studio(home / ".lmstudio/models", "org/tiny-GGUF/tiny-Q8_0.gguf", data)
    write_lm_studio(home / ".lmstudio/models", "org/tiny-GGUF/mmproj-F16.gguf", data)
    write_hub_cache(home / ".cache/huggingface/hub", "org/cached/deep/small-Q4_K_M.gguf", data)
    own = home / ".local/share/oro-framework/models"
    own.mkdir(parents=True)
    (own / "own.gguf").write_bytes(data)
    return home


def test_every_store_is_listed_by_the_names_of_its_program(full: Path) -> None:
    assert [(one.name, one.source) for one in every_model()] == [
        ("own.gguf", "oro"),
        ("hf.co/org/repo:Q4_0", "Ollama"),
        ("me/mine:latest", "Ollama"),
        ("qwen3:0.6b", "Ollama"),
        ("org/tiny-GGUF/tiny-Q8_0.gguf", "LM Studio"),
        ("org/cached/deep/small-Q4_K_M.gguf", "Hub's cache"),
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("qwen3:0.6b", "qwen3:0.6b"),
        ("ollama.com/me/mine", "me/mine:latest"),
        ("org/tiny-GGUF/tiny-Q8_0", "org/tiny-GGUF/tiny-Q8_0.gguf"),
        ("org/tiny-GGUF:Q8_0", "org/tiny-GGUF/tiny-Q8_0.gguf"),
        ("org/cached", "org/cached/deep/small-Q4_K_M.gguf"),
        ("org/cached:Q8_0", None),
        ("own", "own.gguf"),
        ("nobody", None),
        ("not a name", None),
    ],
)
def test_names_that_find_a_model(full: Path, name: str, found: str | None) -> None:
    one = found_model(name)
    assert (one.name if one is not None else None) == found


def test_where_the_stores_are(tmp_path: Path) -> None:
    assert ollama.places(tmp_path, {"OLLAMA_MODELS": "/o"}) == [Path("/o")]
    assert hub_cache.places(tmp_path, {"HF_HOME": "/h"}) == [Path("/h/hub")]
    assert hub_cache.places(tmp_path, {"HF_HUB_CACHE": "/c", "HF_HOME": "/h"}) == [Path("/c")]
    assert hub_cache.places(tmp_path, {"XDG_CACHE_HOME": "/x"}) == [Path("/x/huggingface/hub")]
    (tmp_path / ".lmstudio-home-pointer").write_text("/l\n")
    assert lm_studio.places(tmp_path, {})[0] == Path("/l/models")


def test_what_is_broken_is_left_out(home: Path, data: bytes) -> None:
    store = home / ".ollama/models"
    write_ollama(store, "gone:1b", data).unlink()
    manifests = store / "manifests/registry.ollama.ai/library"
    for number, text in enumerate(["", "[]", "{", '{"layers": 5}', '{"layers": [{"digest": "../x"}, 7]}']):
        (manifests / "bad").mkdir(exist_ok=True)
        (manifests / "bad" / str(number)).write_text(text)
    (store / "blobs/x").write_bytes(b"no model")
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../x", "size": 1}
    (manifests / "bad" / "path").write_text(json.dumps({"layers": [layer]}))
    assert list(every_model()) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["layers", "mediaType", "digest", "size"]), inner),
)


@given(JSON)
def test_any_manifest_gives_digests_or_nothing(told: Any) -> None:
    from oro_ai.pulling.ollama import layers_of

    for layer in layers_of(told).values():
        assert len(layer.digest) == 64
        assert set(layer.digest) <= set("0123456789abcdef")


def test_the_snapshot_of_main_comes_first(home: Path, data: bytes) -> None:
    store = home / ".cache/huggingface/hub"
    new = write_hub_cache(store, "o/r/x.gguf", data, "b" * 40)
    write_hub_cache(store, "o/r/x.gguf", b"GGUF old", "c" * 40, main=False)
    (one,) = hub_cache.models(store)
    assert one.path == new


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["qwen3:0.6b", "org/tiny-GGUF/tiny-Q8_0", "org/cached:Q4_K_M", "own"])
async def test_apps_answer_with_them_where_a_setting_lets_them(full: Path, name: str, tmp_path: Path) -> None:
    before = tree(full)
    body = {"model": name, "prompt": "a", "max_tokens": 3, "temperature": 0}
    async with open_host(plugin, settings={"ai_llm_shared_models": True}) as app:
        told = await app.client.post("/ai/llama/v1/completions", json=body)
        assert told.status_code == 200, told.text
        shown: Mapping[str, Any] = (await app.client.get("/ai/llama/v1/models")).json()
        assert shown["data"][0]["id"] in [one.name for one in every_model()]
    assert tree(full) == before, "nothing is written there"


@pytest.mark.anyio
async def test_clients_of_ollama_find_them_by_the_names_they_know(full: Path, tmp_path: Path) -> None:
    write_ollama(full / ".ollama/models", "other:latest", write_model(tmp_path / "o.gguf", context=1024).read_bytes())
    async with open_host(plugin, settings={"ai_llm_shared_models": True}) as app:
        tags = (await app.client.get("/ai/llama/api/tags")).json()["models"]
        assert [one["name"] for one in tags] == [one.name for one in every_model()]
        for name, loaded in (("other", "other:latest"), ("other:latest", "other:latest"), ("own:latest", "own.gguf")):
            told = await app.client.post("/ai/llama/api/chat", json={"model": name})
            assert told.status_code == 200, told.text
            assert told.json()["model"] == loaded
        gone = await app.client.post("/ai/llama/api/chat", json={"model": "nobody:latest"})
        assert (gone.status_code, "nobody" in gone.json()["error"]) == (404, True)


@pytest.mark.anyio
async def test_apps_do_not_see_them_unless_a_setting_lets_them(full: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": "models"}) as app:
        told = await app.client.post("/ai/llama/v1/completions", json={"model": "qwen3:0.6b", "prompt": "a"})
        assert told.status_code == 404
        found = (await app.client.post("/ai/llama/v1/completions", json={"model": "own", "prompt": "a"})).json()
        assert "another program" not in found["error"]["message"]
