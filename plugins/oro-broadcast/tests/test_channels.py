"""Channels by the routes: who hears what, and until when."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_broadcast import plugin
from oro_broadcast.channels import Channels, Message, Subscription
from oro_broadcast.service import WAITING

from oro_framework.testing import until
from oro_framework.testing.host import BUNDLE, OpenHost, open_host
from oro_framework.testing.lines import Lines

pytestmark = pytest.mark.anyio

ORIGIN = f"oro://{BUNDLE}"


@asynccontextmanager
async def listening(app: OpenHost, url: str) -> AsyncIterator[Lines]:
    async with app.stream(url) as reply:
        assert await reply.read() == b"\n"
        yield Lines(reply)


async def post(app: OpenHost, name: str = "a", origin: str = ORIGIN, **rest: Any) -> Any:
    given = {"token": "t", "data": '{"n":1}', **rest}
    return await app.call("broadcast_channel.postMessage", name=name, origin=origin, **given)


async def test_a_subscription_hears_until_it_ends() -> None:
    async with open_host(plugin) as app, app.events() as events:
        made = (await app.call("broadcast_channel.subscribe", name="a", origin=ORIGIN)).data
        assert made == {"origin": ORIGIN, "name": "a", "id": made["id"]}
        message = (await post(app)).data
        assert message == {"origin": ORIGIN, "token": "t", "name": "a", "data": '{"n":1}', "id": message["id"]}
        event = await events.next()
        assert event["name"] == "broadcastchannelmessage"
        assert event["detail"] == {
            "source": "broadcast_channel.subscribe",
            "data": {"subscription": made, "message": message, **made},
            "err": None,
        }
        assert (await app.call("broadcast_channel.unsubscribe", id=made["id"])).data == made
        err = (await app.call("broadcast_channel.unsubscribe", id=made["id"])).err
        assert (err["message"], err["type"]) == ("No subscription found", "NotFoundError")
        err = (await post(app)).err
        assert (err["message"], err["type"]) == ("No subscribers", "NotFoundError")


async def test_a_listener_hears_until_it_goes() -> None:
    async with open_host(plugin) as app:
        async with listening(app, f"ipc://broadcast_channel.listen?name=a&origin={ORIGIN}") as lines:
            assert (await post(app, "b")).err["message"] == "No subscribers"
            sent = [(await post(app, data=str(number))).data for number in range(20)]
            assert [await lines.next() for _ in range(20)] == sent
            assert (await post(app, origin="*")).data["origin"] == "*"
            assert (await lines.next())["origin"] == "*"

        async def refused() -> Any:
            return (await post(app)).err

        await until(refused)


async def test_large_data_come_in_the_body() -> None:
    url = f"ipc://broadcast_channel.listen?name=a&origin={ORIGIN}"
    async with open_host(plugin) as app, listening(app, url) as lines:
        text = json.dumps("é" * 100_000)
        await app.call("broadcast_channel.postMessage", text.encode(), name="a", origin=ORIGIN, token="t")
        assert (await lines.next())["data"] == text


async def test_a_listener_that_is_too_slow_ends_and_nobody_else_does() -> None:
    async with open_host(plugin) as app:
        await app.call("broadcast_channel.subscribe", name="a", origin=ORIGIN)
        service: Any = app.host.service("broadcast")
        call: Any = type("Call", (), {"window": app.window})
        lines = service._lines(call, "a", ORIGIN)
        assert await anext(lines) == b"\n"
        for _ in range(WAITING + 1):
            assert (await post(app)).err is None
        assert len([line async for line in lines]) == WAITING
        assert (await post(app)).err is None
        assert len(service.diagnostics()["subscriptions"]["a"]) == 1


async def test_a_page_that_goes_hears_no_more() -> None:
    async with open_host(plugin) as app:
        await app.call("broadcast_channel.subscribe", name="a", origin=ORIGIN)
        await app.host.service("broadcast").release(app.window)  # type: ignore[union-attr]
        assert (await post(app)).err["message"] == "No subscribers"


async def test_origins_are_not_lent() -> None:
    async with open_host(plugin) as app:
        for route in ("subscribe", "listen", "postMessage"):
            err = (await app.call(f"broadcast_channel.{route}", name="a", origin="oro://other", token="t")).err
            assert err["code"] == "ERR_DENIED", route
        assert (await app.call("broadcast_channel.subscribe", name="a", origin="*")).err["code"] == "ERR_DENIED"


async def test_without_the_permission_nothing_is_said_or_heard() -> None:
    async with open_host(plugin, settings={"permissions_allow_broadcast_channel": False}) as app:
        for route in ("subscribe", "listen", "postMessage", "unsubscribe"):
            params = {"name": "a", "origin": ORIGIN, "token": "t", "id": "1"}
            assert (await app.call(f"broadcast_channel.{route}", **params)).err["code"] == "ERR_DENIED"


NAMES = st.sampled_from(["a", "b"])
ORIGINS = st.sampled_from(["oro://x", "oro://y"])
ACTS = st.lists(st.tuples(st.sampled_from(["add", "remove", "go", "post"]), NAMES, ORIGINS, st.integers(0, 9)))


@given(ACTS)
def test_a_message_reaches_exactly_those_who_hear(acts: list[tuple[str, str, str, int]]) -> None:
    channels, heard = Channels(), list[Subscription]()
    alive: list[Subscription] = []
    for act, name, origin, number in acts:
        if act == "add":
            alive.append(Subscription(origin, name, str(number % 2), lambda one, _: heard.append(one)))
            channels.add(alive[-1])
        elif act == "remove" and alive:
            gone = alive.pop(number % len(alive))
            assert channels.remove(gone.id, "stranger") is None
            assert channels.remove(gone.id, gone.owner) is gone
        elif act == "go":
            channels.remove_all(str(number % 2))
            alive = [one for one in alive if one.owner != str(number % 2)]
        else:
            to = "*" if number == 0 else origin
            message: Message = {"origin": to, "token": "", "name": name, "data": "", "id": ""}
            expected = [one for one in alive if one.name == name and to in ("*", one.origin)]
            heard.clear()
            assert channels.post(message) == len(expected)
            assert heard == expected
