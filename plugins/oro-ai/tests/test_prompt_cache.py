"""Caches of prompts on disk: the next run goes on from them, and what cannot be used is removed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin
from oro_ai.data_folder import data_folder
from oro_ai.models.prompt_cache import ENDING

from oro_framework.testing.host import OpenHost, open_host
from oro_framework.testing.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]

PROMPT = "Once upon a time there was a model that had read a long prompt already. " * 3
MOST = 150
"""Tokens, of which the prompt has some more."""
Apps = Callable[..., AbstractAsyncContextManager[OpenHost]]


@pytest.fixture
def apps(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apps:
    """Open one app again and again, whose data folder stays."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    @asynccontextmanager
    async def opened(**more: Any) -> Any:
        wanted = {"ai_llm_model_path": str(models), "ai_llm_prompt_cache": 64, **more}
        async with open_host(plugin, settings=wanted) as app:
            yield app

    return opened


async def cached(app: OpenHost, prompt: str = PROMPT) -> int:
    """Return how many tokens of a prompt were not read anew."""
    asked = {"model": "random", "prompt": prompt, "max_tokens": 1, "temperature": 0}
    answer = (await app.client.post("/ai/llama/v1/completions", json=asked)).json()
    return int(answer["usage"]["prompt_tokens_details"]["cached_tokens"])


def files(app: OpenHost) -> list[Path]:
    return sorted((data_folder(app.host.bundle) / "prompts").glob(f"*{ENDING}"))


async def test_a_prompt_that_was_read_in_one_run_is_not_read_in_the_next(apps: Apps) -> None:
    async with apps() as app:
        assert await cached(app) == 0
        assert files(app) == [], "it is written when the model leaves memory"
    async with apps() as app:
        (kept,) = files(app)
        assert kept.stat().st_mode & 0o077 == 0, "it holds what people wrote"
        assert await cached(app, f"{PROMPT}And then?") > MOST
    async with apps(ai_llm_cache_type="f32") as app:
        assert await cached(app) == 0, "a cache of another type is another cache"


async def test_nothing_is_kept_unless_it_is_asked_for(apps: Apps) -> None:
    async with apps(ai_llm_prompt_cache=0) as app:
        await cached(app)
    async with apps(ai_llm_prompt_cache=0) as app:
        assert files(app) == []
        assert await cached(app) == 0


async def test_a_file_that_is_damaged_is_removed_and_the_prompt_is_read(apps: Apps) -> None:
    async with apps() as app:
        await cached(app)
    async with apps() as app:
        (kept,) = files(app)
        kept.write_bytes(kept.read_bytes()[:-100])
        assert await cached(app) == 0
        assert files(app) == []


async def test_a_model_that_was_idle_goes_on_from_its_prompt(apps: Apps) -> None:
    async with apps(ai_llm_idle_seconds=1) as app:
        await cached(app)
        await until(lambda: files(app) != [])
        assert await cached(app) > MOST


async def test_files_stay_below_the_limit(apps: Apps, models: Path) -> None:
    async with apps(ai_llm_prompt_cache=1) as app:
        for number in range(4):
            await cached(app, f"{number}{'x' * 500}")
    async with apps() as app:
        total = sum(path.stat().st_size for path in files(app))
        assert 0 < total <= 1 << 20
