"""An app as it was written for Socket runs unchanged, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

pytestmark = pytest.mark.webview

HERE = Path(__file__).parent


@pytest.mark.parametrize("engine", engines())
def test_an_app_of_socket_runs_unchanged(engine: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, HERE / "app", "--test", str(HERE / "app.test.mjs"))
    report = parse_tap(output.splitlines())
    assert report.count, output
    assert [name for name, found in report.tests.items() if found.failures or not found.passed] == [], output
    assert code == 0, output
