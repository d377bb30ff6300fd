"""Names swapped between check and use, by a thread, thousands of times: nothing outside is reached."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from oro_fs.errors import SecurityError
from oro_fs.files.folders import remove
from oro_fs.files.operations import Files
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Root, Roots

from oro_framework.host.resources.path_guard import Guard
from oro_framework.testing import PATIENCE


@contextmanager
def swapping(one: Path, other: Path) -> Iterator[Callable[[], int]]:
    """Exchange two names as fast as a thread can; yields how often it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    stop, count = threading.Event(), [0]

    def swap() -> None:
        names = os.fsencode(one), os.fsencode(other)
        while not stop.is_set():
            if libc.renameat2(-100, names[0], -100, names[1], 2) == 0:
                count[0] += 1

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield lambda: count[0]
    finally:
        stop.set()
        thread.join()


ROUNDS = 3000
BOTH = {b"inside", b"refused"}


def attempts(operation: Callable[[], bytes], swaps: Callable[[], int], enough: set[bytes]) -> set[bytes]:
    """Try thousands of times, and until `enough` was seen, while names are swapped; return all that was seen."""
    seen: set[bytes] = set()
    tried = 0
    deadline = time.monotonic() + PATIENCE
    while (tried < ROUNDS or swaps() < ROUNDS or not enough <= seen) and time.monotonic() < deadline:
        tried += 1
        try:
            seen.add(operation())
        except (SecurityError, OSError):
            seen.add(b"refused")
    return seen


@pytest.fixture
def arena(tree: Path) -> Iterator[tuple[Path, Paths, Files]]:
    """A folder `dir` with an inner `secret`, and `trap`, a link to the folder outside."""
    app = tree / "app"
    (app / "dir").mkdir()
    (app / "dir" / "secret").write_bytes(b"inside")
    (app / "trap").symlink_to(tree / "outside")
    resources = Root(app)
    roots = Roots([resources])
    yield app, Paths("a.b", resources, (), roots), Files(Resolver(roots, Policy()), Policy(), Guarded(Guard()))
    roots.close()


def read(files: Files, paths: Paths, path: Path, flags: int = os.O_RDONLY) -> bytes:
    fd = files.open(paths.place(str(path)), flags)
    try:
        return os.read(fd, 100)
    finally:
        os.close(fd)


def test_a_folder_swapped_for_a_link_is_never_followed(arena: tuple[Path, Paths, Files], either_way: str) -> None:
    app, paths, files = arena
    with swapping(app / "dir", app / "trap") as swaps:
        seen = attempts(lambda: read(files, paths, app / "dir" / "secret"), swaps, BOTH)
        naive = attempts(lambda: (app / "dir" / "secret").read_bytes(), swaps, {b"secret"})
    assert b"secret" in naive, "the swap did not reach the race this test is about"
    assert seen == BOTH


def test_a_file_swapped_for_a_link_is_never_followed(arena: tuple[Path, Paths, Files], either_way: str) -> None:
    app, paths, files = arena
    (app / "file").write_bytes(b"inside")
    (app / "bait").symlink_to(app.parent / "outside" / "secret")
    with swapping(app / "file", app / "bait") as swaps:
        seen = attempts(lambda: read(files, paths, app / "file", os.O_RDWR | os.O_CREAT), swaps, BOTH)
    assert seen == BOTH
    assert (app.parent / "outside" / "secret").read_bytes() == b"secret"


def test_nothing_outside_is_made_or_removed_through_a_swapped_folder(
    arena: tuple[Path, Paths, Files], either_way: str
) -> None:
    app, paths, files = arena
    new, folder, secret = (paths.place(str(app / "dir" / name)) for name in ("new", "folder", "secret"))

    def make() -> None:
        os.close(files.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))

    operations: list[Callable[[], object]] = [
        make,
        lambda: files.unlink(new),
        lambda: files.mkdir(folder, 0o700),
        lambda: files.rmdir(folder),
        lambda: files.chmod(secret, 0o600),
        lambda: files.utimes(secret, 1, 1, follow=False),
        lambda: files.truncate(secret, 3),
    ]
    turn = itertools.cycle(range(len(operations)))

    def act() -> bytes:
        number = next(turn)
        operations[number]()
        return b"%d" % number

    before = (app.parent / "outside" / "secret").stat()
    every = {b"refused", *(b"%d" % number for number in range(len(operations)))}
    with swapping(app / "dir", app / "trap") as swaps:
        seen = attempts(act, swaps, every)
    assert seen == every
    assert os.listdir(app.parent / "outside") == ["secret"]
    after = (app.parent / "outside" / "secret").stat()
    assert (after.st_ctime_ns, after.st_mode) == (before.st_ctime_ns, before.st_mode)


def test_a_file_swapped_for_a_fifo_is_never_waited_for(arena: tuple[Path, Paths, Files], either_way: str) -> None:
    app, paths, files = arena
    (app / "file").write_bytes(b"inside")
    os.mkfifo(app / "fifo")
    with swapping(app / "file", app / "fifo") as swaps:
        seen = attempts(lambda: read(files, paths, app / "file"), swaps, BOTH)
    assert seen == BOTH


def test_a_tree_is_removed_without_what_a_swapped_link_leads_to(
    arena: tuple[Path, Paths, Files], either_way: str
) -> None:
    app, paths, files = arena
    top = app / "top"
    with swapping(top / "dir", app / "trap") as swaps:
        removed = 0
        while removed < 100 or swaps() < 300:
            (top / "dir").mkdir(parents=True, exist_ok=True)
            (top / "dir" / "secret").touch()
            with contextlib.suppress(OSError):
                remove(files, paths.place(str(top)), recursive=True, force=True, check=lambda: None)
                removed += 1
            if not (app / "trap").exists():
                (app / "trap").symlink_to(app.parent / "outside")
    assert (app.parent / "outside" / "secret").exists()
