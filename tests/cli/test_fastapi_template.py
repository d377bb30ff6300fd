"""`oro new --template fastapi` makes an app that passes the tests that come with it, in a real engine too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.cli.new import make, template_named
from oro_framework.testing import engines


@pytest.mark.webview
def test_it_passes_the_tests_that_come_with_it(display: str, tmp_path: Path) -> None:
    make(tmp_path / "notes", template_named("fastapi"))
    env = {**os.environ, "DISPLAY": display, "ORO_TEST_ENGINES": " ".join(engines()[-1:])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path / "notes", env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
