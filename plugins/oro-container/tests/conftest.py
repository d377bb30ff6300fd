"""Containers that run, with their files in the test's own folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from oro_container.api import Container, Containers, Policy

Booted = Callable[..., AbstractAsyncContextManager[Container]]


@pytest.fixture
def booted(tmp_path: Path) -> Booted:
    """Return a function that boots a container, which ends with the block."""

    @asynccontextmanager
    async def boot(*, name: str = "", policy: Policy | None = None) -> AsyncIterator[Container]:
        folder = tmp_path / "containers"
        async with Containers(folder) as all, all.booted(name=name, policy=policy or Policy()) as container:
            yield container

    return boot
