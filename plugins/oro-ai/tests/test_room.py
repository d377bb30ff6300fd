"""Memory that models share: idle ones leave for others and after a time, and those in use or held by pages stay."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai import settings as keys
from oro_ai.choices import CACHE_TYPES, LOAD_MODES
from oro_ai.errors import CannotLoad
from oro_ai.models.room import Room
from oro_ai.service import ai_of

from oro_framework.testing.host import OpenHost, open_host
from oro_framework.testing.waiting import until

MIB = 1 << 20
COMPLETIONS = "/ai/llama/v1/completions"


@dataclass
class Facts:
    bytes: int
    cache_numbers: int = 0


@dataclass
class Resident:
    facts: Any
    users: int
    kept: bool
    used_at: float
    cells: int = 0


residents = st.lists(
    st.builds(
        Resident, st.builds(Facts, st.integers(1, 50).map(lambda size: size * MIB)), st.integers(0, 1), st.booleans(),
        st.floats(0, 100),
    ),
    max_size=8,
)  # fmt: skip


def room_of(limit: int) -> Room:
    settings: Any = {keys.MEMORY: limit, keys.IDLE: 0, keys.CACHE_TYPE: "f16"}
    return Room(settings)


@given(residents, st.integers(1, 100), st.integers(1, 60))
def test_only_as_many_leave_as_must_and_those_used_longest_ago_first(
    loaded: list[Resident], limit: int, needed: int
) -> None:
    free = [one for one in loaded if not one.users and not one.kept]
    least = sum(one.facts.bytes for one in loaded if one not in free)
    if least + needed * MIB > limit * MIB:
        with pytest.raises(CannotLoad, match="more than ai_llm_memory of"):
            room_of(limit).leaving(loaded, "new", needed * MIB)
        return
    left = room_of(limit).leaving(loaded, "new", needed * MIB)
    assert all(one in free for one in left)
    stay = sum(one.facts.bytes for one in loaded) - sum(one.facts.bytes for one in left)
    assert stay + needed * MIB <= limit * MIB
    assert left == sorted(free, key=lambda one: one.used_at)[: len(left)]
    assert not left or stay + left[-1].facts.bytes + needed * MIB > limit * MIB, "one fewer would not do"


@pytest.fixture
def three(models: Path, tmp_path: Path) -> Path:
    """Give a folder with three models."""
    for name in ("one", "two", "three"):
        shutil.copy(models / "random.gguf", tmp_path / f"{name}.gguf")
    return tmp_path


async def complete(app: OpenHost, model: str) -> Any:
    answer = await app.client.post(COMPLETIONS, json={"model": model, "prompt": "x", "max_tokens": 2})
    return answer.status_code, answer.json()


def loaded(app: OpenHost) -> list[str]:
    return sorted(entry.name.removesuffix(".gguf") for entry in ai_of(app.host).models.library)


@pytest.mark.anyio
async def test_a_model_that_is_idle_leaves_for_another(three: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(three), "ai_llm_memory": 3}) as app:
        for name, left in (
            ("one", ["one"]),
            ("two", ["one", "two"]),
            ("one", ["one", "two"]),
            ("three", ["one", "three"]),
        ):
            assert (await complete(app, name))[0] == 200
            assert loaded(app) == left, "two have room, and the one that was used longest ago leaves"


@pytest.mark.anyio
async def test_a_model_that_a_page_loaded_stays(three: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(three), "ai_llm_memory": 2}) as app:
        assert (await app.call("ai.llm.model.load", name="one")).status == 200
        status, refused = await complete(app, "two")
        assert status >= 400, refused
        assert "ai_llm_memory of 2 leaves beside models in use" in refused["error"]["message"]
        await app.call("ai.llm.model.unload", name="one")
        assert (await complete(app, "two"))[0] == 200


@pytest.mark.anyio
async def test_idle_models_leave_after_a_time(three: Path) -> None:
    async with open_host(plugin, settings={"ai_llm_model_path": str(three), "ai_llm_idle_seconds": 1}) as app:
        await app.call("ai.llm.model.load", name="one")
        assert (await complete(app, "two"))[0] == 200
        assert loaded(app) == ["one", "two"]
        await until(lambda: loaded(app) == ["one"])
        assert (await complete(app, "two"))[0] == 200, "it is loaded again"


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("kind", list(CACHE_TYPES))
async def test_caches_are_of_every_type(kind: str, chat_model: Path) -> None:
    folder = {"ai_llm_model_path": str(chat_model.parent), "ai_llm_context_size": 512}
    async with open_host(plugin, settings={**folder, "ai_llm_cache_type": kind}) as app:
        asked = {"model": chat_model.name, "prompt": "The capital of France is", "max_tokens": 4, "temperature": 0}
        answer = (await app.client.post(COMPLETIONS, json=asked)).json()
        assert "Paris" in answer["choices"][0]["text"]


@pytest.mark.anyio
async def test_a_type_that_a_model_cannot_have_is_told_of(serving: Any) -> None:
    async with serving(ai_llm_cache_type="q8_0") as app:
        status, refused = await complete(app, "random")
        assert status == 500
        assert "K cache type q8_0 with block size 32 does not divide" in refused["error"]["message"]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", LOAD_MODES)
async def test_files_get_into_memory_every_way(mode: str, serving: Any) -> None:
    async with serving(ai_llm_load_mode=mode) as app:
        assert (await complete(app, "random"))[0] == 200
