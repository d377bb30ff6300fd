"""Routes asked as a page asks them."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_container.service import Containers

from oro_framework.testing.host import OpenHost, Reply, open_host

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@asynccontextmanager
async def _app(**settings: Any) -> AsyncIterator[OpenHost]:
    async with open_host(installed=["container", "fs"], settings=settings) as app:
        yield app


async def _boot(app: OpenHost, **asked: Any) -> Reply:
    return await app.call("container.boot", json.dumps(asked).encode())


async def _spawn(app: OpenHost, id: str, *argv: str, **more: Any) -> int:
    asked = {"command": argv[0], "args": argv[1:], **more}
    pid = (await app.call("container.spawn", json.dumps(asked).encode(), id=id)).data["pid"]
    assert isinstance(pid, int)
    return pid


async def test_a_container_is_booted_listed_and_torn_down() -> None:
    async with _app() as app:
        booted = (await _boot(app, workdir="site")).data
        assert booted["workdir"] == "/home/site"
        assert booted["isolation"] == "namespaces"
        assert (await app.call("container.list")).data == [booted]
        assert (await app.call("container.teardown", id=booted["id"])).data == {}
        assert (await app.call("container.list")).data == []
        refused = await app.call("container.teardown", id=booted["id"])
        assert (refused.status, "was torn down" in refused.err["message"]) == (404, True)


async def test_a_page_that_imports_containers_has_the_first_boot_like_the_next() -> None:
    async with _app() as app:
        before = _children()
        assert (await app.call("container.warm")).err is None
        (started,) = _children() - before
        booted = (await _boot(app)).data
        assert _children() - before == {started}
        assert (await app.call("container.list")).data == [booted]


def _children() -> set[str]:
    """Return the processes that this one started."""
    return {pid for tasks in Path("/proc/self/task").iterdir() for pid in (tasks / "children").read_text().split()}


async def test_a_program_is_started_fed_read_and_waited_for() -> None:
    async with _app() as app:
        id = (await _boot(app)).data["id"]
        pid = await _spawn(app, id, "cat")
        assert (await app.call("container.write", b"one", id=id, pid=pid)).data == {}
        assert (await app.call("container.take", id=id, pid=pid)).body == b"one"
        table = (await app.call("container.processes", id=id)).data
        assert [(each["pid"], each["argv"]) for each in table] == [(pid, ["cat"])]
        assert (await app.call("container.end", id=id, pid=pid)).data == {}
        assert (await app.call("container.take", id=id, pid=pid)).body == b""
        assert (await app.call("container.wait", id=id, pid=pid)).data == {"code": 0, "signal": ""}
        assert (await app.call("container.wait", id=id, pid=pid)).status == 404
        told = (await app.call("container.events", id=id)).data
        assert told["events"] == [{"type": "exit", "pid": pid, "code": 0, "signal": ""}]


async def test_containers_of_a_window_end_with_its_page() -> None:
    async with _app() as app:
        ids = [(await _boot(app)).data["id"] for _ in range(3)]
        for id in ids:
            await _spawn(app, id, "sleep", "1000")
        service = app.host.service("container")
        assert isinstance(service, Containers)
        containers = [each.container for each in service.containers.held]
        assert service.diagnostics()["containers"] == {app.window.id: ids}
        await service.release(app.window)
        assert all(each.ended.is_set() for each in containers)
        assert service.diagnostics() == {"containers": {}, "processes": {}}
        assert os.listdir(service.folder) == []
        assert (await app.call("container.processes", id=ids[0])).status == 404


async def test_programs_stand_still_while_the_app_is_paused() -> None:
    async with _app() as app:
        id = (await _boot(app)).data["id"]
        pid = await _spawn(app, id, "sh", "-c", "sleep 1000 & wait")
        service = app.host.service("container")
        assert isinstance(service, Containers)
        with trio.fail_after(10):
            await service.pause()
            while await _states(app, id) != {"stopped"}:
                await trio.lowlevel.checkpoint()
            await service.resume()
            while "stopped" in await _states(app, id):
                await trio.lowlevel.checkpoint()
        await app.call("container.kill", id=id, pid=pid)


async def _states(app: OpenHost, id: str) -> set[str]:
    return {each["state"] for each in (await app.call("container.processes", id=id)).data}


async def test_a_page_narrows_the_policy_of_its_app_and_never_widens_it() -> None:
    async with _app(container_hosts=["*.example.com"], container_processes=64) as app:
        assert (await _boot(app, policy={"hosts": ["a.example.com"], "processes": 7})).status == 200
        refused = await _boot(app, policy={"hosts": ["example.org"]})
        assert (refused.status, "container_hosts" in refused.err["message"]) == (403, True)
        for asked in ({"programs": ["git"]}, {"env": ["HOME"]}, {"scripts": True}):
            assert (await _boot(app, policy=asked)).status == 403
        service = app.host.service("container")
        assert isinstance(service, Containers)
        (held,) = service.containers.held
        assert (held.container.policy.hosts, held.container.policy.processes) == (("a.example.com",), 7)


async def test_folders_are_lent_as_far_as_the_page_may_use_them(tmp_path: Path) -> None:
    (tmp_path / "lent").mkdir()
    (tmp_path / "lent" / "a.txt").write_text("text")
    lent = {"folders": [{"host": str(tmp_path / "lent"), "guest": "/lent"}]}
    async with _app() as app:
        id = (await _boot(app, policy=lent)).data["id"]
        pid = await _spawn(app, id, "sh", "-c", "cat /lent/a.txt; touch /lent/b || echo no")
        assert (await app.call("container.take", id=id, pid=pid)).body.startswith(b"text")
        await app.call("container.wait", id=id, pid=pid)
        assert not (tmp_path / "lent" / "b").exists()
        odd = await _boot(app, policy={"folders": [{"host": str(tmp_path / "lent"), "guest": "/a/../b"}]})
        assert odd.status == 400
    async with _app(filesystem_sandbox_enabled=True) as app:
        for folder in (Path.home(), app.host.root):
            refused = await _boot(app, policy={"folders": [{"host": str(folder), "guest": "/lent"}]})
            assert (refused.status, str(folder) in refused.err["message"]) == (403, True)
    async with _app(permissions_allow_fs=False) as app:
        assert (await _boot(app, policy=lent)).status == 403
    async with _app(container_folders=[f"{tmp_path / 'lent'}::/own:ro"]) as app:
        id = (await _boot(app)).data["id"]
        pid = await _spawn(app, id, "cat", "/own/a.txt")
        assert (await app.call("container.take", id=id, pid=pid)).body == b"text"


async def test_a_window_has_so_many_containers_and_no_more() -> None:
    async with _app(container_max_containers=2) as app:
        first = (await _boot(app)).data["id"]
        await _boot(app)
        refused = await _boot(app)
        assert "container_max_containers" in refused.err["message"]
        await app.call("container.teardown", id=first)
        assert (await _boot(app)).status == 200


async def test_without_the_permission_nothing_is_booted() -> None:
    async with _app(permissions_allow_container=False) as app:
        assert (await _boot(app)).status == 403


@pytest.mark.parametrize(
    "asked",
    [{"workdir": "a/b"}, {"name": ".."}, {"unknown": 1}, {"policy": {"level": "moon"}}, {"policy": {"processes": 0}}],
)
async def test_descriptions_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    async with _app() as app:
        assert (await _boot(app, **asked)).status == 400


async def test_calls_that_make_no_sense_are_refused() -> None:
    async with _app() as app:
        id = (await _boot(app)).data["id"]
        pid = await _spawn(app, id, "cat")
        assert (await app.call("container.spawn", b'{"command": "a\\u0000b"}', id=id)).status == 400
        assert (await app.call("container.spawn", b"{}", id=id)).status == 400
        assert (await app.call("container.spawn", b'{"command": "nothing-here"}', id=id)).status == 404
        assert (await app.call("container.kill", id=id, pid=pid, signal="SIGMOON")).status == 400
        assert (await app.call("container.take", id=id, pid=77)).status == 404
        assert (await app.call("container.mount", b"what", id=id)).status == 400
        assert (await app.call("container.mount", b"{}", id=id, format="binary")).status == 400
        assert (await app.call("container.export", id=id, excludes="[")).status == 400
        assert (await app.call("container.watch.take", id=id, watch="none")).status == 404
        assert (await app.call("container.fs.readFile", id="none", path="x")).status == 404
        assert (await app.call("container.fs.readFile", id=id, path="a\0b")).err["name"] == "EINVAL"


async def test_what_a_page_is_too_slow_for_is_counted() -> None:
    async with _app() as app:
        id = (await _boot(app)).data["id"]
        service = app.host.service("container")
        assert isinstance(service, Containers)
        (held,) = service.containers.held
        for number in range(5000):
            held.container.publish({"type": "install", "done": number})
        told = (await app.call("container.events", id=id)).data
        assert (len(told["events"]), told["lost"], told["events"][-1]["done"]) == (4096, 904, 4999)
