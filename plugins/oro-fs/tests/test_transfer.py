"""What is done at once, what is given up half-way, and what must come out the same either way."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from oro_fs.files import transfer
from oro_fs.files.operations import Files
from oro_fs.sandbox import kernel
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.local_devices import is_local
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Place, Roots

from oro_framework.host.resources.path_guard import Guard
from oro_framework.types import FileResponse


class Cancelled(Exception):
    """What a worker thread raises when its call was given up."""


@pytest.fixture
def files() -> Iterator[Files]:
    roots = Roots([])
    yield Files(Resolver(roots, Policy()), Policy(), Guarded(Guard()))
    roots.close()


def place(path: Path) -> Place:
    return Place(os.fsencode(path))


def giving_up() -> None:
    raise Cancelled


def test_a_copy_given_up_leaves_no_target(files: Files, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"1")
    with pytest.raises(Cancelled):
        transfer.copy(files, place(tmp_path / "source"), place(tmp_path / "target"), 0, giving_up)
    assert os.listdir(tmp_path) == ["source"]


def test_a_copy_given_up_does_not_remove_what_was_there(files: Files, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"1")
    (tmp_path / "target").write_bytes(b"2")
    with pytest.raises(Cancelled):
        transfer.copy(files, place(tmp_path / "source"), place(tmp_path / "target"), 0, giving_up)
    assert (tmp_path / "target").exists()


def test_a_copy_without_the_kernels_help_is_the_same(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: object) -> int:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "copy_file_range", unable)
    content = os.urandom(3_000_000)
    (tmp_path / "source").write_bytes(content)
    transfer.copy(files, place(tmp_path / "source"), place(tmp_path / "target"), 0, lambda: None)
    assert (tmp_path / "target").read_bytes() == content


def test_what_is_answered_from_memory_is_what_a_thread_would_answer(files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    folder = os.open(tmp_path, os.O_RDONLY)
    local = is_local(folder)
    os.close(folder)
    if not (kernel.has_openat2() and local):
        pytest.skip("nothing is answered from memory here")
    at_once = files.from_memory()
    files.stat(place(tmp_path / "file"))
    assert at_once.stat(place(tmp_path / "file")) == files.stat(place(tmp_path / "file"))
    fd = at_once.open(place(tmp_path / "file"), os.O_RDONLY)
    try:
        for size, offset in ((None, 0), (3, 4), (3, 40)):
            waited = transfer.read(fd, size, offset)
            # tmpfs knows no reading without waiting; what it declines a thread answers.
            with suppress(BlockingIOError):
                assert transfer.read(fd, size, offset, wait=False) == waited
    finally:
        os.close(fd)
    with pytest.raises((FileNotFoundError, BlockingIOError)):
        at_once.stat(place(tmp_path / "missing"))


def test_what_could_keep_the_loop_waiting_is_never_done_on_it(files: Files, tmp_path: Path) -> None:
    at_once = files.from_memory()
    for attempt in (
        lambda: at_once.stat(Place(b"/proc/self/status")),
        lambda: at_once.open(place(tmp_path / "new"), os.O_WRONLY | os.O_CREAT),
        lambda: at_once.stat(place(tmp_path / "file" / "x")),
    ):
        (tmp_path / "file").touch()
        with pytest.raises(BlockingIOError):
            attempt()
    assert not (tmp_path / "new").exists()
    status = os.open("/proc/self/status", os.O_RDONLY)
    try:
        with pytest.raises(BlockingIOError):
            transfer.read(status, None, 0, wait=False)
    finally:
        os.close(status)


def test_a_file_that_grows_and_shrinks_is_answered_with_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * (transfer.SMALL * 2))
    fd = os.open(path, os.O_RDWR)
    try:
        answer = transfer.read(fd, transfer.SMALL * 9, transfer.SMALL // 2)
        assert isinstance(answer, FileResponse)
        assert answer.length == transfer.SMALL * 3 // 2
        os.close(answer.fd)
        os.ftruncate(fd, 10)
        assert transfer.read(fd, transfer.SMALL * 9, 4) == b"x" * 6
        assert transfer.read_from_memory(fd, 100, 4) in (None, b"x" * 6)
    finally:
        os.close(fd)


def test_the_birth_of_a_file_is_known_or_nought(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fd = os.open(tmp_path / "file", os.O_RDONLY)
    try:
        born = kernel.birth(fd)
        assert born == 0 or abs(born - os.fstat(fd).st_ctime_ns) < 1_000_000_000
    finally:
        os.close(fd)
