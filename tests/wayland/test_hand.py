"""An app under Weston with a hand on mouse and keyboard: keys, and another program beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import HERE, Desk, desk
from tests.desktop.test_desktop import BAR

MISSING = [name for name in ("weston", "xdotool") if shutil.which(name) is None]

PASTE = Path(__file__).with_name("paste.py")
PATIENCE = 60

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app under Weston."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), server="wayland") as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_heard(app: Desk) -> None:
    """Begin with a window that has the keyboard, and nothing told."""
    app.until(lambda: app.ask("return document.hasFocus() && (await self.update()).state.focused"), True)
    app.forget()


@contextmanager
def other(app: Desk) -> Iterator[None]:
    """Run another program, whose window has the keyboard when the block begins."""
    command = [sys.executable, str(HERE / "drag_source.py"), "0", "0"]
    with subprocess.Popen(command, env=app.environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            app.until(lambda: app.ask("return (await self.update()).state.focused"), False)
            yield
        finally:
            process.kill()


def test_keys_reach_hotkeys_menus_and_the_page(app: Desk) -> None:
    app.ask(f"await hotkey.bind('Control + k'); await menu.system.set('{BAR}')")
    app.xdotool("key", "ctrl+k")
    assert app.heard("hotkey") == "control + k"
    app.xdotool("key", "ctrl+g")
    assert app.heard("menuItemSelected")["title"] == "Go"
    app.ask("const input = document.querySelector('input'); input.value = 'written'; input.focus()")
    app.xdotool("key", "ctrl+a", "ctrl+x")
    app.until(lambda: app.ask("return document.querySelector('input').value"), "")
    app.ask("document.querySelector('input').blur(); await hotkey.reset()")


def test_another_program_keeps_the_keyboard(app: Desk) -> None:
    with other(app):
        app.ask("await self.focus()")
        app.xdotool("key", "F6")
        assert app.ask("return (await self.update()).state.focused || document.hasFocus()") is False
    app.until(lambda: app.ask("return document.hasFocus()"), True)
    app.xdotool("key", "F7")
    app.heard("keydown", lambda key: key == "F7")
    assert "F6" not in app.told("keydown")


def test_another_program_pastes_what_a_page_copied(app: Desk) -> None:
    app.ask("await (await import('oro:clipboard')).writeText('grüße')")
    command = [sys.executable, str(PASTE)]
    done = subprocess.run(command, env=app.environment, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == "grüße\n"
