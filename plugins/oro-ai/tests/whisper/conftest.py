"""Apps with a model of speech, and what is said to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin

from oro_framework.testing.host import OpenHost, open_host


@pytest.fixture
def speaking(speech_models: Path) -> Callable[..., AbstractAsyncContextManager[OpenHost]]:
    """Give what opens an app with a model of speech."""

    @asynccontextmanager
    async def opened(**more: Any) -> AsyncIterator[OpenHost]:
        async with open_host(plugin, settings={"ai_llm_model_path": str(speech_models), **more}) as app:
            yield app

    return opened


@pytest.fixture(scope="session")
def audio(recording: Path) -> bytes:
    """Give the contents of the recording."""
    return recording.read_bytes()
