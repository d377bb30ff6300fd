"""A guest that ends while it is asked, at the moment a test chooses."""

from __future__ import annotations

import logging

import pytest
import trio
from oro_container.core.gateway.frames import PROTOCOL, Kind, encode_json
from oro_container.images.guest import GuestProcess
from oro_container.images.guest_app import GuestApp
from oro_container.images.pool import Pool

from oro_framework.errors import Closed

from .served import asked

pytestmark = pytest.mark.anyio
LOG = logging.getLogger("test")


class Ending:
    """Says that it is ready, takes a request, and has ended before the body comes."""

    def __init__(self) -> None:
        self._ready = [encode_json(Kind.READY, 0, {"protocol": PROTOCOL, "concurrency": 1})]
        self._ended = trio.Event()
        self._writes = 0

    async def write(self, data: bytes) -> None:
        """Fail from the second time on, before the end of the output is read."""
        self._writes += 1
        if self._writes > 1:
            self._ended.set()
            raise Closed("Cannot write to the guest: it reads no more")

    async def take(self, fd: int) -> bytes:
        """Return the first words; then nothing once the guest has ended."""
        if fd == 1 and self._ready:
            return self._ready.pop()
        await self._ended.wait()
        return b""

    async def kill(self) -> None:
        """End it."""
        self._ended.set()


async def test_a_guest_that_ends_before_the_body_of_a_request_was_written_is_a_bad_gateway() -> None:
    async def start() -> GuestProcess:
        return Ending()

    async with asked(GuestApp(Pool(start, LOG, size=1))) as client:
        answer = await client.post("/", content=b"body")
    assert answer.status_code == 502
    assert "ended" in answer.text
