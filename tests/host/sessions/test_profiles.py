"""Profiles have names that are safe as folders, are held by one run, and go when they are removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.errors import Busy, InvalidArgument, NotFound, Unsupported, UsageError
from oro_framework.host.backends.gtk.backend import GtkBackend
from oro_framework.host.backends.headless import HeadlessBackend
from oro_framework.host.backends.page_storage import MEMORY, PageStorage
from oro_framework.host.sessions.profile_names import profile_name
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.sessions.storage_state import cookies_of, state_of
from oro_framework.testing import open_host


async def profiles(folder: Path | None, **settings: object) -> Profiles:
    """The profiles of a run that WebKitGTK would show, and that stores in a folder or in memory."""
    async with open_host(settings=settings) as running:
        made = Profiles(running.host.settings)
        backend = GtkBackend((), running.host.door, "org.example.test")
        made.begin(backend, MEMORY if folder is None else PageStorage.held(folder))
        return made


@pytest.mark.parametrize("name", ["work", "a", "a-1", ""])
def test_a_name(name: str) -> None:
    assert profile_name(name) == name


@pytest.mark.parametrize("name", ["..", "a/b", "A", "-a", "a-", "a_b", "a" * 33, "a\n"])
def test_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        profile_name(name)


@pytest.mark.anyio
async def test_a_run_holds_what_it_opens(tmp_path: Path) -> None:
    first, second = await profiles(tmp_path), await profiles(tmp_path)
    assert first.open("work") is first.open("work")
    assert first.open("") is first.own
    with pytest.raises(Busy, match=f'another run of the app holds "{tmp_path}/profiles/work"'):
        second.open("work")


@pytest.mark.anyio
async def test_private_ones_are_apart_and_leave_nothing(tmp_path: Path) -> None:
    made = await profiles(tmp_path)
    names = [made.open("", ephemeral=True).name for _ in range(2)]
    assert names == ["private-1", "private-2"]
    made.open("work")
    with pytest.raises(UsageError, match="it is kept on the disk"):
        made.open("work", ephemeral=True)
    with pytest.raises(UsageError, match="opened as ephemeral"):
        made.open("private-1")
    assert [path.name for path in (tmp_path / "profiles").iterdir()] == ["work"]


@pytest.mark.anyio
async def test_a_private_one_takes_the_name_of_no_other(tmp_path: Path) -> None:
    made = await profiles(tmp_path)
    kept = made.open("private-1")
    private = made.open("", ephemeral=True)
    assert private.name == "private-2"
    assert private.storage.folder is None
    assert made.open("private-1") is kept


@pytest.mark.anyio
async def test_one_that_was_used_goes_when_it_is_next_asked_for(tmp_path: Path) -> None:
    made = await profiles(tmp_path)
    kept = made.open("work").storage.folder
    assert kept is not None
    (kept / "gtk").mkdir()
    with pytest.raises(Busy, match="a window shows it"):
        await made.remove("work", ["work"])
    assert not await made.remove("work", [])
    assert made.described([]) == []
    made.opened("work").storage.release()
    made.own.storage.release()
    later = await profiles(tmp_path)
    with pytest.raises(NotFound):
        later.find("work")
    later.open("work")
    assert sorted(path.name for path in kept.iterdir()) == ["lock"]


@pytest.mark.anyio
async def test_one_of_another_run_is_deleted_at_once(tmp_path: Path) -> None:
    made = await profiles(tmp_path)
    (tmp_path / "profiles/old/gtk").mkdir(parents=True)
    assert [profile["name"] for profile in made.described([])] == ["old"]
    assert await made.remove("old", [])
    assert not (tmp_path / "profiles/old").exists()
    with pytest.raises(NotFound, match="there is none"):
        await made.remove("old", [])


@pytest.mark.anyio
async def test_settings_differ_by_profile(tmp_path: Path) -> None:
    made = await profiles(
        tmp_path, webview_user_agent="App/1", webview_profiles_work_user_agent="Work/1",
        webview_profiles_work_proxy="http://proxy.test:1", webview_profiles_home_languages=["de"],
        webview_profiles_bad_proxy="nowhere",
    )  # fmt: skip
    work = made.open("work")
    assert (made.own.user_agent, work.user_agent, work.proxy and work.proxy.url) == (
        "App/1",
        "Work/1",
        "http://proxy.test:1",
    )
    with pytest.raises(Unsupported, match="one list for the whole app"):
        made.open("home")
    with pytest.raises(InvalidArgument, match=r"\[webview.profiles.bad\]"):
        made.open("bad")


@pytest.mark.anyio
async def test_a_backend_without_stores_refuses() -> None:
    async with open_host() as running:
        made = Profiles(running.host.settings)
        made.begin(HeadlessBackend((), running.host.door, "org.example.test"), MEMORY)
        with pytest.raises(Unsupported, match="one profile only"):
            made.open("work")
        with pytest.raises(Unsupported, match="keeps nothing"):
            await running.host.session().cookies()


def test_a_storage_state_is_that_of_playwright() -> None:
    state = {
        "cookies": [
            {"name": "a", "value": "b", "domain": ".site.test", "path": "/", "expires": -1, "httpOnly": True,
             "secure": True, "sameSite": "None"},
        ],
        "origins": [],
    }  # fmt: skip
    (cookie,) = cookies_of(state)
    assert (cookie.expires, cookie.http_only, cookie.same_site) == (None, True, "None")
    assert state_of([cookie]) == state
    with pytest.raises(InvalidArgument, match="Expected"):
        cookies_of({"cookies": 1})
