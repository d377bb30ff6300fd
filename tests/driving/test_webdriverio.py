"""WebdriverIO, unmodified, drives an app in both engines by `oro webdriver`."""

from __future__ import annotations

import pytest

from .clients import APP, run_client

pytestmark = [pytest.mark.webview, pytest.mark.slow]


def test_webdriverio_drives_an_app(node: str, webdriver_address: str, driven_engine: str) -> None:
    assert run_client(node, "webdriverio.mjs", webdriver_address, str(APP), driven_engine) == {
        "title": "Tally", "sum": "21", "shadow": "in the shadow", "asked": "How many?", "trusted": True,
    }  # fmt: skip
