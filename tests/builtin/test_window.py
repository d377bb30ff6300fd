"""Windows where nobody sees them: what is refused, what is answered, when the app ends."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from oro_framework.testing import PATIENCE, open_host
from oro_framework.types import WindowStatus

pytestmark = pytest.mark.anyio


async def test_a_window_is_made_found_and_closed() -> None:
    async with open_host() as app:
        made = (await app.call("window.create", url="/other.html", width="50%", title="Two")).data
        assert (made["index"], made["title"], made["url"]) == (1, "Two", f"{app.host.origin}/other.html")
        assert (await app.call("window", id=made["id"])).data["index"] == 1
        assert [each["index"] for each in (await app.call("application.getWindows")).data] == [0, 1]
        window = app.host.windows_manager.get(1)
        assert (await app.call("window.close", targetWindowIndex=1)).data["index"] == 1
        with trio.fail_after(PATIENCE):
            await window.closed.wait()
        assert not app.host.quitting.is_set()


async def test_indices_run_out_and_hidden_windows_have_their_own() -> None:
    async with open_host() as app:
        for index in range(1, 64):
            assert (await app.call("window.create", url="/")).data["index"] == index
        assert "all 64 indices are taken" in (await app.call("window.create", url="/")).err["message"]
        assert (await app.call("window.create", url="/", reserved=True)).data["index"] == 64
        assert (await app.call("window.create", url="/", targetWindowIndex=70, headless=True)).data["index"] == 70


async def test_the_app_ends_with_its_last_window_whatever_hidden_ones_there_are() -> None:
    async with open_host() as app:
        await app.call("window.create", url="/", reserved=True)
        await app.call("window.close", targetWindowIndex=0)
        with trio.fail_after(PATIENCE):
            await app.host.quitting.wait()


async def test_the_app_may_end_with_one_window() -> None:
    async with open_host() as app:
        await app.call("window.create", url="/", shouldExitApplicationOnClose=True)
        await app.call("window.close", targetWindowIndex=1)
        with trio.fail_after(PATIENCE):
            await app.host.quitting.wait()
        assert [window.index for window in app.host.windows] == [0]


async def test_a_window_that_closes_because_the_app_ends_exits() -> None:
    async with open_host() as app:
        await app.call("application.exit", value=3)
        app.window.close()
        with trio.fail_after(PATIENCE):
            await app.window.closed.wait()
        assert app.window.status is WindowStatus.EXITED
        assert app.host.exit_code == 3


async def test_a_window_the_engine_cannot_make_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no more windows")

    async with open_host() as app:
        await trio.testing.wait_all_tasks_blocked()
        monkeypatch.setattr(app.host.backend, "create_view", fail)
        reply = await app.call("window.create", url="/")
        assert (reply.status, reply.err["type"]) == (400, "BadRequestError")
        assert reply.err["message"].startswith("Failed to create window")
        assert [window.index for window in app.host.windows] == [0]


async def test_a_page_without_the_permission_makes_none() -> None:
    async with open_host(settings={"permissions_allow_window": False}) as app:
        assert (await app.call("window.create", url="/")).status == 403
        assert len(app.host.windows) == 1


async def test_a_size_is_the_one_asked_for_whatever_is_told_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_host() as app:
        await trio.testing.wait_all_tasks_blocked()
        view: Any = app.host.windows_manager.get(0).view
        monkeypatch.setattr(view, "resize", lambda *_: view.events.placed(1, 2, 120, 300))
        reply = await app.call("window.setSize", targetWindowIndex=0, width=256, height=200)
        assert reply.data["size"] == {"width": 256, "height": 200}
        assert reply.data["position"] == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("route", "params"),
    [
        ("window.setSize", {"width": 0, "height": 5}),
        ("window.setSize", {"width": "-5", "height": 5}),
        ("window.setSize", {"width": "101%", "height": 5}),
        ("window.setPosition", {"x": "left", "y": 5}),
        ("window.setBackgroundColor", {"red": 256}),
    ],
)
async def test_what_makes_no_sense_changes_nothing(route: str, params: dict[str, object]) -> None:
    async with open_host() as app:
        await trio.testing.wait_all_tasks_blocked()
        before = (await app.call("window")).data
        reply = await app.call(route, targetWindowIndex=0, **params)
        assert (reply.status, reply.err["code"]) == (400, "ERR_INVALID_ARG")
        assert (await app.call("window")).data == before


async def test_positions_may_be_left_of_the_screen_and_shares_of_it() -> None:
    async with open_host() as app:
        moved = (await app.call("window.setPosition", targetWindowIndex=0, x="-20", y="50%")).data
        assert moved["position"] == {"x": -20, "y": moved["screen"]["height"] // 2}


async def test_an_inspector_needs_an_engine() -> None:
    async with open_host() as app:
        await trio.testing.wait_all_tasks_blocked()
        assert (await app.call("window.showInspector", targetWindowIndex=0)).status == 501
