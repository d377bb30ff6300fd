"""Watchers on real folders: what they tell, and that they leave no thread, descriptor or inotify behind."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_fs.errors import NotWatching
from oro_fs.handles.watcher import MOST, changes_from

from oro_framework.errors import Busy, ErrnoError, InvalidArgument, Unsupported

from .conftest import FakeWindow, Opener, left_open, open_files

pytestmark = pytest.mark.anyio


def told(path: str, *events: str) -> Any:
    """Tell whether a change of `path` with at least these events was pushed."""

    def among(changes: list[Any]) -> bool:
        return any(item["path"] == path and set(events) <= set(item["events"]) for item in changes)

    return among


async def test_changes_in_a_folder_are_pushed_until_told_to_stop(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "sub").mkdir()
    async with opened() as app:
        assert await app.call("watch", id=9, path=tmp_path) == {"id": "9"}
        (tmp_path / "new file").touch()
        await app.window.wait_for(told("new file", "rename"))
        (tmp_path / "old").write_bytes(b"more")
        await app.window.wait_for(told("old", "change"))
        (tmp_path / "old").unlink()
        changes = await app.window.wait_for(told("old", "rename"))
        assert all(item["id"] == "9" and item["events"] for item in changes)
        assert {push.source for push in app.window.pushed} == {"fs.watch"}
        assert await app.call("stopWatch", id=9) == {"id": "9"}
        with pytest.raises(NotWatching, match=r"fs\.Watcher does not exist"):
            await app.call("stopWatch", id=9)
        await app.call("watch", id=9, path=tmp_path)
        (tmp_path / "sub" / "deep").touch()
        (tmp_path / "last").touch()
        changes = await app.window.wait_for(told("last", "rename"))
        assert not any("deep" in item["path"] for item in changes)


async def test_a_name_that_is_no_utf8_says_look_again_and_the_watch_goes_on(opened: Opener, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/caf\xe9"
    (tmp_path / "plain").touch()
    async with opened() as app:
        await app.call("watch", id=9, path=tmp_path)
        for _ in range(2):
            app.window.pushed.clear()
            os.close(os.open(odd, os.O_CREAT | os.O_WRONLY))
            await app.window.wait_for(told("", "rename", "change"))
            (tmp_path / "plain").write_bytes(b"more")
            await app.window.wait_for(told("plain", "change"))
        assert await app.call("stopWatch", id=9) == {"id": "9"}


async def test_folders_inside_are_watched_when_asked(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    async with opened() as app:
        await app.call("watch", id=1, path=tmp_path, recursive=True)
        (tmp_path / "sub" / "deep").touch()
        await app.window.wait_for(told("sub/deep", "rename"))


async def test_a_file_is_watched_through_its_replacement(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_bytes(b"1")
    async with opened() as app:
        await app.call("watch", id=1, path=path)
        (tmp_path / "note.tmp").write_bytes(b"2")
        (tmp_path / "note.tmp").rename(path)
        await app.window.wait_for(told("note", "rename"))
        app.window.pushed.clear()
        path.write_bytes(b"3")
        changes = await app.window.wait_for(told("note", "change"))
        assert {item["path"] for item in changes} == {"note"}


async def test_a_page_that_goes_takes_its_watchers_along(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        other = FakeWindow(app.host, 1)
        await app.call("watch", id=1, path=tmp_path)
        await app.call("watch", window=other, id=1, path=tmp_path)
        await app.fs.release(app.window)
        assert app.fs.diagnostics()["watchers"] == {other.id: ["1"]}
        (tmp_path / "new").touch()
        await other.wait_for(told("new", "rename"))
        assert app.window.pushed == []


async def test_a_pause_ends_watchers_for_good(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("watch", id=1, path=tmp_path)
        await app.fs.pause()
        await app.fs.resume()
        assert app.fs.diagnostics()["watchers"] == {}
        await app.call("watch", id=1, path=tmp_path)
        (tmp_path / "new").touch()
        await app.window.wait_for(told("new", "rename"))


async def test_what_cannot_be_watched_is_said(opened: Opener, tmp_path: Path) -> None:
    async with opened(filesystem_max_watchers=2) as app:
        with pytest.raises(ErrnoError) as caught:
            await app.call("watch", id=1, path=tmp_path / "missing")
        assert caught.value.as_err() == {
            "id": "1",
            "code": -errno.ENOENT,
            "name": "ENOENT",
            "type": "ErrnoError",
            "message": "Failed to start 'fs.Watcher'",
        }
        with pytest.raises(Unsupported):
            await app.call("watch", window=None, id=1, path=tmp_path)
        with pytest.raises(InvalidArgument):
            await app.call("watch", id="x", path=tmp_path)
        await app.call("watch", id=1, path=tmp_path)
        with pytest.raises(InvalidArgument, match="in use"):
            await app.call("watch", id=1, path=tmp_path)
        await app.call("watch", id=2, path=tmp_path)
        with pytest.raises(Busy, match="filesystem_max_watchers"):
            await app.call("watch", id=3, path=tmp_path)


async def test_a_watcher_given_up_while_it_starts_is_none(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await app.call("watch", id=1, path=tmp_path)
        assert scope.cancelled_caught
        assert app.fs.diagnostics()["watchers"] == {}
        await app.call("watch", id=1, path=tmp_path)


async def test_what_lies_behind_a_link_out_of_the_sandbox_is_not_told(confined: Opener, tree: Path) -> None:
    (tree / "app" / "sub").mkdir()
    (tree / "app" / "out").symlink_to(tree / "outside")
    async with confined() as app:
        await app.call("watch", id=1, path=tree / "app", recursive=True)
        (tree / "outside" / "private").touch()
        (tree / "app" / "sub" / "own").touch()
        changes = await app.window.wait_for(told("sub/own", "rename"))
        assert not any("private" in item["path"] for item in changes)


async def test_a_watched_folder_stays_the_one_that_was_checked(confined: Opener, tree: Path) -> None:
    folder = tree / "app" / "folder"
    folder.mkdir()
    async with confined() as app:
        await app.call("watch", id=1, path=folder)
        folder.rename(tree / "app" / "moved")
        folder.symlink_to(tree / "outside")
        (tree / "outside" / "private").touch()
        (tree / "app" / "moved" / "own").touch()
        changes = await app.window.wait_for(told("own", "rename"))
        assert not any("private" in item["path"] for item in changes)


async def test_an_app_that_ends_takes_its_watchers_along(opened: Opener, tmp_path: Path) -> None:
    before = open_files()
    async with opened() as app:
        for id in range(5):
            await app.call("watch", id=id, path=tmp_path)
        assert len([name for name in open_files() - before if "inotify" in name]) == 5
    assert not left_open(before)


def test_a_flood_becomes_one_word() -> None:
    raw = [(1, f"/base/{number:04}") for number in range(MOST * 4)]
    changes = changes_from("7", raw, "/base", None, lambda folder: True)
    assert len(changes) == MOST
    assert changes[-1] == {"id": "7", "events": ["rename", "change"], "path": ""}
    exact = changes_from("7", raw[:MOST], "/base", None, lambda folder: True)
    assert [item["path"] for item in exact] == [f"{number:04}" for number in range(MOST)]


def test_each_path_is_told_once_with_all_that_happened() -> None:
    raw = [(1, "/base/a"), (2, "/base/a"), (3, "/base/b/c"), (2, "/base"), (2, "/base/hidden/x")]
    changes = changes_from("7", raw, "/base", None, lambda folder: folder != "hidden")
    assert changes == [
        {"id": "7", "events": ["change"], "path": ""},
        {"id": "7", "events": ["rename", "change"], "path": "a"},
        {"id": "7", "events": ["rename"], "path": "b/c"},
    ]
    assert changes_from("7", raw, "/base", "a", lambda folder: True) == changes[1:2]
