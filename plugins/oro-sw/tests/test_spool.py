"""A body that is read more than once while it comes."""

from __future__ import annotations

import os
from pathlib import Path

import anyio
import pytest
from oro_sw.answers.bodies import Body
from oro_sw.answers.spool import AHEAD, Spool
from oro_sw.errors import WorkerGone

from oro_framework.testing import until

pytestmark = pytest.mark.anyio
PIECE = bytes(range(256)) * 256


class Watched(Spool):
    """A spool that knows whether somebody still wants it."""

    def __init__(self) -> None:
        super().__init__(self._give_up)
        self.wanted = True

    def _give_up(self) -> None:
        self.wanted = False


async def read(body: Body) -> bytes:
    return b"".join([piece async for piece in body])


def opened() -> int:
    links = (os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
    return sum("oro-sw-" in link for link in links)


async def test_every_reader_has_all_of_it_whenever_it_begins() -> None:
    spool = Watched()
    early = spool.reader()
    await spool.feed(b"one ")
    assert await anext(early) == b"one "
    late, again = spool.reader(), early.copy()
    await spool.feed(b"two")
    spool.finish()
    assert (await read(late), await read(again), await read(early)) == (b"one two", b"two", b"two")
    for reader in (late, again, early):
        assert spool.wanted
        reader.drop()
        reader.drop()
    assert not spool.wanted
    assert opened() == 0


async def test_what_is_cut_off_is_not_whole() -> None:
    spool = Watched()
    reader = spool.reader()
    await spool.feed(b"part")
    spool.cut()
    assert await anext(reader) == b"part"
    with pytest.raises(WorkerGone):
        await anext(reader)
    reader.drop()


async def test_it_waits_for_the_quickest_reader_alone() -> None:
    spool = Watched()
    quick, slow = spool.reader(), spool.reader()
    fed = 0

    async def feed() -> None:
        nonlocal fed
        for _ in range(3 * AHEAD // len(PIECE)):
            await spool.feed(PIECE)
            fed += len(PIECE)
        spool.finish()

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(feed)
            await until(lambda: fed == AHEAD)
            await anyio.wait_all_tasks_blocked()
            assert fed == AHEAD
            assert len(await read(quick)) == 3 * AHEAD
        quick.drop()
        assert await read(slow) == PIECE * (3 * AHEAD // len(PIECE))
    slow.drop()


async def test_who_feeds_hears_that_nobody_reads() -> None:
    spool = Watched()
    reader = spool.reader()
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:

            async def feed() -> None:
                while True:
                    await spool.feed(PIECE)

            async def refused() -> None:
                with pytest.raises(anyio.BrokenResourceError):
                    await feed()

            group.start_soon(refused)
            await anext(reader)
            reader.drop()
    assert not spool.wanted
