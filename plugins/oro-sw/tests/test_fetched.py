"""What the host keeps for a worker: taken once or copied, let go with whatever answers it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path

import anyio
import oro_sw.plugin
import pytest
from oro_sw.answers.bodies import drop, pieces, whole
from oro_sw.answers.fetched import MOST, Fetched, FetchedAnswers
from oro_sw.errors import WorkerGone

from oro_framework.errors import Closed, NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.requests import Caller, FileSlice, Request, parse_target
from oro_framework.testing import open_host
from oro_framework.types import Host, Mount, Receive, Scope, Send

pytestmark = pytest.mark.anyio
LARGE = b"0123456789abcdef" * 20_000


class App:
    """Answers `/app/endless` and `/app/broken` in pieces, and tells when it was cancelled or refused."""

    def __init__(self) -> None:
        self.ended = anyio.Event()

    @hookimpl
    def oro_mounts(self, host: Host) -> Sequence[Mount]:
        return [Mount(path="/app", app=self.answer)]

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            if scope["path"].endswith("broken"):
                return
            await anyio.sleep_forever()
        finally:
            self.ended.set()


async def fetched(host: Host, path: str) -> Fetched:
    target = parse_target(f"{host.origin}/{path}", bundle=host.bundle)
    return await Fetched.open(partial(host.door.open, Request(target=target, caller=Caller(origin=host.origin))))


def opened() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_body_is_taken_once_or_copied() -> None:
    async with open_host(oro_sw.plugin, files={"small.txt": "small", "large.bin": LARGE}) as app:
        shelf = FetchedAnswers()
        small = shelf.put(await fetched(app.host, "small.txt"))
        large = shelf.put(await fetched(app.host, "large.bin"))
        assert await whole(shelf.body(small, keep=True)) == b"small"
        assert await whole(shelf.body(large, keep=True)) == LARGE
        body = shelf.body(large)
        assert isinstance(body, FileSlice)
        assert await whole(body) == LARGE
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(body.fd)
        assert await whole(shelf.body(small)) == b"small"
        for id in (small, large):
            with pytest.raises(NotFound):
                shelf.body(id)


async def test_a_shelf_has_room_for_so_many_and_lets_all_go() -> None:
    async with open_host(oro_sw.plugin, files={"large.bin": LARGE}) as app:
        shelf = FetchedAnswers()
        kept = [shelf.put(await fetched(app.host, "large.bin")) for _ in range(MOST)]
        full = shelf.full
        shelf.drop(kept[0])
        assert (full, shelf.full) == (True, False)
        before = opened()
        shelf.close()
        assert before - opened() == MOST - 1
        late = shelf.put(await fetched(app.host, "large.bin"))
        with pytest.raises(NotFound):
            shelf.body(late)


@pytest.mark.parametrize("how", ["dropped", "given up", "taken and dropped"])
async def test_what_answers_in_pieces_is_cancelled_when_nobody_will_read(how: str) -> None:
    source = App()
    async with open_host(oro_sw.plugin, source) as app:
        one = await fetched(app.host, "app/endless")
        assert one.length is None
        with pytest.raises(Closed):
            one.copy()
        if how == "dropped":
            one.drop()
        elif how == "taken and dropped":
            drop(one.take())
        else:
            async with aclosing(pieces(one.take())) as reading:
                assert await anext(reading) == b"begun"
        with anyio.fail_after(60):
            await source.ended.wait()


async def test_an_answer_that_breaks_off_is_not_whole() -> None:
    async with open_host(oro_sw.plugin, App()) as app:
        one = await fetched(app.host, "app/broken")
        with pytest.raises(WorkerGone):
            await whole(one.take())
