"""Who owns a descriptor, when it closes, and that nothing else gets its number meanwhile."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any

import anyio
import pytest

from oro_framework.errors import ErrnoError, NotFound
from oro_framework.types import WindowStatus

from .conftest import App, FakeWindow, Opener

pytestmark = pytest.mark.anyio


async def open_some(app: App, tmp_path: Path, *ids: int, window: Any = "first") -> list[int]:
    (tmp_path / "file").write_bytes(b"data")
    numbers = []
    for id in ids:
        answer = await app.call("open", window=window, id=id, path=tmp_path / "file", flags="r", mode=0)
        numbers.append(answer["fd"])
    return numbers


def is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


async def test_a_page_that_goes_closes_what_it_opened(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        numbers = await open_some(app, tmp_path, 1, 2)
        await app.call("opendir", id=3, path=tmp_path)
        await app.call("readdir", id=3, entries=1)
        assert await app.call("retainOpenDescriptor", id=2) == {"id": "2"}
        await app.fs.release(app.window)
        assert [is_open(number) for number in numbers] == [False, True]
        assert await app.call("getOpenDescriptors") == [{"id": "2", "fd": str(numbers[1]), "type": "file"}]
        app.window.status = WindowStatus.CLOSED
        await app.fs.release(app.window)
        assert not is_open(numbers[1])


async def test_another_window_sees_none_of_them(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        other = FakeWindow(app.host, 1)
        await open_some(app, tmp_path, 1)
        (number,) = await open_some(app, tmp_path, 1, window=other)
        with pytest.raises(NotFound):
            await app.call("fstat", window=None, id=1)
        await app.call("closeOpenDescriptors", preserveRetained=False)
        assert is_open(number)
        assert app.fs.diagnostics()["descriptors"] == {other.id: ["1"]}


async def test_files_are_lent_to_programs_of_their_own_window_and_folders_to_none(
    opened: Opener, tmp_path: Path
) -> None:
    async with opened() as app:
        other: Any = FakeWindow(app.host, 1)
        (number,) = await open_some(app, tmp_path, 1)
        lent = app.fs.lend(app.window, number)
        await app.call("close", id=1)
        assert os.pread(lent, 4, 0) == b"data"
        os.close(lent)
        await app.call("opendir", id=2, path=tmp_path)
        folder = app.fs.descriptors.get(app.window, "2").fd
        (number,) = await open_some(app, tmp_path, 3)
        for window, wanted in ((other, number), (app.window, folder), (app.window, 0), (app.window, 99_999)):
            with pytest.raises(ErrnoError) as refused:
                app.fs.lend(window, wanted)
            assert refused.value.errno == errno.EBADF


async def test_all_are_listed_and_closed_together(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        numbers = await open_some(app, tmp_path, 1, 2, 3)
        await app.call("retainOpenDescriptor", id=3)
        await app.call("opendir", id=4, path=tmp_path)
        kinds = {item["id"]: item["type"] for item in await app.call("getOpenDescriptors")}
        assert kinds == {"1": "file", "2": "file", "3": "file", "4": "directory"}
        assert await app.call("closeOpenDescriptor", id=1) == {"id": "1", "fd": numbers[0]}
        assert [item["id"] for item in await app.call("closeOpenDescriptors")] == ["2", "4"]
        assert [item["id"] for item in await app.call("closeOpenDescriptors", preserveRetained=False)] == ["3"]
        assert await app.call("getOpenDescriptors") == []


async def test_a_service_that_ends_closes_what_is_left(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        numbers = await open_some(app, tmp_path, 1, 2)
        await app.call("retainOpenDescriptor", id=2)
    assert not any(is_open(number) for number in numbers)


async def test_a_window_holds_no_more_than_it_may(opened: Opener, tmp_path: Path) -> None:
    async with opened(filesystem_max_descriptors=2) as app:
        await open_some(app, tmp_path, 1, 2)
        with pytest.raises(ErrnoError) as caught:
            await open_some(app, tmp_path, 3)
        assert caught.value.errno == errno.EMFILE
        await app.call("close", id=1)
        await open_some(app, tmp_path, 3)
        await open_some(app, tmp_path, 4, window=FakeWindow(app.host, 1))


async def test_a_number_in_use_by_a_thread_is_closed_by_its_last_user(opened: Opener, tmp_path: Path) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slowly(fd: int) -> bytes:
        reached.set()
        assert go_on.wait(60)
        return os.pread(fd, 4, 0)

    async with opened() as app:
        (number,) = await open_some(app, tmp_path, 1)
        descriptor = app.fs.descriptors.get(app.window, "1")
        result = []

        async def use() -> None:
            result.append(await app.fs.descriptors.use(descriptor, slowly))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(use)
            await anyio.to_thread.run_sync(reached.wait)
            await app.call("close", id=1)
            assert is_open(number)
            (other,) = await open_some(app, tmp_path, 2)
            assert other != number
            go_on.set()
        assert result == [b"data"]
        assert not is_open(number)


async def test_two_opens_of_one_id_leave_one_descriptor(opened: Opener, tmp_path: Path) -> None:
    refused = []
    async with opened() as app:

        async def attempt() -> None:
            try:
                await app.call("open", id=1, path=tmp_path / "new", flags="w", mode=0o600)
            except Exception as error:
                refused.append(str(error))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(attempt)
            tasks.start_soon(attempt)
        assert refused == ['Cannot open a descriptor: id "1" is in use']
        assert len(await app.call("getOpenDescriptors")) == 1


async def test_an_open_that_was_given_up_leaves_nothing_open(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await app.call("open", id=1, path=tmp_path / "new", flags="w", mode=0o600)
        assert scope.cancelled_caught
        (tmp_path / "file").touch()
        with anyio.CancelScope() as scope:
            scope.cancel()
            await app.call("open", id=1, path=tmp_path / "file", flags="r", mode=0)
        assert scope.cancelled_caught
        assert await app.call("getOpenDescriptors") == []
