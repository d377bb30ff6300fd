"""Clients of other makes: curl, Node's fetch, and a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import anyio
import pytest

from .conftest import KEY, PATIENCE, Bridged, Opener

pytestmark = pytest.mark.anyio

CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
NODE = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


async def run(*command: str, input: bytes = b"") -> bytes:
    """Run a program to its end and return what it wrote.

    Raises:
        AssertionError: it failed; with what it complained of.
    """
    with anyio.fail_after(PATIENCE):
        done = await anyio.run_process(command, input=input, check=False, stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


async def curl(*arguments: str, input: bytes = b"") -> bytes:
    return await run("curl", "--silent", "--show-error", "--noproxy", "*", *arguments, input=input)


@CURL
async def test_curl_calls_by_path_and_by_header(bridged: Opener) -> None:
    async with bridged(shared_key=KEY) as app:
        key = f"X-ORO-Auth: {KEY}"
        assert json.loads(await curl("-H", key, f"{app.url}/ipc/t.add?a=3&b=4"))["data"] == 7
        uri = "X-IPC-URI: ipc://t.add?a=5"
        assert json.loads(await curl("-H", key, "-H", uri, f"{app.url}/ipc"))["data"] == 6
        status = await curl("-o", "/dev/null", "-w", "%{http_code}", f"{app.url}/ipc/t.add?a=3")
        assert status == b"403"


@CURL
async def test_curl_sends_and_gets_bytes(bridged: Opener, tmp_path: Path) -> None:
    body = bytes(range(256)) * 20_000
    (tmp_path / "body").write_bytes(body)
    async with bridged() as app:
        for how in ([], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect: 100-continue"]):
            sent = await curl("-T", str(tmp_path / "body"), *how, f"{app.url}/ipc/t.echo")
            assert sent == body
        assert await curl(f"{app.url}/ipc/t.file?size=700000") == body[:700_000]


@CURL
async def test_curl_that_would_rather_speak_http_2_is_answered_as_well(bridged: Opener) -> None:
    async with bridged() as app:
        shown = await curl(
            "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", f"{app.url}/ipc/t.add?a=1"
        )
        assert shown == b"1.1 200"
        with pytest.raises(AssertionError):
            await curl("--http2-prior-knowledge", f"{app.url}/ipc/t.who")
        assert app.routes.ran == []


@CURL
async def test_curl_that_is_ended_cancels_its_call(bridged: Opener) -> None:
    async with bridged() as app:
        command = ["curl", "-sN", f"{app.url}/ipc/t.events?then=wait"]
        async with await anyio.open_process(command, stderr=None) as process:
            assert process.stdout is not None
            with anyio.move_on_after(PATIENCE):
                assert await process.stdout.receive()
                await app.routes.begun.wait()
            process.kill()
            with anyio.fail_after(PATIENCE):
                await app.routes.cancelled.wait()


NODE_SCRIPT = """
const [url, key] = process.argv.slice(2)
const headers = { 'X-ORO-Auth': key }
const told = {}
told.data = (await (await fetch(`${url}/ipc/t.add?a=3&b=4`, { headers })).json()).data
const json = { ...headers, 'content-type': 'application/json' }
const added = await fetch(`${url}/ipc/t.add`, { method: 'POST', headers: json, body: '{"a":1,"b":1}' })
told.json = (await added.json()).data
const bytes = new Uint8Array(300000).map((_, i) => i)
const echoed = await fetch(`${url}/ipc/t.echo`, { method: 'PUT', headers, body: bytes })
told.bytes = Buffer.compare(Buffer.from(await echoed.arrayBuffer()), Buffer.from(bytes))
told.refused = (await fetch(`${url}/ipc/t.add?a=3`)).status
const stop = new AbortController()
const stream = await fetch(`${url}/ipc/t.events?then=wait`, { headers, signal: stop.signal })
told.type = stream.headers.get('content-type')
told.events = ''
const decoder = new TextDecoder()
for await (const chunk of stream.body) {
  told.events += decoder.decode(chunk)
  if (told.events.includes('data: 2\\n\\n')) break
}
stop.abort()
console.log(JSON.stringify(told))
"""


@NODE
async def test_nodes_fetch(bridged: Opener, tmp_path: Path) -> None:
    (tmp_path / "client.mjs").write_text(NODE_SCRIPT)
    async with bridged(shared_key=KEY) as app:
        told = json.loads(await run("node", str(tmp_path / "client.mjs"), app.url, KEY))
        assert (told["data"], told["json"], told["bytes"], told["refused"]) == (7, 2, 0, 403)
        assert told["type"] == "text/event-stream"
        assert told["events"].count("event: tick") == 3
        with anyio.fail_after(PATIENCE):
            await app.routes.cancelled.wait()


async def test_httpx_speaks_to_it_all_day(bridged: Opener) -> None:
    async with bridged() as app:
        async with anyio.create_task_group() as group:
            for number in range(50):
                group.start_soon(_call, app, number)
        await app.idle()


async def _call(app: Bridged, number: int) -> None:
    reply = await app.client.get(f"/ipc/t.add?a={number}")
    assert reply.json()["data"] == number + 1
