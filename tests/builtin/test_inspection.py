"""A host tells what is open in it, what its loop does, and how long calls take."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import trio

from oro_framework.errors import InvalidArgument
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service, route
from oro_framework.testing import open_host
from oro_framework.types import Call

pytestmark = pytest.mark.anyio
SLOW = 0.03


class Shop(Service):
    """Has things open, and routes of every kind."""

    name = "process"

    def diagnostics(self) -> Mapping[str, Any]:
        return {"children": {"0": ["a", "b"], "1": ["c"]}, "isActive": True, "streams": [], "calls": {"count": 4}}

    @route("shop.quick")
    def quick(self, call: Call) -> int:
        return 1

    @route("shop.slow")
    async def slow(self, call: Call) -> None:
        await trio.sleep(SLOW)

    @route("shop.wrong")
    async def wrong(self, call: Call) -> None:
        raise InvalidArgument("Cannot sell: closed")

    @route("shop.needy")
    def needy(self, call: Call, wanted: int) -> int:
        return wanted

    @route("shop.block")
    def block(self, call: Call) -> None:
        time.sleep(SLOW)


class ShopPlugin:
    name = "shop"

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        return [Shop]


async def test_every_branch_has_the_handles_of_its_leaves() -> None:
    async with open_host(ShopPlugin()) as opened:
        told = (await opened.call("diagnostics.query")).data
    assert told["process"] == {
        "handles": {"count": 3, "ids": ["a", "b", "c"]},
        "children": {
            "handles": {"count": 3, "ids": ["a", "b", "c"]},
            "0": {"handles": {"count": 2, "ids": ["a", "b"]}},
            "1": {"handles": {"count": 1, "ids": ["c"]}},
        },
        "isActive": True,
        "streams": {"handles": {"count": 0, "ids": []}},
        "calls": {"count": 4},
    }
    assert told["childProcess"] == {"handles": {"count": 3, "ids": ["a", "b", "c"]}}
    assert told["uv"]["handles"] == {"count": 3}
    assert told["queuedResponses"]["handles"] == {"count": 0, "ids": []}


async def test_the_loop_is_counted_while_it_turns() -> None:
    async with open_host() as opened:
        before = (await opened.call("diagnostics.query")).data["uv"]
        await opened.call("ping")
        await trio.sleep(SLOW)
        after = (await opened.call("diagnostics.query")).data["uv"]
    assert after["metrics"]["loopCount"] > before["metrics"]["loopCount"]
    assert after["metrics"]["events"] == before["metrics"]["events"] + 2
    assert after["idleTime"] > before["idleTime"]


async def test_calls_are_timed_by_route_and_by_plugin() -> None:
    async with open_host(ShopPlugin()) as opened:
        for _ in range(3):
            await opened.call("shop.quick")
        await opened.call("shop.slow")
        await opened.call("shop.wrong")
        await opened.call("shop.needy", wanted="much")
        told = (await opened.call("diagnostics.timings")).data
    routes = told["routes"]
    assert {name: (each["count"], each["errors"]) for name, each in routes.items() if name.startswith("shop")} == {
        "shop.quick": (3, 0), "shop.slow": (1, 0), "shop.wrong": (1, 1), "shop.needy": (1, 1),
    }  # fmt: skip
    assert routes["shop.slow"]["p95"] >= SLOW * 940
    assert 0 < routes["shop.quick"]["mean"] <= routes["shop.quick"]["max"]
    assert routes["shop.quick"]["plugin"] == "shop"
    shop = told["plugins"]["shop"]
    assert (shop["state"], shop["routes"], shop["calls"], shop["errors"]) == ("active", 5, 6, 2)
    assert shop["total"] >= SLOW * 1000


async def test_what_keeps_the_loop_shows_in_its_lag() -> None:
    async with open_host(ShopPlugin()) as opened:
        before = (await opened.call("diagnostics.timings")).data["loop"]
        await opened.call("shop.block")
        loop = (await opened.call("diagnostics.timings")).data["loop"]
    assert loop["max"] >= SLOW * 1000 > 0 < before["count"] < loop["count"]
    assert sum(step["count"] for step in loop["spread"]) == loop["count"]
    assert 0 <= loop["idle"] <= 1
