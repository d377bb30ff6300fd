"""The quick start of WebContainers and code of their guides run in apps that map their import, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview
HERE = Path(__file__).parent


@pytest.mark.parametrize("program", ["app/program.js", "app/guides.js", "documented/program.js"])
@pytest.mark.parametrize("engine", engines())
def test_it_runs(engine: str, program: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, (HERE / program).parent, "--test", str(HERE / program))
    assert (code, "not ok" in output) == (0, False), output
    assert "# pass" in output or "\nok 1" in output, output
