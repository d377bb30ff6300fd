"""The plugin in a whole host, reached over the wire as a page reaches it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from oro_fs import plugin

from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio


async def fs(app: OpenHost, route: str, body: bytes | None = None, **params: object) -> bytes:
    reply = await app.call(f"fs.{route}", body, **params)
    assert reply.status == 200, reply.body
    return reply.body


async def test_bytes_go_both_ways_without_json(tmp_path: Path) -> None:
    content = os.urandom(300_000)
    async with open_host(plugin) as app:
        assert (await app.call("fs.writeFile", content, path=tmp_path / "file")).data == {"result": len(content)}
        assert await fs(app, "readFile", path=tmp_path / "file") == content
        assert await fs(app, "readFile", path=tmp_path / "file", offset=5, size=10) == content[5:15]
        opened = await app.call("fs.open", id=7, path=tmp_path / "file", flags="r", mode=0)
        assert opened.data["id"] == opened.json()["id"] == "7"
        reply = await app.call("fs.read", id=7, size=200_000, offset=200_000)
        assert reply.body == content[200_000:]
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-length"] == "100000"
        assert (await app.call("fs.read", id=7, size=9, offset=300_000)).body == b""


async def test_errors_have_the_shape_of_the_contract(tmp_path: Path) -> None:
    async with open_host(plugin, settings={"filesystem_sandbox_enabled": True}) as app:
        missing = await app.call("fs.open", id=7, path="oro://org.example.test/none", flags=0, mode=0)
        assert missing.status == 404
        assert {key: missing.err[key] for key in ("id", "code", "type", "message")} == {
            "id": "7",
            "code": -2,
            "type": "ErrnoError",
            "message": "No such file or directory",
        }
        assert missing.json()["id"] == "7"
        unknown = await app.call("fs.close", id=8)
        assert (unknown.status, unknown.err["code"], unknown.err["id"]) == (404, "ENOTOPEN", "8")
        outside = await app.call("fs.stat", path="/etc/passwd")
        assert (outside.status, outside.err["type"]) == (403, "SecurityError")
        bad = await app.call("fs.open", id=7, path="/x", flags=0)
        assert (bad.status, bad.err["code"], bad.err["type"]) == (400, "ERR_INVALID_ARG", "TypeError")


async def test_names_of_any_bytes_pass_the_wire(tmp_path: Path) -> None:
    names = [b"\xff\xfe", b"new\nline", b"%41", "☃".encode(), b" +&="]
    async with open_host(plugin) as app:
        for raw in names:
            url = f"ipc://fs.writeFile?path={quote(os.fsencode(tmp_path) + b'/' + raw, safe='')}"
            assert (await app.client.post(url, content=b"1")).status_code == 200
        entries = (await app.call("fs.readdir", path=tmp_path)).data
        assert {unquote_to_bytes(entry["name"]) for entry in entries} == set(names)
        for entry in entries:
            assert await fs(app, "readFile", path=f"file://{tmp_path}/{entry['name']}") == b"1"


async def test_another_origin_and_a_withdrawn_permission_get_nothing(tmp_path: Path) -> None:
    async with open_host(plugin) as app:
        stranger = app.client_of("oro://com.example.other")
        async with stranger:
            assert (await stranger.get(f"ipc://fs.stat?path={tmp_path}")).status_code == 403
    async with open_host(plugin, settings={"permissions_allow_fs": False}) as app:
        reply = await app.call("fs.stat", path=tmp_path)
        assert reply.status == 403
        assert "fs" in reply.err["message"]


async def test_a_page_is_told_of_changes_over_its_event_stream(tmp_path: Path) -> None:
    async with open_host(plugin) as app, app.events() as events:
        assert (await app.call("fs.watch", id=3, path=tmp_path)).data == {"id": "3"}
        (tmp_path / "new").touch()
        pushed = await events.push()
        assert pushed.params["source"] == "fs.watch"
        assert pushed.data == {"id": "3", "events": ["rename"], "path": "new"}


async def test_what_a_page_held_is_closed_with_its_window(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with open_host(plugin) as app:
        opened = await app.call("fs.open", id=1, path=tmp_path / "file", flags="r", mode=0)
        held = opened.data["fd"]
        assert os.fstat(held).st_size == 0
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(held)
