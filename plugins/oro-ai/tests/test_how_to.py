"""The app of the how-to page does what the page says, with a model of random weights in place of the page's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from oro_ai.testing import write_model

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "run-a-language-model.md"
FILE = re.compile(r"^```\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
READER = """
import { request } from 'oro:ipc'

document.querySelector('form').requestSubmit()
new MutationObserver(async (_, observer) => {
  if (answer.textContent.length < 40) return
  observer.disconnect()
  document.querySelector('#stop').click()
  await request('stdout', { value: `answer: ${JSON.stringify(answer.textContent)}\\n` })
  await request('application.exit', { value: 0 })
}).observe(answer, { childList: true })
"""


@pytest.mark.parametrize("engine", engines()[:1])
def test_the_page_answers(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    files = {match["name"]: match["text"] for match in FILE.finditer(PAGE.read_text("utf-8"))}
    assert set(files) == {"oro.toml", "index.html", "main.js"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    with open(tmp_path / "main.js", "a", encoding="utf-8") as file:
        file.write(READER)
    with open(tmp_path / "oro.toml", "a", encoding="utf-8") as file:
        # Random weights end now and then before they have said much: their likeliest tokens go on.
        file.write("llm_default_temperature = 0\n")
    (tmp_path / "models").mkdir()
    name = re.search(r'llm_default_model = "(.*)"', files["oro.toml"])
    assert name is not None
    write_model(tmp_path / "models" / name[1], context=4096)
    code, output = oro_engines.run(engine, tmp_path)
    assert code == 0, output
    said = re.search(r'^answer: "(.*)"$', output, re.MULTILINE)
    assert said is not None, output
    assert "Failed to load" not in said[1]
