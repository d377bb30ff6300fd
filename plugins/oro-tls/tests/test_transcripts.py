"""What pages are held to is what Node does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SUPPORT = Path(__file__).resolve().parent / "js" / "support"
NODE = shutil.which("node")
VERSION = "v20."


def _is_node_20() -> bool:
    return NODE is not None and subprocess.check_output([NODE, "--version"], text=True).startswith(VERSION)


@pytest.mark.skipif(not _is_node_20(), reason="Node 20 is not here")
@pytest.mark.parametrize("name", ["plain", "net", "tls"])
def test_node_tells_what_is_written_down(name: str) -> None:
    command = [NODE or "node", str(SUPPORT / "record.mjs"), f"{name}-scenarios.js"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout == (SUPPORT / f"{name}-transcripts.json").read_text("utf-8"), run.stderr


def test_every_scenario_is_written_down() -> None:
    for name in ("plain", "net", "tls"):
        scenarios = (SUPPORT / f"{name}-scenarios.js").read_text("utf-8")
        named = re.findall(r"^  async '(.*)' \(", scenarios, re.MULTILINE)
        written = re.findall(r'^  "(.*)": \{', (SUPPORT / f"{name}-transcripts.json").read_text("utf-8"), re.MULTILINE)
        assert named == written
