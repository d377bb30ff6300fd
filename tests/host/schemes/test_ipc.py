"""What the `ipc:` scheme answers whoever asks: pages, and those a carrier speaks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from oro_framework import Call, hookimpl, route
from oro_framework.requests import Caller, MemoryReply, Request, parse_target
from oro_framework.testing import open_host

pytestmark = pytest.mark.anyio


@route("kept.plain", internal=True)
def plain(call: Call) -> str:
    return "plain"


@route("kept.slow", internal=True)
async def slow(call: Call) -> str:
    return "slow"


class Kept:
    """Routes that are nobody's business outside the app."""

    @hookimpl
    def oro_routes(self) -> Sequence[Callable[..., Any]]:
        return [plain, slow]


@pytest.mark.parametrize("name", ["plain", "slow"])
async def test_internal_routes_are_there_for_pages_and_not_for_callers_outside(name: str) -> None:
    async with open_host(Kept()) as opened:
        assert (await opened.call(f"kept.{name}")).data == name
        caller = Caller(window=opened.window, origin=opened.host.origin, client="x", outside=True)
        reply = MemoryReply()
        opened.host.door.open(Request(target=parse_target(f"ipc://kept.{name}"), caller=caller), reply)
        assert (await reply.head()).status == 404
        err = json.loads(await reply.read())["err"]
        assert (err["type"], err["message"]) == (
            "NotFoundError",
            f'Cannot call "kept.{name}": it is internal to the app',
        )
