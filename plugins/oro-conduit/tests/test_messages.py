"""Messages of both versions on one port: routes, relays, digests, and Python at the other end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.service import Conduit
from oro_conduit.testing import TextClient, client, connected
from oro_conduit.wire import frame_v1
from trio_websocket import ConnectionClosed

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import InvalidArgument, TooLarge
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import ByteStream

pytestmark = pytest.mark.anyio


@route("m.echo")
async def echo(call: Call, id: str, port: int = 0) -> dict[str, Any]:
    return {"id": id, "port": port, "body": call.body.decode(), "window": call.window.index if call.window else None}


@route("m.large")
async def large(call: Call, size: int) -> bytes:
    return bytes(size)


@route("m.stream")
async def stream(call: Call) -> ByteStream:
    async def source() -> Any:
        yield b"one"
        yield b"two"

    return ByteStream(source())


class Plugin:
    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [echo, large, stream]


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


async def asked(one: TextClient, options: dict[str, Any], payload: bytes = b"") -> tuple[dict[str, str], bytes]:
    await one.send({**options, "token": "t"}, payload)
    with trio.fail_after(PATIENCE):
        headers, body = await one.receive()
    assert headers.pop("token") == "t"
    return headers, body


async def test_a_route_is_called_with_client_headers_and_payload() -> None:
    async with open_host(plugin, Plugin()) as app, client(app, "77") as one:
        _, body = await asked(one, {"route": "m.echo", "port": 5, "id": "other"}, b"hello")
        assert json.loads(body)["data"] == {"id": "77", "port": 5, "body": "hello", "window": 0}
        assert (await asked(one, {"route": "m.stream"}))[1] == b"onetwo"


@pytest.mark.parametrize(
    "name",
    ["internal.conduit.getSharedKey", "Internal.Conduit.Status", "internal.events", "%69nternal.conduit.status",
     "x@internal.conduit.status", "//internal.conduit.status", "no.such"],
)  # fmt: skip
async def test_internal_routes_are_as_if_there_were_none(name: str) -> None:
    async with open_host(plugin, Plugin()) as app, client(app, "77") as one:
        _, body = await asked(one, {"route": name})
        assert json.loads(body)["err"]["type"] == "NotFoundError"


async def test_an_answer_that_does_not_fit_is_an_error_never_cut_off() -> None:
    async with open_host(plugin, Plugin()) as app, client(app, "77") as one:
        assert len((await asked(one, {"route": "m.large", "size": 65535}))[1]) == 65535
        _, body = await asked(one, {"route": "m.large", "size": 65536})
        assert json.loads(body)["err"]["code"] == "ERR_TOO_LARGE"


async def test_a_digest_is_upper_case_sha_1() -> None:
    async with open_host(plugin) as app, client(app, "77") as one:
        headers, body = await asked(one, {"digest": True}, b"payload")
        assert headers["digest"] == body.decode() == hashlib.sha1(b"payload").hexdigest().upper()


async def test_messages_are_passed_on_between_versions() -> None:
    async with open_host(plugin) as app, client(app, "77") as one, connected(app) as page:
        await page.say(client="88")
        await until(lambda: conduit(app).connected("88"))
        await one.send({"to": "88", "kind": "x", "n": 1}, b"to the page")
        await page.until(lambda: page.messages)
        assert page.messages[0].headers == {"client": "88", "kind": "x", "n": "1"}
        assert page.messages[0].body == b"to the page"
        await page.say(b"back", client="88", to="77", n=2)
        assert await one.receive() == ({"n": "2"}, b"back")
        _, body = await asked(one, {"to": "99"})
        assert json.loads(body)["err"]["type"] == "NotFoundError"


async def test_a_page_gets_typed_answers_to_its_messages() -> None:
    async with open_host(plugin, Plugin()) as app, connected(app) as page:
        await page.say(b"hello", client="88", route="m.echo", port=5, token=7)
        await page.until(lambda: page.messages)
        assert page.messages[0].headers == {"client": "88", "token": 7}
        assert json.loads(page.messages[0].body)["data"]["port"] == 5


async def test_python_receives_and_sends() -> None:
    got: list[tuple[Mapping[str, Any], bytes]] = []
    async with open_host(plugin) as app:
        service = conduit(app)
        service.receive("77", lambda options, payload: got.append((options, payload)))
        assert not service.connected("77")
        assert service.send("77", {}, b"") is False
        async with client(app, "77") as one:
            await one.send({"a": True, "b": None, "c": 5, "d": "x"}, b"one")
            await until(lambda: got)
            assert got.pop() == ({"a": True, "b": None, "c": 5, "d": "x"}, b"one")
            service.receive("77", lambda options, payload: got.append(({}, b"new")))
            await one.send({}, b"two")
            await until(lambda: got)
            assert got.pop() == ({}, b"new")
            assert service.send("77", {"port": 5, "ok": True, "none": None, "f": 1.5}, b"datagram") is True
            assert await one.receive() == ({"f": "1.5", "none": "null", "ok": "true", "port": "5"}, b"datagram")
            with pytest.raises(TooLarge):
                service.send("77", {}, bytes(65536))
            with pytest.raises(InvalidArgument):
                service.send("77", {"bytes": b"x"}, b"")
        await until(lambda: not service.connected("77"))


async def test_a_handler_that_raises_ends_nothing() -> None:
    async with open_host(plugin) as app, client(app, "77") as one:
        conduit(app).receive("77", lambda options, payload: 1 / 0)
        await one.send({"x": 1})
        assert (await asked(one, {"digest": 1}))[0]["digest"]


async def test_a_new_client_of_the_same_id_takes_the_place_of_the_old() -> None:
    async with open_host(plugin) as app, client(app, "77") as old, client(app, "77") as new:
        with pytest.raises(ConnectionClosed) as caught:
            await old.receive()
        assert caught.value.reason is not None
        assert caught.value.reason.code == 4000
        assert conduit(app).send("77", {}, b"x")
        assert await new.receive() == ({}, b"x")


async def test_frames_that_are_none_close_with_a_code() -> None:
    for message, code in ((b"\x01", 1002), ("text", 1003), (frame_v1.encode({}, b"x") + b"y", 1002)):
        async with open_host(plugin) as app, client(app, "77") as one:
            await one.websocket.send_message(message)
            with pytest.raises(ConnectionClosed) as caught:
                await one.receive()
            assert caught.value.reason is not None
            assert caught.value.reason.code == code


async def test_a_client_that_does_not_read_makes_send_refuse() -> None:
    settings = {"conduit_max_queued": 1 << 20}
    async with open_host(plugin, settings=settings) as app, client(app, "77"), client(app, "78") as other:
        sent = 0
        with trio.fail_after(PATIENCE):
            while conduit(app).send("77", {}, bytes(60_000)):
                sent += 1
                await trio.lowlevel.checkpoint()
        assert sent > 10
        assert conduit(app).send("78", {}, b"fine")
        assert await other.receive() == ({}, b"fine")
