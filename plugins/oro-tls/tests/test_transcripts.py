"""What pages are held to is what Node does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

NAMES = ("plain", "net", "tls", "options", "streams")
SUPPORT = Path(__file__).resolve().parent / "js" / "support"


@pytest.mark.node20
@pytest.mark.parametrize("name", NAMES)
def test_node_tells_what_is_written_down(name: str) -> None:
    command = ["node", str(SUPPORT / "record.mjs"), f"{name}-scenarios.js"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout == (SUPPORT / f"{name}-transcripts.json").read_text("utf-8"), run.stderr


def test_every_scenario_is_written_down() -> None:
    for name in NAMES:
        scenarios = (SUPPORT / f"{name}-scenarios.js").read_text("utf-8")
        named = re.findall(r"^  async '(.*)' \(", scenarios, re.MULTILINE)
        written = re.findall(r'^  "(.*)": \{', (SUPPORT / f"{name}-transcripts.json").read_text("utf-8"), re.MULTILINE)
        assert named == written
