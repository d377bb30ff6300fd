"""Windows that are seen through, round, full screen and moved by their pages under a Wayland compositor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import Desk, desk

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(
        None in (shutil.which("weston"), shutil.which("xdotool")), reason="needs weston and xdotool of apt-get install"
    ),
]

BEHIND, BAR = "#336699", "#aa3366"


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app whose first window has the whole screen."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), server="wayland", tray=False) as opened:
        opened.until(lambda: opened.screen.find(BEHIND) is not None, True)
        opened.ask("await self.setFullScreen()")
        opened.until(lambda: opened.screen.pixel(640, 5), BEHIND)  # the pointer is in the corner
        yield opened


def test_what_is_behind_a_transparent_window_is_seen_and_its_page_moves_it(app: Desk) -> None:
    size = "width: 400, height: 300"
    app.ask(f"await createWindow({{ index: 3, path: '/clear.html', {size}, frameless: true, transparent: true }})")
    app.heard("awake", window=3)
    assert app.ask("return (await getWindow(3)).state.transparent") is True
    app.until(lambda: app.screen.find(BAR) is not None, True)
    x, y = app.screen.find(BAR) or (0, 0)
    assert app.screen.pixel(x - 20, y) == BEHIND
    app.pull((x + 20, y + 20), (x + 60, y + 120), 3)
    app.until(lambda: (app.screen.find(BAR) or (0, 0))[1] > y + 50, True)
    app.ask("await (await getWindow(3)).close()")
    app.until(lambda: app.screen.find(BAR), None)


def test_corners_are_round_and_the_rest_is_not_seen_through(app: Desk) -> None:
    options = "titlebarStyle: 'hiddenInset', radius: 40"
    app.ask(f"await createWindow({{ index: 4, path: '/frameless.html', width: 400, height: 300, {options} }})")
    app.heard("awake", window=4)
    app.until(lambda: app.screen.find("#225588") is not None, True)
    x, y = app.screen.find("#225588") or (0, 0)
    app.until(lambda: app.screen.pixel(x + 4, y - 36), BEHIND)
    assert app.screen.pixel(x + 200, y + 200) == "#225588"
    app.ask("await (await getWindow(4)).close()")


def test_what_the_session_refuses_says_why(app: Desk) -> None:
    options = "{ index: 5, path: '/clear.html', opacity: 0.5, skipTaskbar: true, alwaysOnTop: true }"
    app.ask(f"await createWindow({options})")
    app.heard("awake", window=5)
    found = "const { state } = await getWindow(5); return [state.opacity, state.skipTaskbar, state.alwaysOnTop]"
    assert app.ask(found) == [1, False, False]
    for script in (
        "await (await getWindow(5)).setOpacity(0.5)",
        "await (await getWindow(5)).setSkipTaskbar()",
        "await (await import('oro:screen')).cursor()",
    ):
        error = app.tried(script)["error"]
        assert error.startswith("NotSupportedError")
        assert "Wayland" in error
    app.ask("await (await getWindow(5)).close()")


def test_displays_are_told(app: Desk) -> None:
    names = "const screen = await import('oro:screen'); const { bounds, scale } = await screen.forWindow()"
    assert app.ask(f"{names}; return [bounds, scale]") == [{"x": 0, "y": 0, "width": 1280, "height": 1024}, 1]
