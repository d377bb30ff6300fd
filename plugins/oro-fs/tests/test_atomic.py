"""`atomic: true` replaces a file in one step, and a process that is killed at any moment loses nothing."""

from __future__ import annotations

import errno
import os
import random
import signal
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import anyio
import pytest

from oro_framework.errors import ErrnoError, InvalidArgument

from .conftest import Opener

pytestmark = pytest.mark.anyio

WRITER = """
import sys, trio
from oro_framework.testing import open_host

async def main(path):
    async with open_host(installed=["fs"]) as opened:
        print("began", flush=True)
        for letter in b"ab" * 100000:
            reply = await opened.call("fs.writeFile", bytes([letter]) * 2_000_000, path=path, atomic=True)
            assert reply.data == {"result": 2_000_000}, reply.body

trio.run(main, sys.argv[1])
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


async def test_contents_change_and_the_mode_stays(opened: Opener, work: Path) -> None:
    path = work / "kept"
    path.write_bytes(b"old")
    path.chmod(0o640)
    before = path.stat().st_ino
    async with opened() as app:
        assert await app.call("writeFile", b"newer", path=path, mode=0o777, atomic=True) == {"result": 5}
    assert path.read_bytes() == b"newer"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != before
    assert os.listdir(work) == ["kept"]


async def test_a_file_that_is_made_has_the_mode_asked_for(opened: Opener, work: Path) -> None:
    async with opened() as app:
        await app.call("writeFile", b"x", path=work / "made", mode=0o600, atomic=True)
        await app.call("writeFile", b"x", path=work / ("long" * 63), atomic=True)
    assert stat.S_IMODE((work / "made").stat().st_mode) == 0o600
    assert len(os.listdir(work)) == 2


async def test_what_a_link_names_is_replaced_and_the_link_stays(opened: Opener, work: Path) -> None:
    (work / "folder").mkdir()
    (work / "folder/real").write_bytes(b"old")
    (work / "link").symlink_to("folder/real")
    (work / "nowhere").symlink_to("gone")
    async with opened() as app:
        await app.call("writeFile", b"new", path=work / "link", atomic=True)
        with pytest.raises(ErrnoError):
            await app.call("writeFile", b"new", path=work / "nowhere", atomic=True)
    assert (work / "link").is_symlink()
    assert (work / "folder/real").read_bytes() == b"new"
    assert sorted(os.listdir(work)) == ["folder", "link", "nowhere"]


async def test_what_cannot_be_written_stays_and_leaves_nothing_beside_it(opened: Opener, work: Path) -> None:
    (work / "folder").mkdir()
    async with opened() as app:
        for name, code in (("folder", errno.EISDIR), ("missing/file", errno.ENOENT)):
            with pytest.raises(ErrnoError) as caught:
                await app.call("writeFile", b"new", path=work / name, atomic=True)
            assert caught.value.as_err()["code"] == -code
        with pytest.raises(InvalidArgument, match="flags must be"):
            await app.call("writeFile", b"new", path=work / "a", flags="a", atomic=True)
    assert os.listdir(work) == ["folder"]
    assert os.listdir(work / "folder") == []


@pytest.mark.parametrize("name", ["file", "link"])
async def test_many_may_replace_one_file_at_once(opened: Opener, work: Path, name: str) -> None:
    (work / "file").write_bytes(b"old")
    (work / "link").symlink_to("file")
    async with opened() as app, anyio.create_task_group() as tasks:
        for number in range(200):
            tasks.start_soon(partial(app.call, "writeFile", b"%d" % number * 50_000, path=work / name, atomic=True))
    data = (work / "file").read_bytes()
    assert data in [b"%d" % number * 50_000 for number in range(200)]
    assert sorted(os.listdir(work)) == ["file", "link"]


async def test_a_full_disk_leaves_the_file_as_it_was(
    opened: Opener, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = work / "kept"
    path.write_bytes(b"old")

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    async with opened() as app:
        with pytest.raises(ErrnoError):
            await app.call("writeFile", b"new", path=path, atomic=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(work) == ["kept"]


def test_an_app_that_is_killed_while_it_writes_leaves_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "whole"
    path.write_bytes(b"a" * 2_000_000)
    path.chmod(0o640)
    moments = random.Random(1)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "began\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(moments.uniform(0.01, 0.12))
            process.send_signal(signal.SIGKILL)
        data = path.read_bytes()
        assert data in (b"a" * 2_000_000, b"b" * 2_000_000)
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
