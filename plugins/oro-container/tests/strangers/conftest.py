"""Programs of other people in containers: their packages are those that set-up fetched."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from oro_container.api import Container, Containers, Policy

from ..store.registry import Registry, serving

HERE = Path(__file__).resolve().parent

Equipped = Callable[..., AbstractAsyncContextManager[Container]]


@pytest.fixture
def equipped(tmp_path: Path) -> Equipped:
    """Return a function that boots a container whose working folder has what is in this folder, packages included."""

    @asynccontextmanager
    async def boot(policy: Policy | None = None) -> AsyncIterator[Container]:
        folder, allowed = tmp_path / "containers", policy or Policy()
        async with Containers(folder) as all, all.booted(layers=(HERE,), policy=allowed) as container:
            yield container

    return boot


@pytest.fixture
async def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Registry]:
    """Serve a registry, to which npm of the machine is set, with a store of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with serving(Registry()) as served:
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", served.url)
        yield served


@pytest.fixture(autouse=True)
def removable(tmp_path: Path) -> Iterator[None]:
    """Let the folders of a store be removed afterwards."""
    yield
    for folder, _, _ in os.walk(tmp_path):
        os.chmod(folder, 0o700)
