"""What pages get from the plugin, in a host without a window."""

from __future__ import annotations

import pytest
from oro_framework.testing import open_host

from __PACKAGE__ import plugin

pytestmark = pytest.mark.anyio


async def test_a_page_is_greeted() -> None:
    async with open_host(plugin) as host:
        assert (await host.call("__MODULE__.greet", name="Ada")).data == {"text": "Hello, Ada!", "count": 1}
        assert (await host.call("__MODULE__.greet", name="Bob")).data["count"] == 2


async def test_the_greeting_is_a_setting() -> None:
    async with open_host(plugin, settings={"__MODULE___greeting": "Salve"}) as host:
        assert (await host.call("__MODULE__.greet", name="Ada")).data["text"] == "Salve, Ada!"


@pytest.mark.parametrize("name", ["", "x" * 101])
async def test_a_name_has_limits(name: str) -> None:
    async with open_host(plugin) as host:
        reply = await host.call("__MODULE__.greet", name=name)
    assert reply.status == 400
    assert reply.err["code"] == "ERR_INVALID_ARG"


async def test_an_app_can_forbid_it() -> None:
    async with open_host(plugin, settings={"permissions_allow___MODULE__": False}) as host:
        reply = await host.call("__MODULE__.greet", name="Ada")
    assert reply.err["type"] == "NotAllowedError"
