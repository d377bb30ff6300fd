"""Modules written as text, and programs that run in real processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import wasmtime
from oro_wasm.engine.cache import Cache
from oro_wasm.programs.programs import Programs
from oro_wasm.programs.runners import Runners

Made = Callable[[str], Path]
Running = Callable[[], AbstractAsyncContextManager[Programs]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Return a function that compiles the text of a module and returns its file."""

    def make(text: str) -> Path:
        path = tmp_path / f"module-{len(list(tmp_path.glob('module-*')))}.wasm"
        path.write_bytes(bytes(wasmtime.wat2wasm(text)))
        return path

    return make


@pytest.fixture
def programs(tmp_path: Path) -> Running:
    """Return a function that lends programs with their processes and a cache of their own."""

    @asynccontextmanager
    async def running() -> AsyncIterator[Programs]:
        table = Programs(64, Runners(Cache(tmp_path / "cache"), 1))
        async with table.running():
            yield table

    return running
