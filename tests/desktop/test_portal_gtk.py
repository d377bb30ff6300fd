"""The portals of xdg-desktop-portal and its part for GTK, as Debian has them: dialogs and settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing import engines
from oro_framework.testing.session_bus import SessionBus
from tests.desktop.desk import HERE, Desk, desk, lacking

LIBRARY = Path("/usr/libexec")
PROGRAMS = (
    ("xdg-permission-store", "org.freedesktop.impl.portal.PermissionStore"),
    ("xdg-desktop-portal-gtk", "org.freedesktop.impl.portal.desktop.gtk"),
    ("xdg-desktop-portal", "org.freedesktop.portal.Desktop"),
)
MISSING = [
    *lacking(),
    *(name for name, _ in PROGRAMS if not (LIBRARY / name).exists()),
    *([] if shutil.which("gsettings") else ["gsettings"]),
]
pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")]


@pytest.fixture(params=engines())
def app(
    request: pytest.FixtureRequest, bus: SessionBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Give an app on a desktop with the portals of GTK."""
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    with desk(request.param, tmp_path, tray=False, app=HERE / "files_app", bus=bus.address) as opened:
        for program, name in PROGRAMS:
            bus.start([str(LIBRARY / program)], name, {**opened.environment, "XDG_CURRENT_DESKTOP": "GNOME"})
        yield opened


def test_a_file_is_chosen_in_its_dialog(app: Desk, tmp_path: Path) -> None:
    tea = tmp_path / "tea.txt"
    tea.write_text("green")
    options = json.dumps({"title": "A tea", "contentTypeSpecs": "text/plain:.txt"})
    app.ask(f"globalThis.chosen = self.showOpenFilePicker({options}).catch(error => error.name)")
    answer(app, "A tea", str(tea))
    assert app.ask("return globalThis.chosen") == [str(tea)]
    app.ask(f"globalThis.chosen = self.showOpenFilePicker({options}).catch(error => error.name)")
    answer(app, "A tea", "")
    assert app.ask("return globalThis.chosen") == "AbortError"


def answer(app: Desk, title: str, path: str) -> None:
    """Type a path into the dialog of that title once it has the keyboard, or close it where there is none."""
    app.place(title)
    app.until(lambda: [app.xdotool("getwindowfocus")] == app.windows(title), True)
    if path:
        app.xdotool("type", "--delay", 40, path)
    app.xdotool("key", "Return" if path else "Escape")
    app.until(lambda: app.windows(title), [])


def test_the_settings_of_gtk_are_told_and_followed(app: Desk) -> None:
    change(app, "text-scaling-factor", "1.5")
    app.until(lambda: app.ask("return desktop.settings()")["textScale"], 1.5)
    app.ask("await desktop.followSettings()")
    change(app, "enable-animations", "false")
    app.until(lambda: app.ask("return document.documentElement.dataset.oroReducedMotion"), "reduce")
    if app.engine == "gtk":
        app.until(lambda: app.ask("return matchMedia('(prefers-reduced-motion: reduce)').matches"), True)
    change(app, "color-scheme", "prefer-dark")
    app.until(lambda: app.ask("return document.documentElement.style.colorScheme"), "dark")


def change(app: Desk, key: str, value: str) -> None:
    """Have the person change a setting, by the desktop's own program."""
    command = ["gsettings", "set", "org.gnome.desktop.interface", key, value]
    subprocess.run(command, env={**os.environ, **app.environment}, check=True)
