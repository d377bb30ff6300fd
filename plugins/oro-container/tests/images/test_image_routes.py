"""Images and entries asked for as a page asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_container.images import runtime_image

from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio


@pytest.fixture
def blog(tmp_path: Path, shipping: Callable[[str, Path], None]) -> Path:
    """Return the folder of an image that a package ships as `blog`."""
    folder = tmp_path / "blog"
    folder.mkdir()
    (folder / "container.toml").write_text(
        'name = "blog"\nentry = ["cat", "page.txt"]\nworkdir = "/home/blog"\n[env]\nA = "7"\n[limits]\nprocesses = 9\n'
    )
    (folder / "page.txt").write_text("page")
    shipping("blog", folder)
    return folder


async def test_a_page_boots_an_image_by_its_name(blog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    async with open_host(installed=["container"]) as app:
        booted = (await app.call("container.boot", b'{"image": "blog"}')).data
        assert (booted["workdir"], booted["entry"]) == ("/home/blog", ["cat", "page.txt"])
        asked = {"command": "sh", "args": ["-c", "cat page.txt; echo $A"]}
        pid = (await app.call("container.spawn", json.dumps(asked).encode(), id=booted["id"])).data["pid"]
        await app.call("container.wait", id=booted["id"], pid=pid)
        assert (await app.call("container.take", id=booted["id"], pid=pid)).body == b"page7\n"


async def test_a_page_gets_no_image_by_a_path_nor_more_than_its_app_has(
    blog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    async with open_host(installed=["container"]) as app:
        by_path = await app.call("container.boot", json.dumps({"image": str(blog)}).encode())
        (blog / "container.toml").write_text('name = "blog"\n[policy]\nhosts = ["api.example.com"]\n')
        wanting = await app.call("container.boot", b'{"image": "blog"}')
        assert (await app.call("container.list")).data == []
    assert (by_path.status, "Cannot find image" in by_path.err["message"]) == (404, True)
    assert (wanting.status, 'wants hosts "api.example.com"' in wanting.err["message"]) == (403, True)


def test_a_page_serves_and_runs_entries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    async def use() -> tuple[Any, ...]:
        await runtime_image.engine()
        async with open_host(installed=["container"]) as app:
            id = (await app.call("container.boot", b"{}")).data["id"]
            await app.call("container.fs.writeFile", b"export default () => 'a'", id=id, path="a.js")
            served = (await app.call("container.serve", b'{"entry": "a.js", "port": 3000}', id=id)).data
            taken = await app.call("container.serve", b'{"entry": "a.js", "port": 3000}', id=id)
            ran = (await app.call("container.run", b'{"entry": "a.js"}', id=id)).data
            ended = (await app.call("container.wait", id=id, pid=ran["pid"])).data
            refused = await app.call("container.run", b'{"entry": 7}', id=id)
            return served["port"], "EADDRINUSE" in taken.err["message"], ended["code"], refused.status

    assert trio.run(use) == (3000, True, 0, 400)
