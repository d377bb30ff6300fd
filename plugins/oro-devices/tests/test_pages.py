"""Devices in pages of real engines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).with_name("app")


def run(engine: str, test: str, app: Path = APP) -> int:
    """Run one file of tests in an engine; return the number of tests, all of which passed."""
    _, output = Engines().run(engine, app, "--test", str(app / test))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    return len(report.tests)


@pytest.fixture(autouse=True)
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORO_DEVICES_SERIAL_PORTS", f"{tmp_path}/board=2341:0043")
    monkeypatch.setenv("ORO_DEVICES_BLUETOOTH_SCAN", "0.5")


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize(("test", "count"), [("serial.js", 10), ("hid.js", 4), ("usb.js", 4)])
def test_pages_use_devices(engine: str, test: str, count: int) -> None:
    assert run(engine, test) == count


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_use_bluetooth(engine: str, bus: SessionBus) -> None:
    bus.start([sys.executable, str(APP.with_name("bluez.py"))], "org.bluez", os.environ)
    assert run(engine, "bluetooth.js") == 4
