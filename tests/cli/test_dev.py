"""`oro dev` grants what an app asks for, and says or writes what that was."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

TOML = """# an app
[meta]
bundle_identifier = "org.example.needs" # its name
[plugins]
enabled = ["dns"]
[permissions]
default = "deny"
allow.os = false
"""
PAGE = """<!doctype html><script type="module">
import * as ipc from 'oro:ipc'
await ipc.request('dns.lookup', { hostname: '127.0.0.1' })
await ipc.request('window.setTitle', { targetWindowIndex: 0, value: 'hello' })
await ipc.request('application.exit')
</script>"""


GREETINGS = {
    engine: f"org.example.needs runs in {name}; changed files show at once\n"
    "F12: inspector   Ctrl+Shift+D: calls, events, permissions   Ctrl+C: end\n"
    for engine, name in (("gtk", "WebKitGTK"), ("qt", "QtWebEngine"))
}
"""The first lines of `oro dev`, by engine: before them comes nothing that is logged for those who debug the host."""


def run(oro_engines: Engines, app: Path, *arguments: str) -> tuple[str, str]:
    engine = engines()[-1]
    command = [sys.executable, "-m", "oro_framework.cli", "dev", str(app), "--backend", engine, *arguments]
    done = subprocess.run(
        command, env=oro_engines.environment(engine), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "index.html").write_text(PAGE)
    return tmp_path


def test_what_was_needed_is_printed(app: Path, oro_engines: Engines) -> None:
    out, err = run(oro_engines, app)
    assert tomllib.loads(out) == {
        "permissions": {
            "default": "deny",
            "allow": {"dns": True, "window": True},
            "dns": {"names": ["127.0.0.1"]},
        }
    }
    assert "oro dev --write adds it" in err
    assert err.startswith(GREETINGS[engines()[-1]])
    assert (app / "oro.toml").read_text() == TOML


def test_what_was_needed_is_written_and_is_enough(app: Path, oro_engines: Engines) -> None:
    _, err = run(oro_engines, app, "--write")
    assert "added to oro.toml: permissions_allow_dns, permissions_allow_window, permissions_dns_names" in err
    text = (app / "oro.toml").read_text()
    assert 'bundle_identifier = "org.example.needs" # its name' in text
    out, err = run(oro_engines, app, "--strict")
    assert tomllib.loads(out)["permissions"]["allow"] == {"dns": True, "window": True}
    assert "was denied" not in err


def test_strict_grants_nothing_that_is_not_configured(app: Path, oro_engines: Engines) -> None:
    out, err = run(oro_engines, app, "--strict")
    assert "allow" not in tomllib.loads(out)["permissions"]
    assert "dns was denied: [permissions] default" in err


@pytest.mark.parametrize("arguments", [["--backend", "nosuch"], ["--backend", "qt"]])
def test_no_change_is_waited_for_where_none_would_help(app: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "oro_framework.cli", "dev", str(app), *arguments]
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(command, env=bare, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stderr.count("Cannot ") == 1
    assert "waits for a change" not in done.stderr


@pytest.mark.parametrize("engine", engines())
def test_a_display_that_is_gone_is_named(app: Path, engine: str) -> None:
    command = [sys.executable, "-m", "oro_framework.cli", "dev", str(app), "--backend", engine]
    gone = {name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    gone["DISPLAY"] = ":7777"
    done = subprocess.run(command, env=gone, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(
        f'error: Cannot use backend "{engine}": no display can be opened: DISPLAY=:7777 does not answer; '
    )
