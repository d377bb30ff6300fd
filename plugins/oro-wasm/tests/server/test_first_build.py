"""A module that is asked for while the first build runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing
from oro_wasm.builds.build import BuildResult, Report
from oro_wasm.errors import BuildError
from oro_wasm.server.app import DevelopmentApp
from oro_wasm.server.session import Session
from oro_wasm.server.target import Target

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


async def asked(app: DevelopmentApp, path: str) -> int:
    """Return the status that a path is answered with."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost:1")]
    scope: Any = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    await app(scope, trio.sleep_forever, send)
    return int(sent[0]["status"])


@pytest.mark.parametrize("name", ["module.wasm", "carried.wasm", "files/1/add.wasm"])
@pytest.mark.parametrize(("fails", "status"), [(False, 200), (True, 404)])
async def test_it_is_answered_once_that_build_has_ended(module: Path, name: str, fails: bool, status: int) -> None:
    ready = trio.Event()

    async def build(report: Report) -> BuildResult:
        await ready.wait()
        if fails:
            raise BuildError("Cannot build: it is not finished")
        return BuildResult(module=module, files=(module,), language="c", milliseconds=0.0)

    session = Session(Target(path=module.parent, kind="project", language="c"), build, watch=False)
    app = DevelopmentApp(session, "http")
    found: list[int] = []

    async def ask() -> None:
        found.append(await asked(app, f"/_wasm/{name}"))

    async with session.running(), trio.open_nursery() as tasks:
        tasks.start_soon(ask)
        await trio.testing.wait_all_tasks_blocked()
        assert found == []
        ready.set()
    assert found == [status]
