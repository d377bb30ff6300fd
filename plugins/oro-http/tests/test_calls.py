"""Requests are calls: what path, headers and body mean, for whom a call is made, what comes back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from .conftest import PATIENCE, Opener

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_a_path_names_the_route(bridged: Opener, method: str) -> None:
    async with bridged() as app:
        reply = await app.client.request(method, "/ipc/t.who?k=v&n=a%20b")
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
        envelope = reply.json()
        assert envelope["source"] == "t.who"
        assert envelope["data"]["params"] == {"k": "v", "n": "a b", "seq": "0"}
        assert envelope["data"]["seq"] == "0"


async def test_a_header_names_the_route(bridged: Opener) -> None:
    async with bridged() as app:
        for path in ("/ipc?ignored=1", "/ipc/"):
            reply = await app.client.post(path, headers={"X-IPC-URI": "ipc://t.who?k=v&seq=7"})
            assert reply.json()["data"]["params"] == {"k": "v", "seq": "7"}


async def test_a_path_is_of_the_configuration(bridged: Opener) -> None:
    async with bridged(path="/my/app/") as app:
        assert (await app.client.get("/my/app/t.add?a=1")).json()["data"] == 2
        for path in ("/ipc/t.add?a=1", "/my/apply/t.add?a=1", "/my", "/"):
            reply = await app.client.get(path)
            assert (reply.status_code, reply.json()["err"]["code"]) == (404, "NOT_FOUND_ERR")


async def test_a_call_is_made_for_a_window_and_no_header_says_who_calls(bridged: Opener) -> None:
    async with bridged() as app:
        claims = {"Origin": app.url, "Runtime-Client-ID": "me", "Runtime-Frame-Type": "nested", "X-Mine": "yes"}
        data = (await app.client.get("/ipc/t.who", headers=claims)).json()["data"]
        assert (data["window"], data["origin"], data["client"]) == (0, app.opened.host.origin, "http")
        named = dict(data["headers"])
        assert named["x-mine"] == "yes"
        assert not [name for name in named if name.startswith(("runtime-", "x-oro", "x-ipc"))]


async def test_a_window_is_chosen_by_its_index(bridged: Opener) -> None:
    async with bridged() as app:
        app.opened.host.windows_manager.create(app.opened.window.spec, 3)
        reply = await app.client.get("/ipc/t.who", headers={"X-IPC-Window-Index": "3"})
        assert reply.json()["data"]["window"] == 3
        reply = await app.client.get("/ipc/t.who", headers={"X-IPC-Window-Index": "5"})
        assert (reply.status_code, reply.json()["err"]["type"]) == (404, "NotFoundError")
        reply = await app.client.get("/ipc/t.who", headers={"X-IPC-Window-Index": "main"})
        assert (reply.status_code, reply.json()["err"]["code"]) == (400, "ERR_INVALID_ARG")


async def test_bodies_are_bytes_both_ways(bridged: Opener) -> None:
    body = bytes(range(256)) * 4096
    async with bridged() as app:
        reply = await app.client.put("/ipc/t.echo", content=body)
        assert reply.content == body
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-length"] == str(len(body))

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 1000):
                yield body[start : start + 1000]

        assert (await app.client.post("/ipc/t.echo", content=pieces())).content == body


async def test_json_gives_parameters(bridged: Opener) -> None:
    async with bridged() as app:
        assert (await app.client.post("/ipc/t.add", json={"a": 3, "b": 4})).json()["data"] == 7
        reply = await app.client.post("/ipc/t.add", json={"a": "three"})
        assert (reply.status_code, reply.json()["err"]["type"]) == (400, "TypeError")


async def test_files_are_sent_whole_and_in_part(bridged: Opener) -> None:
    async with bridged() as app:
        whole = (await app.client.get("/ipc/t.file?size=700000")).content
        assert whole == (bytes(range(256)) * 2735)[:700000]
        reply = await app.client.get("/ipc/t.file?size=700000&offset=600001")
        assert reply.content == whole[600001:]
        assert reply.headers["content-length"] == "99999"


async def test_streams_arrive_while_they_are_made(bridged: Opener) -> None:
    async with bridged() as app, await app.connect() as stream:
        await stream.send(b"GET /ipc/t.events?then=wait HTTP/1.0\r\nHost: localhost\r\n\r\n")
        seen = ""
        with anyio.fail_after(PATIENCE):
            while "data: 2\n\n" not in seen:
                seen += (await stream.receive()).decode()
        head, _, body = seen.partition("\r\n\r\n")
        assert "content-type: text/event-stream" in head.lower().split("\r\n")
        assert body == ":\n\n" + "".join(f"event: tick\ndata: {n}\n\n" for n in range(3))
        assert not app.routes.cancelled.is_set()


async def test_an_answer_keeps_its_status_and_its_own_headers(bridged: Opener) -> None:
    async with bridged() as app:
        reply = await app.client.get("/ipc/t.custom")
        assert (reply.status_code, reply.content, reply.headers["x-mine"]) == (418, b"teapot", "1")
        assert not [name for name in reply.headers if name.startswith("access-control-")]
        assert "server" not in reply.headers
        reply = await app.client.get("/ipc/t.empty")
        assert (reply.status_code, reply.content) == (204, b"")


async def test_calls_are_answered_over_one_connection(bridged: Opener) -> None:
    async with bridged() as app:
        for number in range(20):
            assert (await app.client.get(f"/ipc/t.add?a={number}")).json()["data"] == number + 1
        assert len(app.service._server.connections) == 1


async def test_a_call_may_what_the_apps_pages_may(bridged: Opener) -> None:
    async with bridged() as app:
        assert (await app.client.get("/ipc/t.note")).json()["data"] == "secret"
    async with bridged(permissions__allow__notes=False) as app:
        reply = await app.client.get("/ipc/t.note")
        assert (reply.status_code, reply.json()["err"]["code"]) == (403, "ERR_DENIED")
        assert "lacks permission notes" in reply.json()["err"]["message"]


@pytest.mark.parametrize("headers", [{}, {"X-IPC-Window-Index": "0"}])
async def test_a_program_is_no_window_whichever_it_names(
    bridged: Opener, headers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with bridged(permissions__windows__notes=[0], permissions__audit="audit.jsonl") as app:
        reply = await app.client.get("/ipc/t.note", headers=headers)
        assert (reply.status_code, reply.json()["err"]["code"]) == (403, "ERR_DENIED")
        assert (await app.opened.call("t.note")).data == "secret"
        bundle = app.opened.host.bundle
    lines = [json.loads(line) for line in (tmp_path / bundle / "audit.jsonl").read_text().splitlines()]
    told = [(line.get("window"), line["verdict"]) for line in lines if line["target"] == "t.note"]
    assert told == [(None, "deny"), (0, "allow")]


async def test_internal_routes_are_not_there(bridged: Opener) -> None:
    async with bridged() as app:
        for path, headers in (("/ipc/internal.events", {}), ("/ipc", {"X-IPC-URI": "ipc://INTERNAL.events"})):
            reply = await app.client.get(path, headers=headers)
            assert (reply.status_code, reply.json()["err"]["type"]) == (404, "NotFoundError")


async def test_routes_can_be_narrowed(bridged: Opener) -> None:
    async with bridged(routes=["t.add", "diagnostics.*"]) as app:
        assert (await app.client.get("/ipc/T.Add?a=1")).status_code == 200
        assert (await app.client.get("/ipc/diagnostics.capabilities")).status_code == 200
        reply = await app.client.get("/ipc/t.who")
        assert (reply.status_code, reply.json()["err"]["code"]) == (403, "ERR_DENIED")
        assert app.routes.ran == []


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "TRACE"])
async def test_other_methods_are_refused(bridged: Opener, method: str) -> None:
    async with bridged() as app:
        reply = await app.client.request(method, "/ipc/t.who")
        assert (reply.status_code, reply.headers["allow"]) == (405, "GET, POST, PUT, DELETE, OPTIONS")
        assert app.routes.ran == []


async def test_what_is_no_call_is_told_so(bridged: Opener) -> None:
    async with bridged() as app:
        for path, headers in (
            ("/ipc", {}),
            ("/ipc", {"X-IPC-URI": "oro://org.example.test/index.html"}),
            ("/ipc", {"X-IPC-URI": "ipc://t.who/more"}),
            ("/ipc/t.who/more", {}),
            ("/ipc//t.who", {}),
        ):
            reply = await app.client.get(path, headers=headers)
            assert (reply.status_code, reply.json()["err"]["code"]) == (400, "ERR_INVALID_ARG"), (path, headers)
        reply = await app.client.get("/ipc/t.whom")
        assert (reply.status_code, json.loads(reply.content)["err"]["type"]) == (404, "NotFoundError")
        assert app.routes.ran == []
