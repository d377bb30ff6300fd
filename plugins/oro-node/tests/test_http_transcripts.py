"""What pages' `http` is held to is what Node does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

SUPPORT = Path(__file__).resolve().parent / "js" / "http" / "support"
NAMES = [
    ("scenarios.js", "transcripts.json"),
    ("agent-scenarios.js", "agent-transcripts.json"),
    ("https-scenarios.js", "https-transcripts.json"),
]


@pytest.mark.node20
@pytest.mark.parametrize(("scenarios", "transcripts"), NAMES)
def test_node_tells_what_is_written_down(scenarios: str, transcripts: str) -> None:
    command = ["node", str(SUPPORT / "record.mjs"), f"./{scenarios}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout == (SUPPORT / transcripts).read_text("utf-8"), run.stderr


@pytest.mark.parametrize(("scenarios", "transcripts"), NAMES)
def test_every_scenario_is_written_down(scenarios: str, transcripts: str) -> None:
    named = re.findall(r"^  async '(.*)' \(", (SUPPORT / scenarios).read_text("utf-8"), re.MULTILINE)
    written = re.findall(r'^  "(.*)": \{', (SUPPORT / transcripts).read_text("utf-8"), re.MULTILINE)
    assert named == written
