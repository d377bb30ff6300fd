"""What waits for a page is bounded: the oldest make room, lossy messages are refused."""

from __future__ import annotations

import pytest

from oro_framework.host.windows.page_events import LOSSY_LIMIT, QueuedResponses
from oro_framework.testing import open_host
from oro_framework.types import Push

pytestmark = pytest.mark.anyio


async def test_a_lossy_message_is_refused_while_much_waits_and_taken_again_afterwards() -> None:
    async with open_host() as opened:
        window = opened.window
        lossy = Push(source="test", body=b"x", lossy=True)
        window.events.clear()
        assert all(window.push(lossy) for _ in range(LOSSY_LIMIT))
        assert not window.push(lossy)
        assert window.push(Push(source="test", body=b"must arrive"))
        window.events.clear()
        assert not window.push(lossy), "its bodies wait still"
        for entry in opened.host.queued.ids()[:2]:
            assert (await opened.call("queuedResponse", id=entry)).status == 200
        assert window.push(lossy)


class _Window:
    id = "1"


async def test_bodies_nobody_fetches_expire_and_are_not_counted() -> None:
    window = _Window()
    waiting = QueuedResponses(ttl=-1)
    entry = waiting.add(window, Push(source="test", body=b"x"))
    assert waiting.count(window) == 0
    assert waiting.take(window, entry) is None
    kept = QueuedResponses()
    kept.add(window, Push(source="test", body=b"x"))
    assert kept.count(window) == 1
    kept.forget(window)
    assert (kept.count(window), kept.ids()) == (0, [])
