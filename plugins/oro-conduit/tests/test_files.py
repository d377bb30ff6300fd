"""Large files are offered over the scheme to pages that fetch them: once, to their window, and nothing stays open."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from oro_conduit import plugin
from oro_conduit.calls.offers import LARGE, LIMIT
from oro_conduit.service import Conduit
from oro_conduit.testing import connected

from oro_framework import Call, Host, hookimpl, route
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.testing import OpenHost, open_host
from oro_framework.types import FileResponse

pytestmark = pytest.mark.anyio


class Routes:
    """One route, which answers a file."""

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.file]

    @route("f.file")
    async def file(self, call: Call, path: str, offset: int = 0) -> FileResponse:
        fd = os.open(path, os.O_RDONLY)
        return FileResponse(fd=fd, offset=offset, status=206, headers=[("content-type", "x/y")])


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


@pytest.fixture
def content(tmp_path: Path) -> tuple[str, bytes]:
    content = os.urandom(LARGE + 5)
    (tmp_path / "file").write_bytes(content)
    return quote(str(tmp_path / "file")), content


async def test_a_large_file_is_fetched_once_with_its_own_head(content: tuple[str, bytes]) -> None:
    path, data = content
    async with open_host(plugin, Routes()) as app, connected(app, files=True) as page:
        call = await page.open(f"ipc://f.file?path={path}&offset=5")
        assert await call.body() == b""
        assert call.at is not None
        assert (call.status, call.headers["content-length"]) == (206, str(LARGE))
        reply = await app.client.get(call.at)
        assert (reply.status_code, reply.content) == (206, data[5:])
        assert (reply.headers["content-type"], reply.headers["content-length"]) == ("x/y", str(LARGE))
        again = await app.client.get(call.at)
        assert (again.status_code, again.json()["err"]["code"]) == (502, "ERR_CALL_LOST")


async def test_frames_carry_what_is_small_and_what_a_page_does_not_fetch(content: tuple[str, bytes]) -> None:
    path, data = content
    async with open_host(plugin, Routes()) as app, connected(app, files=True) as page, connected(app) as other:
        small = await page.open(f"ipc://f.file?path={path}&offset=6")
        assert (await small.body(), small.at) == (data[6:], None)
        large = await other.open(f"ipc://f.file?path={path}")
        assert (await large.body(), large.at) == (data, None)


async def test_another_window_gets_nothing_and_takes_nothing_away(content: tuple[str, bytes]) -> None:
    path, data = content
    async with open_host(plugin, Routes()) as app, connected(app, files=True) as page:
        call = await page.open(f"ipc://f.file?path={path}")
        await call.body()
        assert call.at is not None
        other = app.host.windows_manager.create(ViewSpec(url=f"{app.host.origin}/other.html"), 1)
        async with app.client_of(app.host.origin, other) as stranger:
            assert (await stranger.get(call.at)).status_code == 502
        assert (await app.client.get(call.at)).content == data


async def test_a_page_that_fetches_nothing_is_sent_frames_in_the_end(content: tuple[str, bytes]) -> None:
    path, data = content
    async with open_host(plugin, Routes()) as app, connected(app, files=True) as page:
        for _ in range(LIMIT):
            await (await page.open(f"ipc://f.file?path={path}")).body()
        last = await page.open(f"ipc://f.file?path={path}")
        assert (await last.body(), last.at) == (data, None)


async def test_what_nobody_fetched_is_closed_with_its_page_and_with_the_app(content: tuple[str, bytes]) -> None:
    path, _ = content
    before = len(os.listdir("/proc/self/fd"))
    async with open_host(plugin, Routes()) as app, connected(app, files=True) as page:
        await (await page.open(f"ipc://f.file?path={path}")).body()
        assert len(conduit(app).offers) == 1
        await conduit(app).release(app.window)
        assert len(conduit(app).offers) == 0
        await (await page.open(f"ipc://f.file?path={path}")).body()
    assert len(os.listdir("/proc/self/fd")) == before
