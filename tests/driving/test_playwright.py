"""Playwright, unmodified, drives an app under `oro run --remote-debugging`."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from oro_framework.testing import free_port
from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.waiting import PATIENCE, until_in_thread

from .clients import APP, run_client

pytestmark = [pytest.mark.webview, pytest.mark.slow]


@pytest.fixture(scope="module")
def port(oro_engines: Engines) -> Iterator[int]:
    """Run the app in Qt; give its port for debuggers."""
    if "qt" not in engines():
        pytest.skip("Qt is not installed")
    port = free_port()
    command = [*_run(oro_engines), "--backend", "qt", f"--remote-debugging={port}"]
    with subprocess.Popen(command, env=oro_engines.environment("qt"), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "Every program and user of this machine can drive this app's pages" in process.stderr.readline()
        until_in_thread(lambda: _answers(port) or process.poll() is not None)
        yield port
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def _run(oro_engines: Engines) -> Sequence[str]:
    return [sys.executable, "-m", "oro_framework.cli", "run", str(APP)]


def _answers(port: int) -> bool:
    try:
        return _status(port, "/json/version") == 200
    except OSError:
        return False


def _status(port: int, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_playwright_drives_an_app(node: str, port: int) -> None:
    assert run_client(node, "playwright.mjs", f"http://127.0.0.1:{port}") == {
        "title": "Tally", "said": "added 23", "frame": "within the frame", "shadow": "in the shadow",
        "trusted": True, "tree": True, "picture": "PNG",
    }  # fmt: skip


def test_pages_of_other_origins_cannot_connect(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/json/version")
    target = connection.getresponse().read().decode().partition("/devtools/browser/")[2].partition('"')[0]
    connection.close()
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    assert _status(port, f"/devtools/browser/{target}", **upgrade) == 101
    assert _status(port, f"/devtools/browser/{target}", **upgrade, Origin="http://example.org") == 403


def test_webkitgtk_says_what_it_has_instead(oro_engines: Engines) -> None:
    if "gtk" not in engines():
        pytest.skip("WebKitGTK is not installed")
    command = [*_run(oro_engines), "--backend", "gtk", f"--remote-debugging={free_port()}"]
    done = subprocess.run(
        command, env=oro_engines.environment("gtk"), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert "WEBKIT_INSPECTOR_HTTP_SERVER" in done.stderr
