"""The icon beside the clock on desktops that take it over D-Bus: what a panel there would do is done by gdbus."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from oro_framework.testing import engines
from oro_framework.testing.display import display_server
from tests.desktop.desk import INDICATORS, Desk, desk, lacking

MISSING = [*lacking(), *(name for name in ("dbus-daemon", "gdbus", INDICATORS) if shutil.which(name) is None)]

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")]

WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")


@pytest.fixture(params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on such a desktop."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), server=display_server(), indicators=True) as opened:
        yield opened


def call(app: Desk, name: str, path: str, method: str, *arguments: str) -> str:
    """Call a method over D-Bus; return what it answers as text, empty if it failed."""
    command = ["gdbus", "call", "--session", "--dest", name, "--object-path", path, "--method", method, *arguments]
    done = subprocess.run(command, env=app.environment, capture_output=True, text=True, check=False)
    return done.stdout


def found(app: Desk) -> tuple[str, str] | None:
    """Return name and path of the icon that the desktop took."""
    ask = ("org.freedesktop.DBus.Properties.Get", WATCHER[0], "RegisteredStatusNotifierItems")
    match = re.search(r"'([:\w.-]+)(/[\w/]+)?'", call(app, *WATCHER, *ask).replace("@as", ""))
    return None if match is None else (match[1], match[2] or "/StatusNotifierItem")


def test_the_icon_is_taken_and_its_menu_chosen_from(app: Desk) -> None:
    app.until(lambda: bool(call(app, *WATCHER, "org.freedesktop.DBus.Peer.Ping")), True)
    app.ask("await menu.tray.set('Show: _\\nQuit: _')")
    app.until(lambda: found(app) is not None, True)
    item = found(app)
    assert item is not None
    properties = call(app, *item, "org.freedesktop.DBus.Properties.GetAll", "org.kde.StatusNotifierItem")
    assert "The desktop of a test" in properties
    menu = re.search(r"'Menu': <objectpath '([^']+)'>", properties)
    assert menu is not None, properties
    layout = call(app, item[0], menu[1], "com.canonical.dbusmenu.GetLayout", "0", "int32 -1", "[]")
    quit_item = re.search(r"\((\d+), {[^}]*'label': <'_?Quit'>", layout)
    assert quit_item is not None, layout
    call(app, item[0], menu[1], "com.canonical.dbusmenu.Event", quit_item[1], "clicked", "<''>", "0")
    assert app.heard("menuItemSelected")["title"] == "Quit"
    if app.engine == "qt":
        call(app, *item, "org.kde.StatusNotifierItem.Activate", "0", "0")
        assert app.heard("tray") is True
