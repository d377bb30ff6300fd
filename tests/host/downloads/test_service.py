"""Downloads: agreed to, put into place, never over another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import trio
import trio.testing
from msgspec.structs import replace

from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.downloads.service import MAX_ASKED, Downloads
from oro_framework.testing import OpenHost, open_host, until
from oro_framework.types import Setting

pytestmark = pytest.mark.anyio

OVER = ("done", "failed", "cancelled")


def settings(folder: Path, policy: str = "allow", **more: Any) -> dict[str, Any]:
    return {"webview_downloads": policy, "webview_downloads_folder": str(folder), **more}


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def offer(opened: OpenHost, cancel: Callable[[], None] | None = None, **what: Any) -> Transfer | None:
    downloads = opened.host.service("downloads")
    assert isinstance(downloads, Downloads)
    return downloads.offered(opened.window, Offer(**what), cancel)


async def listed(opened: OpenHost) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await opened.call("downloads.list")).data
    return found


async def settled(opened: OpenHost, number: int = 1) -> dict[str, Any]:
    """Return the download of a number, counted from 1, once it is over."""

    async def over() -> dict[str, Any] | None:
        found = await listed(opened)
        return found[number - 1] if len(found) >= number and found[number - 1]["state"] in OVER else None

    return cast(dict[str, Any], await until(over))


async def test_an_engine_s_file_gets_its_name_and_replaces_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("was here")
    async with open_host(settings=settings(tmp_path)) as opened:
        transfer = offer(opened, lambda: None, url="https://example.com/x", name="../a.txt", type="text/plain")
        assert transfer is not None
        transfer.path.write_text("new")
        transfer.received(2, 3)
        transfer.ended(None)
        done = await settled(opened)
    assert (done["state"], done["name"], done["received"], done["total"]) == ("done", "a (1).txt", 3, 3)
    assert contents(tmp_path) == {"a.txt": b"was here", "a (1).txt": b"new"}


async def test_the_host_fetches_what_the_engine_cannot(tmp_path: Path) -> None:
    body = bytes(range(256)) * 4096
    async with open_host(settings=settings(tmp_path), files={"big.bin": body}) as opened:
        offer(opened, url=f"{opened.host.origin}/big.bin", name="mine.bin")
        done = await settled(opened)
        assert (done["state"], done["path"]) == ("done", str(tmp_path / "mine.bin"))
        offer(opened, url=f"{opened.host.origin}/missing.bin")
        failed = await settled(opened, 2)
        assert (failed["state"], failed["error"]) == ("failed", "the answer was 404")
    assert contents(tmp_path) == {"mine.bin": body}


@pytest.mark.parametrize("url", ["ipc://ping", "ipc://log?value=x", "node:path", "file:///etc/passwd", "oro://fs", "x"])
async def test_the_host_fetches_pages_and_nothing_else(tmp_path: Path, url: str) -> None:
    async with open_host(settings=settings(tmp_path)) as opened:
        assert offer(opened, url=url) is None
        assert await listed(opened) == []
    assert contents(tmp_path) == {}


async def test_what_is_asked_about_waits_for_the_page(tmp_path: Path) -> None:
    async with open_host(settings=settings(tmp_path, "ask")) as opened:
        transfer = offer(opened, lambda: None, url="blob:x", name="a.txt")
        assert transfer is not None
        transfer.path.write_text("text")
        transfer.ended(None)
        await trio.testing.wait_all_tasks_blocked()
        (waiting,) = await listed(opened)
        assert (waiting["state"], waiting["path"]) == ("asked", None)
        await opened.call("downloads.accept", id=waiting["id"], name="/b?.txt")
        assert (await settled(opened))["path"] == str(tmp_path / "b_.txt")
        again = await opened.call("downloads.accept", id=waiting["id"])
        assert again.err["message"] == f'Cannot accept download "{waiting["id"]}": it is done'


async def test_what_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    cancelled: list[bool] = []
    async with open_host(settings=settings(tmp_path)) as opened:
        transfer = offer(opened, lambda: cancelled.append(True), url="blob:x")
        assert transfer is not None
        transfer.path.write_text("half")
        await trio.testing.wait_all_tasks_blocked()
        (running,) = await listed(opened)
        told = (await opened.call("downloads.cancel", id=running["id"])).data
        assert (told["state"], told["error"]) == ("cancelled", "it was cancelled")
        assert cancelled == [True]
        with pytest.raises(FileNotFoundError):
            transfer.path.write_text("what the engine wrote late")
        transfer.ended("stopped")
        await trio.testing.wait_all_tasks_blocked()
    assert contents(tmp_path) == {}


async def test_a_page_that_goes_withdraws_what_it_was_asked(tmp_path: Path) -> None:
    async with open_host(settings=settings(tmp_path, "ask")) as opened:
        offer(opened, lambda: None, url="blob:x")
        await trio.testing.wait_all_tasks_blocked()
        opened.window.load(f"{opened.host.origin}/other.html")
        assert (await settled(opened))["error"] == "the page is gone"


async def test_so_many_may_wait_and_no_more(tmp_path: Path) -> None:
    async with open_host(settings=settings(tmp_path, "ask")) as opened:
        for _ in range(MAX_ASKED):
            assert offer(opened, lambda: None, url="blob:x") is not None
            await trio.testing.wait_all_tasks_blocked()
        assert offer(opened, lambda: None, url="blob:x") is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"webview_downloads": "deny"}, '[webview] downloads = "deny"'),
        ({"permissions_allow_downloads": False}, "permissions_allow_downloads = false"),
    ],
)
async def test_what_is_refused_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, given: dict[str, Any], said: str
) -> None:
    async with open_host(settings={**settings(tmp_path), **given}) as opened:
        assert offer(opened, lambda: None, url="blob:x") is None
    assert said in caplog.text


async def test_windows_of_other_origins_save_nothing(tmp_path: Path) -> None:
    async with open_host(settings=settings(tmp_path)) as opened:
        foreign = replace(opened.window.spec, url="https://example.com/", trusted=False)
        window = opened.host.windows_manager.create(foreign, 1)
        downloads = opened.host.service("downloads")
        assert isinstance(downloads, Downloads)
        assert downloads.offered(window, Offer(url="https://example.com/x"), lambda: None) is None


async def test_other_windows_downloads_are_not_theirs(tmp_path: Path) -> None:
    async with open_host(settings=settings(tmp_path, "ask")) as opened:
        offer(opened, lambda: None, url="blob:x")
        await trio.testing.wait_all_tasks_blocked()
        (waiting,) = await listed(opened)
        other = opened.host.windows_manager.create(opened.window.spec, 1)
        async with opened.client_of(opened.host.origin, other) as client:
            assert (await client.get("ipc://downloads.list")).json()["data"] == []
            answer = await client.get(f"ipc://downloads.cancel?id={waiting['id']}")
            assert answer.status_code == 403


def test_the_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from oro_framework.host.downloads.settings import FOLDER, downloads_folder

    assert isinstance(FOLDER, Setting)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DOWNLOAD_DIR", raising=False)
    assert downloads_folder("", Path("/app")) == tmp_path / "Downloads"
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Geladen"\n')
    assert downloads_folder("", Path("/app")) == tmp_path / "Geladen"
    assert downloads_folder("saved", Path("/app")) == Path("/app/saved")
    assert downloads_folder("~/x", Path("/app")) == tmp_path / "x"


@pytest.mark.parametrize("sandbox", [True, False])
async def test_nothing_is_saved_where_the_host_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: bool
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    state = tmp_path / "state" / "org.example.test"
    state.mkdir(parents=True)
    (tmp_path / "link").symlink_to(state)
    (tmp_path / "saved").mkdir()
    for folder in (state, tmp_path / "link"):
        async with open_host(settings=settings(folder, filesystem_sandbox_enabled=sandbox)) as opened:
            assert offer(opened, lambda: None, url="https://example.com/permissions.json") is None
    async with open_host(settings=settings(tmp_path / "saved", filesystem_sandbox_enabled=sandbox)) as opened:
        transfer = offer(opened, lambda: None, url="https://example.com/x", name="permissions.json")
        assert transfer is not None
        transfer.path.write_text("new")
        (tmp_path / "saved").rename(tmp_path / "moved")
        (tmp_path / "saved").symlink_to(state)
        transfer.ended(None)
        assert (await settled(opened))["state"] == "failed"
    assert list(state.iterdir()) == []


async def test_a_folder_for_downloads_among_the_resources_takes_no_code(tmp_path: Path) -> None:
    chosen = {"webview_downloads_folder": "saved", "filesystem_sandbox_enabled": True}
    async with open_host(settings=chosen, files={"index.html": "x"}) as opened:
        for number, (name, state) in enumerate((("a.txt", "done"), ("a.py", "failed")), start=1):
            transfer = offer(opened, lambda: None, url="https://example.com/x", name=name)
            assert transfer is not None
            transfer.path.write_text("new")
            transfer.ended(None)
            assert (await settled(opened, number))["state"] == state
        assert list(contents(opened.host.root / "saved")) == ["a.txt"]
