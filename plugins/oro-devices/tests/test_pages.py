"""Devices in pages of real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).with_name("app")


def run(engine: str, test: str) -> int:
    """Run one file of tests in an engine; return the number of tests, all of which passed."""
    _, output = Engines().run(engine, APP, "--test", str(APP / test))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    return len(report.tests)


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_use_serial_ports(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ORO_DEVICES_SERIAL_PORTS", f"{tmp_path}/board=2341:0043")
    assert run(engine, "serial.js") == 10
