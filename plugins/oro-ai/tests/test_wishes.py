"""The example of the page of what others' users ask for ranks documents, with a model of random weights."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from oro_ai.testing import write_ranker

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "have-what-others-ask-for.md"
EXAMPLE = re.compile(r"^:caption: wishes/rank\.js\n\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TOML = """
[meta]
bundle_identifier = "org.example.rank"

[ai]
llm_model_path = "models"
llm_default_model = "ranker"
"""
TEST = """
import { test } from 'oro:test'
import { rank } from './rank.js'

test('documents are ranked', async (t) => {
  const documents = ['milk', 'a pot of tea', 'the weather']
  const ranked = await rank('What is there to drink?', documents)
  t.deepEqual([...ranked].sort(), [...documents].sort())
})
"""


@pytest.mark.parametrize("engine", engines())
def test_documents_are_ranked_without_a_server(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    example = EXAMPLE.search(PAGE.read_text("utf-8"))
    assert example is not None
    files = {"oro.toml": TOML, "index.html": "<!doctype html>", "rank.js": example["text"], "test.js": TEST}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "models").mkdir()
    write_ranker(tmp_path / "models" / "ranker.gguf")
    code, output = oro_engines.run(engine, tmp_path, "--test", str(tmp_path / "test.js"))
    assert code == 0, output
    assert "ok 1 documents are ranked" in output or "# ok" in output
