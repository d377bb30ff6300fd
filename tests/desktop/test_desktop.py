"""Windows on a desktop: real keys, real clicks, a window manager, a tray, files dragged from another program."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]

BAR = "App:\\n  About: _\\n  ---\\n  Go: g;\\nEdit:\\n  Select All: a\\n  Cut: x;"


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own."""
    with desk(request.param, tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_heard(app: Desk) -> None:
    """Begin with a window that has the keyboard, and nothing told."""
    app.until(lambda: app.ask("await self.focus(); return document.hasFocus() && self.state.focused"), True)
    app.forget()


def test_hotkeys_are_heard_and_passive_ones_left_to_the_page(app: Desk) -> None:
    app.ask("await hotkey.bind('Control + k'); await hotkey.bind('shift+ctrl+j', { passive: false })")
    app.xdotool("key", "ctrl+k")
    assert app.heard("hotkey") == "control + k"
    app.heard("keydown", lambda key: key == "control+k")
    app.xdotool("key", "ctrl+shift+j")
    assert app.heard("hotkey") == "control + shift + j"
    app.xdotool("key", "F7")
    app.heard("keydown", lambda key: key == "F7")
    assert app.told("hotkey") == []
    assert "control+J" not in app.told("keydown")
    app.ask("await hotkey.unbind('control + k'); await hotkey.reset()")
    app.xdotool("key", "ctrl+k", "F8")
    app.heard("keydown", lambda key: key == "F8")
    assert app.told("hotkey") == []


def test_a_menu_bar_is_chosen_from_by_mouse_and_by_keys(app: Desk) -> None:
    app.ask(f"await menu.system.set('{BAR}')")
    x, y = app.place("Desktop")
    app.xdotool("mousemove", x + 15, y + 12, "click", 1)
    app.until(lambda: app.steer("popped"), True)
    app.xdotool("key", "Down", "Return")
    assert app.heard("menuItemSelected")["title"] == "About"
    app.xdotool("key", "ctrl+g")
    chosen = app.heard("menuItemSelected")
    assert chosen == {"title": "Go", "key": "g", "parent": "App", "type": "system", "state": "0"}
    disable = (
        "const { request } = await import('oro:ipc'); return (await request('application.setSystemMenuItemEnabled',"
    )
    app.ask(f"{disable} {{ value: 0, indexMain: 0, indexSub: 2, enabled: false }})).data")
    app.xdotool("key", "ctrl+g", "F6")
    app.heard("keydown", lambda key: key == "F6")
    assert app.told("menuItemSelected") == []


def test_items_of_editing_edit_the_page(app: Desk) -> None:
    app.ask(f"await menu.system.set('{BAR}')")
    app.ask("const input = document.querySelector('input'); input.value = 'written'; input.focus()")
    app.xdotool("key", "ctrl+a", "ctrl+x")
    app.until(lambda: app.ask("return document.querySelector('input').value"), "")
    app.ask("document.querySelector('input').blur()")


def test_a_context_menu_edits_and_is_no_browsers(app: Desk) -> None:
    app.ask("const input = document.querySelector('input'); input.value = 'cut me'; input.select()")
    lines = app.context_menu(*_input(app))
    assert {"Cut", "Copy", "Paste", "Undo"} <= set(lines)
    assert not [line for line in lines if re.search("Inspect|Reload|Back|Forward|Save|View", line)]
    app.xdotool("mousemove", *lines["Cut"], "click", 1)
    app.until(lambda: app.ask("return document.querySelector('input').value"), "")
    lines = app.context_menu(*_input(app))
    app.xdotool("mousemove", *lines["Paste"], "click", 1)
    app.until(lambda: app.ask("return document.querySelector('input').value"), "cut me")
    app.ask("document.querySelector('input').blur()")


def _input(app: Desk) -> tuple[int, int]:
    """Return where on the screen the page's input is."""
    x, y = app.place("Desktop")
    found = "const found = document.querySelector('input').getBoundingClientRect()"
    left, above = app.ask(f"{found}; return [found.left, innerHeight - found.top]")
    return x + round(left) + 30, y + app.height("Desktop") - round(above) + 8


def test_windows_are_of_the_bundle(app: Desk) -> None:
    assert app.xprop("Desktop", "WM_CLASS") == 'WM_CLASS(STRING) = "org.example.desktop", "org.example.desktop"'


def test_the_tray_icon_is_clicked_and_its_menu_chosen_from(app: Desk) -> None:
    app.ask("await menu.tray.set('Show: _\\nQuit: _')")
    app.until(lambda: app.screen.pixel(*_icon(app)), "#cc3300")
    app.xdotool("mousemove", *_icon(app), "click", 1)
    assert app.heard("tray") is True
    app.xdotool("click", 3)
    app.until(lambda: app.steer("popped"), True)
    app.xdotool("key", "Down", "Down", "Return")
    assert app.heard("menuItemSelected")["type"] == "tray"


def _icon(app: Desk) -> tuple[int, int]:
    """Return where the middle of the tray icon is."""
    x, y, width, height = app.steer("tray")
    return x + width // 2, y + height // 2


def test_pages_know_who_has_the_keyboard(app: Desk) -> None:
    app.ask("await createWindow({ index: 5, path: '/index.html', width: 300, height: 200 })")
    app.heard("awake", window=5)
    app.ask("await (await getWindow(5)).focus()")
    assert app.heard("blur", window=0) is False
    app.until(lambda: app.ask("return (await getWindow(5)).state.focused"), True)
    app.until(lambda: app.ask("return (await self.update()).state.focused"), False)
    app.ask("await self.focus()")
    assert app.heard("focus", window=0) is True
    app.ask("await (await getWindow(5)).close()")


def test_a_question_of_the_app_is_no_reason_to_pause_it(app: Desk) -> None:
    app.ask("(await import('oro:ipc')).request('permissions.request', { name: 'geolocation' })")
    app.until(lambda: app.steer("asked")[:3], [True, False, False])
    assert app.steer("asked") == [True, False, False, False]
    app.xdotool("key", "Escape")
    app.until(lambda: app.steer("asked"), [False, True, False, False])


def test_a_window_kept_in_front_stays_there(app: Desk) -> None:
    app.ask("await self.setPosition({ x: 100, y: 100 })")
    app.steer("open", gate="884400")
    app.ask("await createWindow({ index: 6, path: '/gated/884400', width: 300, height: 200, x: 150, y: 150 })")
    app.ask("await (await getWindow(6)).setAlwaysOnTop()")
    x, y = app.place("Gated")
    app.until(lambda: app.screen.pixel(x + 100, y + 100), "#884400")
    app.ask("await self.focus()")
    app.until(lambda: app.ask("return (await self.update()).state.focused"), True)
    assert app.screen.pixel(x + 100, y + 100) == "#884400"
    app.ask("await (await getWindow(6)).setAlwaysOnTop(false); await self.focus()")
    app.until(lambda: app.screen.pixel(x + 100, y + 100), "#336699")
    app.ask("await (await getWindow(6)).close()")


def test_files_are_dragged_from_another_program(app: Desk, tmp_path: Path) -> None:
    files = [tmp_path / "a b.txt", tmp_path / "ü.txt"]
    app.ask("await self.setPosition({ x: 200, y: 300 })")
    command = [sys.executable, str(HERE / "drag_source.py"), "900", "40", *map(str, files)]
    with subprocess.Popen(command, env=app.environment, stdout=subprocess.PIPE, text=True) as source:
        try:
            app.drag(source, "Desktop")
            assert app.heard("platformdrop")["files"] == [str(path) for path in files]
            assert app.heard("dragend")["inbound"] is True
            assert app.ask("return location.pathname") == "/index.html"
        finally:
            source.kill()


def test_no_window_is_ever_white(app: Desk) -> None:
    before = app.screen.pixel(150, 700)
    gate = "203040"
    options = (
        "{ index: 7, path: '/gated/203040', width: 300, height: 200, x: 20, y: 600, backgroundColorLight: '#102030' }"
    )
    app.steer("script", window=0, text=f"work(0, async ({{ createWindow }}) => {{ await createWindow({options}) }}); 0")
    seen: list[str] = []

    def look() -> str:
        colour = app.screen.pixel(150, 700)
        if colour not in seen:
            seen.append(colour)
        return colour

    app.until(look, "#102030")
    app.steer("open", gate=gate)
    app.until(look, f"#{gate}")
    assert seen == [before, "#102030", f"#{gate}"]
    app.ask("await (await getWindow(7)).close()")


def test_a_page_has_the_whole_screen_and_gives_it_back(app: Desk) -> None:
    app.ask(f"await menu.system.set('{BAR}')")
    width = app.ask("return innerWidth")
    listen = "({ key }) => key === 'f' && document.body.requestFullscreen()"
    app.ask(f"addEventListener('keydown', {listen}, {{ once: true }})")
    app.xdotool("key", "f")
    app.until(lambda: app.ask("return [innerWidth, innerHeight]"), [1280, 1024])
    app.ask("await document.exitFullscreen()")
    app.until(lambda: app.ask("return innerWidth"), width)


def test_a_window_put_away_has_no_keyboard(app: Desk) -> None:
    app.ask("await self.minimize()")
    assert app.heard("blur") is False
    app.until(lambda: app.ask("return (await self.update()).state.focused"), False)
    app.ask("await self.restore()")
    assert app.heard("focus") is True


def test_the_inspector_opens(app: Desk) -> None:
    app.ask("await createWindow({ index: 8, path: '/index.html', width: 300, height: 200 })")
    app.ask("await (await getWindow(8)).showInspector()")
    app.until(lambda: app.steer("inspected", window=8), True)
    app.ask("await (await getWindow(8)).close()")
