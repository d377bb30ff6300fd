"""Shortcuts by grabbing, on a real X server, with keys that are pressed and released there."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anyio
import pytest
from oro_shortcuts import plugin
from oro_shortcuts.errors import KeysTaken
from oro_shortcuts.shortcut import Shortcut
from oro_shortcuts.trigger import Trigger
from oro_shortcuts.x11_keys import X11Keys
from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

from oro_framework.errors import InvalidArgument
from oro_framework.testing import open_host, until
from oro_framework.testing.display import virtual_display

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed"),
]


@pytest.fixture(scope="module", autouse=True)
def own_display() -> Iterator[str]:
    """Have an X server of these tests' own, so that the keys go nowhere else."""
    with pytest.MonkeyPatch.context() as patch, virtual_display() as name:
        patch.setenv("DISPLAY", name)
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        patch.delenv("XDG_SESSION_TYPE", raising=False)
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        yield name


class Keyboard:
    """The keyboard of the X server."""

    def __init__(self) -> None:
        self._display = Display()

    def press(self, *names: str) -> None:
        self._send(X.KeyPress, names)

    def release(self, *names: str) -> None:
        self._send(X.KeyRelease, tuple(reversed(names)))

    def tap(self, *names: str) -> None:
        self.press(*names)
        self.release(*names)

    def _send(self, kind: int, names: tuple[str, ...]) -> None:
        for name in names:
            code = self._display.keysym_to_keycode(XK.string_to_keysym(name))
            assert code, f"the keyboard has no key {name}"
            xtest.fake_input(self._display, kind, code)
        self._display.sync()

    def close(self) -> None:
        self._display.close()


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    board = Keyboard()
    try:
        yield board
    finally:
        board.close()


class Heard:
    """What a listener was told."""

    def __init__(self) -> None:
        self.used_: list[tuple[str, bool]] = []
        self.times: list[int] = []

    def used(self, id: str, pressed: bool, time: int, token: str) -> None:
        self.used_.append((id, pressed))
        self.times.append(time)

    def changed(self, triggers: Any) -> None:
        raise AssertionError(f"nothing changed the triggers: {triggers}")


class Counting(X11Keys):
    """Keys that count the events of the server."""

    events = 0

    def _tell(self, event: Any) -> None:
        self.events += 1
        super()._tell(event)


@asynccontextmanager
async def keys_of(heard: Heard) -> AsyncIterator[Counting]:
    keys = Counting(heard)
    async with anyio.create_task_group() as tasks:
        await tasks.start(keys.run)
        yield keys
        tasks.cancel_scope.cancel()


def shortcut(id: str, trigger: str) -> Shortcut:
    return Shortcut(id=id, description=id, trigger=Trigger.parse(trigger))


async def test_presses_and_releases_are_told_whatever_locks_are_on() -> None:
    heard = Heard()
    with keyboard() as board:
        async with keys_of(heard) as keys:
            bound = await keys.put([shortcut("bar", "Ctrl+Shift+K"), shortcut("f", "F5")])
            assert bound == {"bar": "Ctrl+Shift+K", "f": "F5"}
            for lock in ("", "Caps_Lock", "Num_Lock", "Caps_Lock"):
                before = len(heard.used_)
                if lock:
                    board.tap(lock)
                board.press("Control_L", "Shift_L", "k")
                await until(lambda before=before: len(heard.used_) == before + 1)  # type: ignore[misc]
                board.release("Control_L", "Shift_L", "k")
                await until(lambda before=before: len(heard.used_) == before + 2)  # type: ignore[misc]
            board.tap("Num_Lock")
            board.tap("Control_L", "k")
            board.tap("F5")
            await until(lambda: ("f", False) in heard.used_)
            assert heard.used_ == [*[("bar", True), ("bar", False)] * 4, ("f", True), ("f", False)]
            assert all(heard.times)


async def test_a_key_that_is_held_is_pressed_once_and_released_once() -> None:
    heard = Heard()
    with keyboard() as board:
        async with keys_of(heard) as keys:
            await keys.put([shortcut("talk", "F6")])
            board.press("F6")
            await until(lambda: keys.events >= 4)
            assert heard.used_ == [("talk", True)]
            board.release("F6")
            await until(lambda: len(heard.used_) > 1)
            assert heard.used_ == [("talk", True), ("talk", False)]


async def test_keys_of_another_program_are_refused_by_name_and_nothing_changes() -> None:
    heard = Heard()
    with keyboard() as board:
        async with keys_of(Heard()) as other, keys_of(heard) as keys:
            await other.put([shortcut("theirs", "Ctrl+Alt+J")])
            await keys.put([shortcut("mine", "F7")])
            wanted = [shortcut("mine", "F7"), shortcut("new", "F8"), shortcut("theirs", "Ctrl+Alt+J")]
            expected = r'^Cannot bind "Ctrl\+Alt\+J" for "theirs": another program has these keys$'
            with pytest.raises(KeysTaken, match=expected):
                await keys.put(wanted)
            board.tap("F8")
            board.tap("F7")
            await until(lambda: ("mine", False) in heard.used_)
            assert heard.used_ == [("mine", True), ("mine", False)]
            await other.put([])
            assert set(await keys.put(wanted)) == {"mine", "new", "theirs"}


async def test_keys_that_were_given_back_are_heard_no_more() -> None:
    heard = Heard()
    with keyboard() as board:
        async with keys_of(heard) as keys:
            await keys.put([shortcut("a", "F9"), shortcut("b", "F10")])
            await keys.put([shortcut("b", "F10")])
            board.tap("F9")
            board.tap("F10")
            await until(lambda: ("b", False) in heard.used_)
            assert heard.used_ == [("b", True), ("b", False)]


async def test_two_shortcuts_with_the_same_keys_are_refused() -> None:
    async with keys_of(Heard()) as keys:
        with pytest.raises(InvalidArgument, match="two of them have the same keys"):
            await keys.put([shortcut("a", "Ctrl+B"), shortcut("b", "control+b")])


async def test_a_page_hears_keys_of_the_display() -> None:
    wanted = json.dumps([{"id": "bar", "description": "Show the bar", "trigger": "Super+B"}])
    with keyboard() as board:
        async with open_host(plugin) as opened, opened.events() as events:
            bound = (await opened.call("shortcuts.bind", shortcuts=wanted)).data
            described = {"id": "bar", "description": "Show the bar", "trigger": "Super+B", "by": "x11"}
            assert bound == {"shortcuts": [described]}
            board.tap("Super_L", "b")
            told = [await events.next() for _ in range(2)]
            assert [each["name"] for each in told] == ["shortcutpress", "shortcutrelease"]
            assert told[0]["detail"]["id"] == "bar"
            err = (await opened.call("shortcuts.configure")).err
            assert err["message"].endswith("X11 has no settings for them, the app chooses the keys")


async def test_without_a_display_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    wanted = json.dumps([{"id": "bar", "description": "Show the bar", "trigger": "Super+B"}])
    async with open_host(plugin) as opened:
        err = (await opened.call("shortcuts.bind", shortcuts=wanted)).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert "there is no session bus: No such file or directory; there is no X11 display" in err["message"]
