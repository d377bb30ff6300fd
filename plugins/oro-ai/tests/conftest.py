"""The models of the tests: one of random weights, and real ones that are fetched once into `build/weights`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from oro_ai import plugin
from oro_ai import settings as keys
from oro_ai.llama.model import Model
from oro_ai.llama.vocab import Vocab
from oro_ai.testing import Unavailable, beckett, minilm, moonshine, qwen_coder, smollm2, write_model

from oro_framework.testing.host import OpenHost, open_host

LARGE = "ORO_TEST_LARGE_MODELS"
"""Set, tests with models of a gigabyte run, too."""
WEIGHTS = Path(__file__).resolve().parents[3] / "build" / "weights"


@pytest.fixture(params=["child", "app"])
def process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have models computed in a process of their own, and in the app's: what is tested is the same in both."""
    _compute_in(request.param, monkeypatch)
    return str(request.param)


@pytest.fixture
def in_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have models computed in this process, where the test looks at what computes."""
    _compute_in("app", monkeypatch)


def _compute_in(process: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(keys.PROCESS, default=process)
    every = tuple(changed if one is keys.PROCESS else one for one in keys.ALL)
    monkeypatch.setattr(keys, "PROCESS", changed)
    monkeypatch.setattr(keys, "ALL", every)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with `random.gguf`, and `long.gguf`, which goes on for longer than any test."""
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "random.gguf")
    write_model(folder / "long.gguf", context=1 << 20, ends=False)
    return folder


@pytest.fixture(scope="session")
def random_model(models: Path) -> Path:
    """Give a model of random weights."""
    return models / "random.gguf"


@pytest.fixture(scope="module")
def vocab(random_model: Path) -> Iterator[Vocab]:
    """Give a vocabulary with a token for every byte."""
    model = Model(random_model)
    yield model.vocab
    model.free()


@pytest.fixture(scope="session")
def chat_model() -> Path:
    """Give SmolLM2-135M-Instruct."""
    try:
        return smollm2(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def embedding_model() -> Path:
    """Give all-MiniLM-L6-v2."""
    try:
        return minilm(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def speech_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with Moonshine tiny in `moonshine-tiny-en`."""
    try:
        weights = moonshine(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("speech")
    (folder / weights.name).symlink_to(weights, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def recording() -> Path:
    """Give ten seconds of speech."""
    try:
        return beckett(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def tools_model() -> Path:
    """Give Qwen2.5-Coder-1.5B-Instruct, where somebody asked for it."""
    if not os.environ.get(LARGE):
        pytest.skip(f"It takes a model of 1.1 GB, which is fetched once: set {LARGE}=1")
    try:
        return qwen_coder(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def serving(models: Path) -> Callable[..., AbstractAsyncContextManager[OpenHost]]:
    """Give what opens an app whose default model is the random one, or `long` where `endless` is True."""

    @asynccontextmanager
    async def opened(*, endless: bool = False, **more: Any) -> AsyncIterator[OpenHost]:
        wanted: dict[str, Any] = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random"}
        if endless:
            wanted |= {"ai_llm_default_model": "long", "ai_llm_context_size": 100_000}
        async with open_host(plugin, settings={**wanted, **more}) as app:
            yield app

    return opened
