"""What guests in workers of pages ask the host for: input, rest; and what is left of them when their page has gone."""

from __future__ import annotations

import math

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.pages.lane import ROOM, Lane
from oro_wasm.service import Wasm

from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio

END, NOTHING = b"\1", b"\0"


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_everything_comes_in_its_order(pieces: list[bytes]) -> None:
    async def run() -> bytes:
        lane, taken = Lane(), bytearray()

        async def write() -> None:
            for piece in pieces:
                assert await lane.write(piece)
            await lane.end()

        async with trio.open_nursery() as tasks:
            tasks.start_soon(write)
            while data := await lane.take(math.inf):
                taken += data
        return bytes(taken)

    assert trio.run(run) == b"".join(pieces)


async def test_a_page_waits_for_a_worker_that_does_not_take() -> None:
    lane, data = Lane(), bytes(3 * ROOM)
    async with trio.open_nursery() as tasks:
        tasks.start_soon(lane.write, data)
        await trio.testing.wait_all_tasks_blocked()
        sizes: list[int] = []
        while sum(sizes) < len(data):
            taken = await lane.take(math.inf)
            assert taken
            sizes.append(len(taken))
    assert sizes == [ROOM] * 3


async def test_nothing_comes_within_a_time() -> None:
    lane = Lane()
    assert await lane.take(0) is None
    await lane.close()
    assert await lane.take(math.inf) == b""
    assert not await lane.write(b"late")


async def test_a_worker_is_fed_by_its_page() -> None:
    async with open_host(installed=["wasm"]) as app:
        await app.call("wasm.page.open", id="1")
        assert (await app.call("wasm.page.take", id="1", milliseconds=0)).body == NOTHING
        assert (await app.call("wasm.page.write", b"one", id="1")).status == 200
        assert (await app.call("wasm.page.take", id="1")).body == END + b"one"
        assert (await app.call("wasm.page.end", id="1")).status == 200
        assert (await app.call("wasm.page.take", id="1")).body == END
        assert (await app.call("wasm.page.write", b"late", id="1")).status == 410
        assert (await app.call("wasm.page.write", b"", id="1", lane=9)).status == 400
        assert (await app.call("wasm.page.open", id="1")).status == 400
        assert (await app.call("wasm.page.close", id="1")).status == 200
        assert (await app.call("wasm.page.take", id="1")).status == 404
        assert (await app.call("wasm.page.sleep", milliseconds=1)).status == 200


async def test_a_worker_that_waits_is_woken_by_the_end_of_its_guest() -> None:
    async with open_host(installed=["wasm"]) as app:
        await app.call("wasm.page.open", id="1")
        replies = []

        async def wait(lane: int) -> None:
            replies.append((await app.call("wasm.page.take", id="1", lane=lane)).body)

        async with trio.open_nursery() as tasks:
            for lane in range(3):
                tasks.start_soon(wait, lane)
            await trio.testing.wait_all_tasks_blocked()
            await app.call("wasm.page.close", id="1")
        assert replies == [END] * 3


async def test_nothing_is_kept_for_a_page_that_has_gone() -> None:
    async with open_host(installed=["wasm"]) as app:
        service = app.host.service("wasm")
        assert isinstance(service, Wasm)
        await app.call("wasm.page.open", id="1")
        assert list(service.page_guests.held)
        await service.release(app.window)
        assert not list(service.page_guests.held)
