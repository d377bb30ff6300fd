"""Routes about the app as a whole, where there is no window to ask."""

from __future__ import annotations

import pytest

from oro_framework.errors import Unsupported
from oro_framework.testing import open_host

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("route", ["application.setWebviewTlsPins", "application.getWebviewTlsPins"])
async def test_pins_need_an_engine(route: str) -> None:
    async with open_host() as app:
        reply = await app.call(route)
    assert reply.status == Unsupported.status
    assert reply.err["message"] == "Cannot pin certificates of windows: this backend does not show them"
