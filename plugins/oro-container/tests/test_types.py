"""The types of `oro:container` beside the declarations of `@webcontainer/api`, which `npm ci` fetches."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
DECLARATIONS = TESTS / "strangers" / "node_modules" / "@webcontainer" / "api"
COMPILER = TESTS.parents[2] / "js-api" / "node_modules" / "typescript" / "bin" / "tsc"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not DECLARATIONS.exists() or not COMPILER.exists(),
    reason="the package of WebContainer or TypeScript was not fetched, or node is not here",
)


def test_each_can_stand_for_the_other() -> None:
    ended = subprocess.run(
        ["node", str(COMPILER), "-p", str(TESTS / "types")], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "")
