"""The small examples do what they show, in every engine."""

from __future__ import annotations

import pytest

from oro_framework.testing import Engines, engines
from tests.examples.app_tests import ROOT, run_page_test

pytestmark = pytest.mark.webview


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("example", ["hello", "fastapi"])
def test_an_example_works(oro_engines: Engines, engine: str, example: str) -> None:
    run_page_test(oro_engines, engine, ROOT / "examples" / example, example)
