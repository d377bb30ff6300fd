"""Mounted apps: whose path it is, and every way a lifespan can go."""

from __future__ import annotations

import logging
from pathlib import Path

import anyio
import pytest

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.requests.protocol import Request, parse_target
from oro_framework.host.resources.mounts import MountedApp, MountTable, mounted_lifespans
from oro_framework.types import ASGIApp, Mount, Receive, Scope, Send
from tests.host.asking import no_loop

pytestmark = pytest.mark.anyio
LOG = logging.getLogger("tests.mounts")


def never(work: object) -> None:
    raise NotImplementedError("no request is answered here")


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing."""


def table(*paths: str) -> MountTable:
    made = MountTable(never, no_loop)
    for path in paths:
        made.add("plugin", Mount(path=path, app=silent))
    return made


@pytest.mark.parametrize(
    ("path", "mounted"),
    [
        ("/api", "/api"),
        ("/api/", "/api"),
        ("/api/x/y", "/api"),
        ("/api/deep", "/api/deep"),
        ("/api/deep/x", "/api/deep"),
        ("/api/deeper", "/api"),
        ("/apis", None),
        ("/ap", None),
        ("/", None),
        ("", None),
        ("/other/api", None),
        ("//api", None),
    ],
)
async def test_the_longest_path_has_it(path: str, mounted: str | None) -> None:
    found = table("/api/", "/api/deep").find(path)
    assert (found.path if found else None) == mounted


async def test_an_app_may_have_the_whole_origin() -> None:
    made = table("/", "/api")
    assert [found.path for path in ("/x", "/", "/api/x") if (found := made.find(path))] == ["", "", "/api"]


async def test_a_directory_is_left_to_the_navigator() -> None:
    made = MountTable(never, no_loop)
    made.add("plugin", Mount(path="/files", directory=Path("/")))
    assert made.find("/files/x") is None


async def test_a_path_has_one_owner() -> None:
    made = table("/api")
    with pytest.raises(Conflict, match=r'Cannot mount "/api" of plugin "other": plugin "plugin" is mounted there'):
        made.add("other", Mount(path="/api/", app=silent))


@pytest.mark.parametrize("mount", [Mount(path="api", app=silent), Mount(path="/a//b", app=silent), Mount(path="/api")])
async def test_a_mount_that_makes_no_sense_is_an_error(mount: Mount) -> None:
    with pytest.raises(DeclarationError, match="Cannot mount"):
        MountTable(never, no_loop).add("plugin", mount)


# -- lifespans -----------------------------------------------------------------------------------------


class Recorder:
    """An app that notes its lifespan."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        scope["state"]["database"] = "open"
        for wanted in ("startup", "shutdown"):
            message = await receive()
            assert message["type"] == f"lifespan.{wanted}"
            self.seen.append(wanted)
            await send({"type": f"lifespan.{wanted}.complete"})


def mounted(app: ASGIApp, *paths: str) -> list[MountedApp]:
    made = MountTable(never, no_loop)
    for path in paths or ("/api",):
        made.add("plugin", Mount(path=path, app=app))
    return list(made)


async def test_an_app_is_started_and_stopped_once() -> None:
    app = Recorder()
    mounts = mounted(app, "/one", "/two")
    async with mounted_lifespans(mounts, LOG):
        assert app.seen == ["startup"]
        for one in mounts:
            assert one.failure is None
            scope = one.scope(Request(target=parse_target(f"oro://app{one.path}/x")))
            assert scope["state"] == {"database": "open"}
            assert scope["root_path"] == one.path
            scope["state"]["database"] = "changed by one request"
        assert mounts[0].state == {"database": "open"}
    assert app.seen == ["startup", "shutdown"]


async def test_an_app_without_lifespan_is_served_all_the_same() -> None:
    async def refuses(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"

    mounts = [*mounted(refuses, "/a"), *mounted(silent, "/b")]
    async with mounted_lifespans(mounts, LOG):
        assert [one.failure for one in mounts] == [None, None]


async def test_an_app_that_fails_to_start_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})
        raise RuntimeError("no database")

    good = Recorder()
    mounts = [*mounted(fails, "/bad"), *mounted(good, "/good")]
    async with mounted_lifespans(mounts, LOG):
        assert [one.failure for one in mounts] == ["no database", None]
    assert good.seen == ["startup", "shutdown"]
    assert 'Cannot start the app mounted at "/bad": no database' in caplog.text


async def test_an_app_that_never_starts_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    async def hangs(scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.sleep_forever()

    mounts = mounted(hangs)
    async with mounted_lifespans(mounts, LOG, start=0.05):
        assert mounts[0].failure == "it did not start within 0.05 seconds"


async def test_an_app_that_never_stops_is_cancelled() -> None:
    cancelled = anyio.Event()

    async def hangs(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    async with mounted_lifespans(mounted(hangs), LOG, stop=0.05):
        assert not cancelled.is_set()
    assert cancelled.is_set()


async def test_an_app_that_raises_later_hurts_nobody(caplog: pytest.LogCaptureFixture) -> None:
    broken = anyio.Event()

    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        broken.set()
        raise ValueError("late")

    good = Recorder()
    async with mounted_lifespans([*mounted(breaks, "/bad"), *mounted(good, "/good")], LOG):
        await broken.wait()
    assert good.seen == ["startup", "shutdown"]
    assert 'Cannot end the lifespan of "/bad" cleanly' in caplog.text


async def test_a_failed_shutdown_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "disk full"})

    async with mounted_lifespans(mounted(fails), LOG):
        pass
    assert "disk full" in caplog.text


async def test_apps_stop_when_the_block_is_cancelled() -> None:
    app = Recorder()
    with anyio.CancelScope() as scope:
        async with mounted_lifespans(mounted(app), LOG):
            scope.cancel()
            await anyio.sleep_forever()
    assert scope.cancelled_caught
    assert app.seen == ["startup"]


async def test_apps_stop_when_the_block_raises_and_the_error_stays_itself() -> None:
    app = Recorder()
    with pytest.raises(ValueError, match="mine"):
        async with mounted_lifespans(mounted(app), LOG):
            raise ValueError("mine")
    assert app.seen == ["startup", "shutdown"]


async def test_no_mounts_is_nothing_to_do() -> None:
    async with mounted_lifespans([], LOG):
        pass
