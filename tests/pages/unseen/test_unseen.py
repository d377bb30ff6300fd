"""`oro run --headless` lays pages out and draws them, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

pytestmark = pytest.mark.webview

HERE = Path(__file__).parent


@pytest.mark.parametrize("engine", engines())
def test_a_page_on_no_screen_is_laid_out_and_drawn(engine: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, HERE / "app", "--headless", "--test", str(HERE / "app.test.mjs"))
    report = parse_tap(output.splitlines())
    assert [name for name, found in report.tests.items() if found.failures or not found.passed] == [], output
    assert (code, len(report.tests)) == (0, 5), output
