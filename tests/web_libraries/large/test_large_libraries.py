"""DuckDB, ffmpeg.wasm, Pyodide and transformers.js do their job in every engine, unmodified, with threads.

Their packages have 700 MB, so only `make test-web-libraries` installs them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from tests.page_tests import failures
from tests.web_libraries.large import tiny_model
from tests.web_libraries.library_app import HERE, make, scripts_of

LARGE = HERE / "large"
PATIENCE = 600.0
"""Seconds that a library may take: the engines compile DuckDB's build with threads for a minute on a busy machine."""

pytestmark = [
    pytest.mark.webview,
    pytest.mark.slow,
    pytest.mark.skipif("ORO_TEST_LARGE" not in os.environ, reason="700 MB of packages: make test-web-libraries"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the app, with a model for transformers.js."""
    folder = make(tmp_path_factory.mktemp("libraries"), LARGE)
    tiny_model.write(folder / "models")
    return folder


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("name", scripts_of(LARGE))
def test_a_library_does_its_job(engine: str, name: str, app: Path, oro_engines: Engines) -> None:
    assert failures(engine, app, name, oro_engines.environment(engine), PATIENCE) == {}
