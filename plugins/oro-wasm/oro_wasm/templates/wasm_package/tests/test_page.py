"""What pages get from the plugin, in every engine that this machine has; ORO_TEST_ENGINES names others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from oro_framework.testing import Engines, engines

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def running() -> Iterator[Engines]:
    """Return the engines, with a display of their own where there is none."""
    found = Engines()
    yield found
    found.close()


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_in_a_page(engine: str, running: Engines) -> None:
    code, output = running.run(engine, HERE.parent, "--headless", "--test", str(HERE / "page.js"))
    assert code == 0, output
