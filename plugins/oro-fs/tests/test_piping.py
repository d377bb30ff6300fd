"""Bytes from one open file to another."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oro_fs.errors import NotOpen
from oro_fs.files import piping
from oro_fs.files.piping import pipe

from oro_framework.errors import ErrnoError, InvalidArgument

from .conftest import Opener

CONTENT = bytes(range(256)) * 20


def nothing() -> None:
    """Never stop."""


def passed(folder: Path, flags: int, size: int, offset: int, place: int) -> tuple[int, bytes]:
    """Pass on between two files of `folder`, and return how much it was and what the target holds."""
    (folder / "from").write_bytes(CONTENT)
    (folder / "to").write_bytes(b"0123456789")
    source, target = os.open(folder / "from", os.O_RDONLY), os.open(folder / "to", os.O_RDWR | flags)
    try:
        return pipe(source, target, size, offset, place, nothing), (folder / "to").read_bytes()
    finally:
        os.close(source)
        os.close(target)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(0, 6000),
    offset=st.integers(0, 6000),
    place=st.integers(-1, 20),
    piece=st.integers(1, 3000),
    kernel=st.booleans(),
)
def test_what_is_passed_is_what_lies_there(
    tmp_path: Path, size: int, offset: int, place: int, piece: int, kernel: bool
) -> None:
    """Any range comes out at any place, by the kernel or by us, in pieces of any size."""
    refusing = mock.patch.object(os, "copy_file_range", side_effect=OSError(errno.EXDEV, ""))
    with mock.patch.multiple(piping, _PIECE=piece, _CARRIED=piece):
        if kernel:
            count, found = passed(tmp_path, 0, size, offset, place)
        else:
            with refusing:
                count, found = passed(tmp_path, 0, size, offset, place)
    wanted = CONTENT[offset : offset + size]
    at = max(place, 0)
    before = b"0123456789"[:at].ljust(at, b"\0") if wanted else b"0123456789"
    assert count == len(wanted)
    assert found == (before + wanted + b"0123456789"[at + len(wanted) :] if wanted else b"0123456789")


def test_a_file_that_is_appended_to_grows_at_its_end(tmp_path: Path) -> None:
    assert passed(tmp_path, os.O_APPEND, 5, 250, -1) == (5, b"0123456789" + CONTENT[250:255])


def test_a_file_made_up_by_the_kernel_is_passed(tmp_path: Path) -> None:
    with open("/proc/self/stat", "rb") as source, open(tmp_path / "to", "wb") as target:
        count = pipe(source.fileno(), target.fileno(), 1 << 20, 0, -1, nothing)
    assert count == (tmp_path / "to").stat().st_size > 10


def test_one_file_and_what_has_no_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    reader, writer = os.pipe()
    with open(tmp_path / "file", "rb") as source, open(tmp_path / "file", "r+b") as target:
        for one, other in ((source.fileno(), target.fileno()), (reader, target.fileno())):
            with pytest.raises(OSError, match="Invalid argument"):
                pipe(one, other, 1, 0, -1, nothing)
    os.close(reader)
    os.close(writer)


def test_a_stop_leaves_what_was_written(tmp_path: Path) -> None:
    turns = iter([None, None])

    def check() -> None:
        next(turns)

    with mock.patch.object(piping, "_PIECE", 100), open(tmp_path / "to", "wb") as target:
        (tmp_path / "from").write_bytes(CONTENT)
        with open(tmp_path / "from", "rb") as source, pytest.raises(StopIteration):
            pipe(source.fileno(), target.fileno(), 1000, 0, -1, check)
    assert (tmp_path / "to").read_bytes() == CONTENT[:200]


@pytest.mark.anyio
async def test_the_route_passes_between_what_the_window_holds_open(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "from").write_bytes(CONTENT)
    async with opened() as app:
        await app.call("open", id=1, path=tmp_path / "from", flags="r", mode=0)
        await app.call("open", id=2, path=tmp_path / "to", flags="w", mode=0o666)
        assert await app.call("pass", id=1, to=2, size=10, offset=5) == {"result": 10}
        assert await app.call("pass", id=1, to=2, size=10, offset=0) == {"result": 10}
        assert await app.call("pass", id=1, to=2, size=3, offset=9, place=1) == {"result": 3}
        assert await app.call("pass", id=1, to=2, size=3, offset=len(CONTENT)) == {"result": 0}
        assert (tmp_path / "to").read_bytes() == bytes([5, 9, 10, 11, *range(9, 15), *range(10)])
        with pytest.raises(ErrnoError):
            await app.call("pass", id=2, to=1, size=1, offset=0)
        with pytest.raises(NotOpen):
            await app.call("pass", id=1, to=3, size=1, offset=0)
        for size, offset in ((-1, 0), (1, -1), (1 << 40, 0)):
            with pytest.raises(InvalidArgument):
                await app.call("pass", id=1, to=2, size=size, offset=offset)
        await app.call("closeOpenDescriptors")
