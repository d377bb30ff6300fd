"""What the JavaScript tests expect is what Node says; `node` must be one that has sqlite (22.5 or later)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SUPPORT = Path(__file__).resolve().parent / "js" / "support"
SCRIPT = """
const sqlite = await import('node:sqlite').catch(() => null)
const { transcript } = await import(%s)
console.log(JSON.stringify(sqlite && transcript(sqlite)))
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")
def test_node_agrees() -> None:
    script = SCRIPT % json.dumps((SUPPORT / "scenario.js").as_uri())
    command = ["node", "--no-warnings", "--input-type=module", "-e", script]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(run.stdout)
    if told is None:
        pytest.skip("this node has no sqlite")
    assert told == json.loads((SUPPORT / "transcript.json").read_text())
