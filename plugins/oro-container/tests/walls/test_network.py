"""The host's side of a container's network."""

from __future__ import annotations

import errno
import socket
from typing import Any

import pytest
import trio
import trio.testing
from oro_container.containers.link import Link, socket_pair
from oro_container.containers.network import Network
from oro_container.core.policy import Policy
from oro_container.egress.egress import Egress
from oro_container.inside.channel import Channel

pytestmark = pytest.mark.anyio


class _Slow(Egress):
    """A way out whose connections are never made."""

    begun = 0

    async def connect(self, address: str, port: int, *, version: int = 4, waits: bool = True) -> socket.socket:
        self.begun += 1
        await trio.sleep_forever()
        raise AssertionError


async def test_connections_at_once_are_limited() -> None:
    near, far = socket_pair()
    egress = _Slow(Policy())
    with near, far:
        network = Network(egress, Link(near))
        async with trio.open_nursery() as tasks:
            tasks.start_soon(network.serve)
            for number in range(400):
                network.told({"connect": number, "address": "8.8.8.8", "port": 80, "family": 4, "waits": True}, ())
            await trio.testing.wait_all_tasks_blocked()
            assert egress.begun == 256
            tasks.cancel_scope.cancel()


async def test_what_is_refused_is_told_to_the_init() -> None:
    near, far = socket_pair()
    with trio.fail_after(20), far:
        told: list[dict[str, Any]] = []
        init, other = Link(near), Link(far, lambda message, fds: None)
        network = Network(Egress(Policy(hosts=("example.com",))), init)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(init.listen)
            tasks.start_soon(network.serve)
            network.told({"connect": 7, "address": "8.8.8.8", "port": 80, "family": 4, "waits": True}, ())
            message, _ = await _received(far)
            told.append(message)
            await other.tell({"seq": message["seq"]})
            tasks.cancel_scope.cancel()
        assert [(each["op"], each["connect"], each["error"]) for each in told] == [("connected", 7, errno.EACCES)]
        assert [each.allowed for each in network.egress.decisions] == [False]


async def _received(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    await trio.lowlevel.wait_readable(link)
    received = Channel(link).receive()
    assert received is not None
    return received


async def test_decisions_are_events(booted: Any) -> None:
    async with booted(policy=Policy(hosts=("example.com",))) as container:
        listener = container.events.listen()
        await container.run("node", "-e", "fetch('http://refused.invalid/').catch(() => 0)")
        container.events.forget(listener)
        batch = await listener.take()
        told = [each for each in batch.events if each["type"] == "outside"]
    assert {(each["kind"], each["allowed"], each["name"]) for each in told} == {("resolve", False, "refused.invalid")}
