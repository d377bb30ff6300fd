"""sql.js, and SQLite's own build with its databases in private files, do their job in every engine, unmodified."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from tests.page_tests import failures
from tests.web_libraries.library_app import HERE, make, scripts_of

pytestmark = [pytest.mark.webview, pytest.mark.slow]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the app."""
    return make(tmp_path_factory.mktemp("libraries"), HERE)


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("name", scripts_of(HERE))
def test_a_library_does_its_job(engine: str, name: str, app: Path, oro_engines: Engines) -> None:
    assert failures(engine, app, name, oro_engines.environment(engine)) == {}
