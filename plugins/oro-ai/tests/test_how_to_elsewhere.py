"""The app of the how-to page on models elsewhere does what the page says, with a server of the test's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from oro_ai.testing.upstream_server import Text, upstream_server

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "use-models-elsewhere-and-from-python.md"
FILE = re.compile(r"^```\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
READER = """
await request('stdout', { value: `told: ${answer.textContent} / ${summary.textContent}\\n` })
await request('application.exit', { value: 0 })
"""


@pytest.mark.parametrize("engine", engines()[:1])
def test_the_page_and_python_are_answered(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    files = {match["name"]: match["text"] for match in FILE.finditer(PAGE.read_text("utf-8"))}
    assert set(files) == {"oro.toml", "index.html", "main.js", "app.py"}
    with upstream_server() as server:
        server.plan(Text("It scatters."), Text("Light."))
        files["main.js"] += READER
        assert "http://127.0.0.1:8080/v1" in files["oro.toml"]
        files["oro.toml"] = files["oro.toml"].replace("http://127.0.0.1:8080/v1", server.url)
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        code, output = oro_engines.run(engine, tmp_path)
        assert code == 0, output
        assert "told: It scatters. / Light." in output
    assert server.requests[-1].body["model"] == "Qwen/Qwen2.5-0.5B-Instruct"
    assert server.requests[-1].body["messages"][0]["content"].endswith("It scatters.")
