"""Sign-in from a real page, by the browser that a desktop opens addresses with."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from oro_framework.desktop_entry import desktop_entry
from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

HERE = Path(__file__).resolve().parent
CONFIGURATION = """\
[meta]
bundle_identifier = "org.example.login"

[plugins]
enabled = ["login", "conduit"]

[login.work]
issuer = "{issuer}"
client_id = "app"
scopes = ["openid", "email"]
fetch = ["{issuer}/*"]
"""


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a person's program the browser of the desktop, as GLib and Python's webbrowser know it."""
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
        (tmp_path / name.lower()).mkdir()
    command = [sys.executable, str(HERE / "person.py")]
    monkeypatch.setenv("BROWSER", f"{' '.join(command)} %s &")
    applications = tmp_path / "data" / "applications"
    applications.mkdir()
    keys = {"MimeType": "x-scheme-handler/http;"}
    (applications / "person.desktop").write_text(desktop_entry("Person", command, keys, "%u"))
    defaults = "[Default Applications]\nx-scheme-handler/http=person.desktop\n"
    (tmp_path / "config" / "mimeapps.list").write_text(defaults)


@pytest.mark.webview
@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize("engine", engines())
def test_pages_sign_in(engine: str, hasty: str, tmp_path: Path) -> None:
    app = tmp_path / "app"
    shutil.copytree(HERE / "app", app)
    (app / "oro.toml").write_text(CONFIGURATION.format(issuer=hasty))
    _, output = Engines().run(engine, app, "--test", str(app / "page.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 6
