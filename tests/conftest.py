"""The node that pages are compared with, and the players of transcripts."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from oro_framework.testing.engines import Engines
from oro_framework.testing.transcripts import Players

ENOUGH = 20
"""The oldest node that is compared with."""


@pytest.fixture(scope="session")
def node() -> str:
    """Give the node to compare with."""
    found = shutil.which("node")
    version = subprocess.run([found or "false", "--version"], capture_output=True, text=True, check=False).stdout
    if not found or not version.startswith("v") or int(version[1:].split(".")[0]) < ENOUGH:
        pytest.skip(f"the differential suite compares with node {ENOUGH}")
    return found


@pytest.fixture(scope="session")
def players(node: str, oro_engines: Engines) -> Players:
    """Give the players of scenarios."""
    return Players(node, oro_engines)
