"""The quick start of WebContainers runs in an app that maps its import, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview
APP = Path(__file__).parent / "app"


@pytest.mark.parametrize("engine", engines())
def test_the_quick_start_runs(engine: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, APP, "--test", str(APP / "program.js"))
    assert (code, "not ok" in output) == (0, False), output
    assert "# pass" in output or "\nok 1" in output, output
