"""The tests of `npm/vite`, the package `@oro/vite`, which Node runs: with Vite 6 and 8, esbuild and webpack."""

from __future__ import annotations

import subprocess

import pytest

from .dev import PACKAGES


@pytest.mark.slow
@pytest.mark.skipif(not PACKAGES.is_dir(), reason="set-up fetches the packages of npm")
def test_the_package_for_vite_passes_its_tests() -> None:
    command = ["npm", "test", "--silent"]
    done = subprocess.run(command, cwd=PACKAGES.parent, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped 0\n" in done.stdout
