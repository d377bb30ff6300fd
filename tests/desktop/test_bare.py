"""A desktop without a tray, and an app whose configuration allows little."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give such an app on such a desktop."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), tray=False, app=HERE / "bare") as opened:
        yield opened


def test_where_no_tray_is_that_is_said(app: Desk) -> None:
    tried = app.tried("await menu.tray.set('Quit: _')")
    assert tried.get("error") == "NotSupportedError: Cannot show a tray icon: the desktop has no tray"


def test_a_page_that_may_not_hear_keys_is_told(app: Desk) -> None:
    assert app.tried("await hotkey.bind('F5')").get("error") == "SecurityError: The HotKey API is not allowed."


def test_a_page_that_may_not_has_no_whole_screen(app: Desk) -> None:
    app.until(lambda: app.ask("await self.focus(); return document.hasFocus()"), True)
    tell = "name => console.log('desktop ' + JSON.stringify({ window: 0, type: 'fullscreen', detail: name }))"
    ask = f"() => document.body.requestFullscreen().then(() => ({tell})('granted'), () => ({tell})('denied'))"
    app.ask(f"addEventListener('fullscreenchange', () => ({tell})('changed')); addEventListener('keydown', {ask})")
    app.xdotool("key", "f")
    assert app.heard("fullscreen") == "denied"
    assert app.ask("return innerWidth") == 600


def test_a_page_that_may_not_learns_no_paths(app: Desk, tmp_path: Path) -> None:
    app.ask("await self.setPosition({ x: 200, y: 300 })")
    command = [sys.executable, str(HERE / "drag_source.py"), "900", "40", str(tmp_path / "secret.txt")]
    with subprocess.Popen(command, env=app.environment, stdout=subprocess.PIPE, text=True) as source:
        try:
            app.drag(source, "Desktop")
            assert app.heard("platformdrop")["files"] == []
            assert app.ask("return location.pathname") == "/index.html"
        finally:
            source.kill()
