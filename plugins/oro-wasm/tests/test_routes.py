"""Routes asked as a page asks them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import wasmtime
from oro_wasm.testing import ECHO, HELLO, SPIN

from oro_framework.testing.host import OpenHost, Reply, open_host

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


async def _loaded(app: OpenHost, text: str) -> str:
    reply = await app.call("wasm.load", bytes(wasmtime.wat2wasm(text)))
    digest = reply.data["digest"]
    assert isinstance(digest, str)
    return digest


async def _started(app: OpenHost, **asked: Any) -> str:
    id = (await app.call("wasm.start", json.dumps(asked).encode())).data["id"]
    assert isinstance(id, str)
    return id


async def test_a_program_is_loaded_started_fed_read_and_waited_for() -> None:
    async with open_host(installed=["wasm"]) as app:
        id = await _started(app, digest=await _loaded(app, ECHO))
        assert (await app.call("wasm.write", b"one", id=id)).data == {}
        assert (await app.call("wasm.take", id=id)).body == b"one"
        assert (await app.call("wasm.end", id=id)).data == {}
        assert (await app.call("wasm.take", id=id)).body == b""
        told = (await app.call("wasm.wait", id=id)).data
        assert (told["code"], told["stopped"], told["trap"]) == (0, "", None)


async def test_a_program_that_is_killed_says_so() -> None:
    async with open_host(installed=["wasm"]) as app:
        id = await _started(app, digest=await _loaded(app, SPIN))
        await app.call("wasm.kill", id=id)
        told = (await app.call("wasm.wait", id=id)).data
        assert (told["code"], told["stopped"]) == (137, "killed")


async def test_the_network_is_granted_where_the_app_says_so() -> None:
    async with open_host(installed=["wasm"]) as app:
        digest = await _loaded(app, HELLO)
        network = {"digest": digest, "grants": {"network": True}}
        refused = await app.call("wasm.start", json.dumps(network).encode())
        assert (refused.status, "wasm_network = true" in refused.err["message"]) == (403, True)


async def test_folders_are_granted_to_guests_where_pages_may_use_all_in_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text("text")
    async with open_host(installed=["wasm", "fs"], files={"index.html": "", "app.py": ""}) as app:
        digest = await _loaded(app, HELLO)
        assert (await _with_folder(app, digest, tmp_path / "data")).status == 200
    sandbox = {"filesystem_sandbox_enabled": True}
    async with open_host(installed=["wasm", "fs"], settings=sandbox, files={"index.html": "", "app.py": ""}) as app:
        digest = await _loaded(app, HELLO)
        for folder in (Path.home(), app.host.root):
            refused = await _with_folder(app, digest, folder)
            assert (refused.status, str(folder) in refused.err["message"]) == (403, True)
    async with open_host(installed=["wasm", "fs"], settings={"permissions_allow_fs": False}) as app:
        digest = await _loaded(app, HELLO)
        assert (await _with_folder(app, digest, tmp_path / "data")).status == 403


async def _with_folder(app: OpenHost, digest: str, folder: Path) -> Reply:
    grants = {"directories": [{"host": str(folder), "guest": "/data", "writable": True}]}
    return await app.call("wasm.start", json.dumps({"digest": digest, "grants": grants}).encode())


@pytest.mark.parametrize(
    ("asked", "status"),
    [({}, 400), ({"digest": "00", "path": "x"}, 400), ({"digest": "../etc"}, 404), ({"unknown": 1}, 400)],
)
async def test_descriptions_that_make_no_sense_are_refused(asked: dict[str, Any], status: int) -> None:
    async with open_host(installed=["wasm"]) as app:
        assert (await app.call("wasm.start", json.dumps(asked).encode())).status == status


async def test_files_are_verified_and_inspected() -> None:
    async with open_host(installed=["wasm"]) as app:
        digest = await _loaded(app, ECHO)
        told = (await app.call("wasm.verify", digest=digest)).data
        assert (told["valid"], told["layer"], told["reason"]) == (True, "module", None)
        seen = (await app.call("wasm.inspect", digest=digest)).data
        assert [each["name"] for each in seen["exports"]] == ["memory", "_start"]
        assert seen["answer"]["runs"] == "yes"
        broken = (await app.call("wasm.load", b"\0asm\1\0\0\0\1\5")).data["digest"]
        told = (await app.call("wasm.verify", digest=broken)).data
        assert (told["valid"], isinstance(told["reason"], str)) == (False, True)
        text = (await app.call("wasm.load", b"hello")).data["digest"]
        assert (await app.call("wasm.inspect", digest=text)).data["kind"]["name"] == "unknown"


async def test_projects_are_built_for_pages_that_may(tmp_path: Path) -> None:
    source = "export fn twice(x: i32) i32 { return 2 * x; }\n"
    settings = {"permissions_allow_wasm_build": False}
    async with open_host(installed=["wasm"], settings=settings, files={"twice.zig": source}) as app:
        assert (await app.call("wasm.compile", project="twice.zig")).status == 403
    async with open_host(installed=["wasm"], files={"twice.zig": source}) as app:
        shutil.copy(app.host.root / "twice.zig", tmp_path)
        reply = await app.call("wasm.compile", project=str(tmp_path / "twice.zig"), output=str(tmp_path / "out"))
        assert reply.status == 200
        name, told = _last(reply.body)
        assert (name, Path(told["module"]).name) == ("built", "twice.wasm")
        (tmp_path / "twice.zig").write_text("export fn twice(x: i32) i32 { return y; }\n")
        reply = await app.call("wasm.compile", project=str(tmp_path / "twice.zig"), output=str(tmp_path / "out"))
        name, told = _last(reply.body)
        assert (name, told["diagnostics"][0]["line"]) == ("failed", 1)


def _last(body: bytes) -> tuple[str, Any]:
    lines = body.decode().strip().split("\n\n")[-1].splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    return fields["event"], json.loads(fields["data"])
