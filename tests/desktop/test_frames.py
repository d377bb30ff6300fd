"""Windows without the desktop's frame, in kiosks and in front of their parents: real presses, a window manager."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]

FRAMELESS = "index: 3, path: '/frameless.html', width: 400, height: 300, x: 100, y: 100"
STATE = "return (await getWindow({})).state.{}"


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), tray=False) as opened:
        yield opened


@pytest.fixture
def frameless(app: Desk) -> Iterator[Desk]:
    """Give the app with a frameless window at 100, 100, whose corners are round and whose buttons are drawn."""
    app.ask(f"await createWindow({{ {FRAMELESS}, titlebarStyle: 'hiddenInset', radius: 20 }})")
    app.heard("awake", window=3)
    app.until(lambda: app.place("Frameless"), (100, 100))
    yield app
    app.ask("await (await getWindow(3))?.close()")
    app.until(lambda: app.ask("return await getWindow(3)"), None)
    app.forget()


def test_a_part_of_the_page_moves_its_window_and_what_is_used_in_it_does_not(frameless: Desk) -> None:
    app = frameless
    app.pull((170, 120), (270, 170), 3)  # a button
    app.pull((260, 120), (360, 170), 3)  # marked as no part to drag by
    assert app.box("Frameless") == [100, 100, 400, 300]
    app.pull((120, 120), (220, 170), 3)
    app.until(lambda: _within(app.box("Frameless")[:2], (200, 150), 40), True)
    x, y = app.place("Frameless")
    app.pull((x + 20, y + 20), (x + 120, y + 70), 3)
    app.until(lambda: _within(app.box("Frameless")[:2], (x + 100, y + 50), 40), True)


def test_a_region_of_css_moves_its_window_where_the_engine_tells_of_it(frameless: Desk) -> None:
    app = frameless
    app.pull((150, 175), (250, 255), 3)
    app.until(lambda: _within(app.box("Frameless")[:2], (200, 180) if app.engine == "qt" else (100, 100), 40), True)


def test_edges_resize_the_window_and_say_so_by_the_pointer(frameless: Desk) -> None:
    app = frameless
    pointer = "return getComputedStyle(document.body).cursor"
    app.xdotool("mousemove", 498, 250, "mousemove", 497, 251)
    app.until(lambda: app.ask(pointer, window=3), "ew-resize")
    app.pull((497, 251), (547, 251), 3)
    app.until(lambda: _within(app.box("Frameless")[2:], (450, 300), 15), True)
    width, height = app.box("Frameless")[2:]
    app.pull((100 + width - 8, 100 + height - 8), (150 + width - 8, 150 + height - 8), 3)
    app.until(lambda: _within(app.box("Frameless")[2:], (width + 50, height + 50), 15), True)
    app.xdotool("mousemove", 300, 250, "mousemove", 301, 251)
    app.until(lambda: app.ask(pointer, window=3), "auto")


def _within(found: Sequence[int], wanted: tuple[int, int], reach: int) -> bool:
    """Return whether two numbers are about those: a window manager begins a little after the pointer."""
    return all(abs(each - want) <= reach for each, want in zip(found, wanted, strict=True))


def test_a_double_click_maximizes_and_restores(frameless: Desk) -> None:
    app = frameless
    app.xdotool("mousemove", 120, 120, "click", "--repeat", 2, "--delay", 60, 1)
    app.heard("windowstatechange", lambda detail: detail["index"] == 3 and detail["maximized"], window=3)
    app.until(lambda: app.box("Frameless"), [0, 0, 1280, 1024])
    app.xdotool("mousemove", 330, 20, "click", "--repeat", 2, "--delay", 60, 1)
    app.heard("windowstatechange", lambda detail: detail["index"] == 3 and not detail["maximized"], window=3)
    app.until(lambda: app.box("Frameless"), [100, 100, 400, 300])


def test_corners_are_round_and_buttons_are_drawn(frameless: Desk) -> None:
    app = frameless
    app.until(lambda: app.screen.pixel(120, 120), "#aa3366")
    assert app.screen.pixel(101, 101) == "#000000"
    names = ["--oro-titlebar-height", "--oro-titlebar-right"]
    style = (
        f"const style = getComputedStyle(document.documentElement); return {names}.map(n => style.getPropertyValue(n))"
    )
    assert app.ask(style, window=3) == ["36px", "100px"]
    area = "const { x, width } = navigator.windowControlsOverlay.getTitlebarAreaRect(); return [x, width]"
    assert app.ask(area, window=3) == [0, 300]
    app.xdotool("mousemove", 450, 118, "click", 1)
    app.until(lambda: app.ask(STATE.format(3, "maximized")), True)
    app.until(lambda: app.screen.pixel(1, 1), "#aa3366")
    app.xdotool("mousemove", 1260, 18, "click", 1)
    app.until(lambda: app.ask("return await getWindow(3)"), None)


def test_a_kiosk_is_left_by_the_app_alone(app: Desk) -> None:
    app.ask("await createWindow({ index: 4, path: '/frameless.html', kiosk: true })")
    app.heard("awake", window=4)
    app.until(lambda: app.ask(STATE.format(4, "fullscreen")), True)
    app.until(lambda: app.box("Frameless"), [0, 0, 1280, 1024])
    app.until(lambda: app.ask("return document.hasFocus()", window=4), True)
    app.forget()
    app.pull((600, 10), (700, 200), 4)
    app.xdotool("mousemove", 400, 400, "click", 3)
    app.heard("pointerdown", window=4)
    assert app.steer("popped") is False
    app.xdotool("key", "F11", "alt+F4", "F7")
    app.heard("keydown", lambda key: key == "F7", window=4)
    assert app.ask(STATE.format(4, "fullscreen")) is True
    assert "kiosk" in app.tried("await (await getWindow(4)).setFullScreen(false)")["error"]
    app.ask("await (await getWindow(4)).setKiosk(false)")
    app.until(lambda: app.ask(STATE.format(4, "fullscreen")), False)
    app.ask("await (await getWindow(4)).close()")
    app.until(lambda: app.ask("return await getWindow(4)"), None)


def test_a_modal_window_takes_the_input_of_its_parent_and_closes_with_it(app: Desk) -> None:
    parent = "{ index: 5, path: '/index.html', width: 500, height: 300, x: 100, y: 100 }"
    app.ask(f"await createWindow({parent})")
    app.heard("awake", window=5)
    app.xdotool("mousemove", 150, 150, "click", 1)
    app.heard("pointerdown", window=5)
    child = "{ index: 6, path: '/frameless.html', width: 200, height: 150, x: 350, y: 180, parent: 5, modal: true }"
    app.ask(f"await createWindow({child})")
    app.heard("awake", window=6)
    app.until(lambda: app.screen.pixel(360, 220), "#aa3366")
    app.forget()
    app.xdotool("mousemove", 150, 150, "click", 1)
    app.xdotool("mousemove", 400, 300, "click", 1)
    app.heard("pointerdown", window=6)
    assert app.told("pointerdown") == []
    assert app.screen.pixel(360, 220) == "#aa3366"
    app.ask("await (await getWindow(5)).close()")
    app.until(lambda: app.ask("return [await getWindow(5), await getWindow(6)]"), [None, None])


def test_a_window_is_from_the_start_what_its_options_say(app: Desk) -> None:
    options = "index: 7, path: '/clear.html', maximized: true, skipTaskbar: true, alwaysOnTop: true, transparent: true"
    app.ask(f"await createWindow({{ {options}, opacity: 0.5 }})")
    app.heard("awake", window=7)
    app.until(lambda: app.ask(STATE.format(7, "maximized")), True)
    wanted = {"_NET_WM_STATE_SKIP_TASKBAR", "_NET_WM_STATE_ABOVE", "_NET_WM_STATE_MAXIMIZED_VERT"}
    app.until(lambda: wanted <= set(app.xprop("Clear", "_NET_WM_STATE").replace(",", "").split()), True)
    told = app.ask("const { state } = await getWindow(7); return [state.transparent, state.opacity, state.alwaysOnTop]")
    assert told == [False, 1, True]  # there is no compositor
    app.ask("await (await getWindow(7)).setSkipTaskbar(false)")
    app.until(lambda: "SKIP_TASKBAR" in app.xprop("Clear", "_NET_WM_STATE"), False)
    assert "compositor" in app.tried("await (await getWindow(7)).setOpacity(0.5)")["error"]
    app.ask("await (await getWindow(7)).close()")
    app.ask("await createWindow({ index: 8, path: '/clear.html', minimized: true })")
    app.heard("awake", window=8)
    app.until(lambda: app.ask(STATE.format(8, "minimized")), True)
    app.ask("await (await getWindow(8)).close()")


def test_a_window_opens_on_the_display_that_is_named(app: Desk) -> None:
    app.ask("globalThis.screens = await import('oro:screen')")
    name = app.ask("return (await screens.primary()).name")
    app.ask(f"await createWindow({{ index: 9, path: '/clear.html', width: 300, height: 200, display: '{name}' }})")
    app.heard("awake", window=9)
    x, y = app.ask("const { position } = await (await getWindow(9)).update(); return [position.x, position.y]")
    assert abs(x - 490) < 20
    assert abs(y - 412) < 30
    app.until(lambda: app.ask("return (await screens.forWindow({ index: 9 }))?.name"), name)
    app.xdotool("mousemove", 321, 234)
    assert app.ask("return await screens.cursor()") == {"x": 321, "y": 234}
    app.ask("await (await getWindow(9)).close()")
