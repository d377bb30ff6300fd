"""What is announced before there is a document waits for the first; what comes later goes to every window."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from oro_framework.testing import OpenHost, open_host

pytestmark = pytest.mark.anyio


async def told(app: OpenHost, count: int) -> list[Any]:
    """Return the next events of the page."""
    async with app.events() as events:
        return [(await events.next())["detail"] for _ in range(count)]


async def commit(app: OpenHost) -> None:
    """Have the engine say that a document was committed."""
    view: Any = app.window.view
    view.events.document_replaced(f"{app.host.origin}/index.html")
    await trio.testing.wait_all_tasks_blocked()


async def test_what_is_announced_early_waits_for_the_first_document() -> None:
    async with open_host() as app:
        app.host.announce("early", 1)
        app.host.emit("lost", "meant for what was there before the document")
        app.host.announce("early", 2)
        await commit(app)
        app.host.announce("later", 3)
        assert await told(app, 3) == [1, 2, 3]
        await commit(app)
        app.host.announce("later", 4)
        assert await told(app, 1) == [4]
