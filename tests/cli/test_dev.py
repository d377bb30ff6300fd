"""`oro dev` grants what an app asks for, and says or writes what that was."""

from __future__ import annotations

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
