"""npm's `apache-arrow` reads tables of Python in pages, and Python those of `apache-arrow`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

SOURCE = Path(__file__).with_name("arrow")

pytestmark = [pytest.mark.webview, pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the app with its package installed."""
    for library in ("numpy", "polars", "pyarrow"):
        pytest.importorskip(library)
    folder = tmp_path_factory.mktemp("arrow")
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    subprocess.run(["npm", "ci", *options], cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("engine", engines())
def test_tables_cross_both_ways(oro_engines: Engines, engine: str, app: Path) -> None:
    _, output = oro_engines.run(engine, app, "--test", str(app / "arrow.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
