"""What pages get from the component, in a host without a window."""

from __future__ import annotations

import pytest
from oro_framework.testing import open_host

from __PACKAGE__ import plugin

pytestmark = pytest.mark.anyio


async def test_a_page_is_greeted() -> None:
    async with open_host(plugin, installed=["wasm"]) as host:
        assert (await host.call("__PLUGIN__.greet", name="Ada", tone="plain")).data == {"text": "Hello, Ada!", "earlier": 0}
        assert (await host.call("__PLUGIN__.greet", name="Ada", tone="loud")).data["text"] == "HELLO, ADA!"


async def test_a_name_is_needed() -> None:
    async with open_host(plugin, installed=["wasm"]) as host:
        reply = await host.call("__PLUGIN__.greet", name="", tone="plain")
    assert "a name is needed" in reply.err["message"]


async def test_an_app_can_forbid_it() -> None:
    async with open_host(plugin, installed=["wasm"], settings={"permissions_allow_wasm": False}) as host:
        reply = await host.call("__PLUGIN__.greet", name="Ada", tone="plain")
    assert reply.err["type"] == "NotAllowedError"
