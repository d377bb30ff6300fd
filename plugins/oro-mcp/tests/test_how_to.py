"""The apps of the how-to pages do what the pages say."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from oro_framework.testing import Engines, engines

from .conftest import no_proxy

PAGES = Path(__file__).resolve().parents[3] / "docs" / "how-to"
FILE = re.compile(
    r"^```\{code-block\} \w+\n:caption: desk/(?P<name>\S+)\n\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
READER = """
import { request } from 'oro:ipc'
await request('stdout', { value: `told: ${text} ${JSON.stringify(data)}\\n` })
await request('application.exit', { value: 0 })
"""


def files_of(page: str, folder: Path) -> Mapping[str, str]:
    """Write the files of a page into a folder; return them."""
    files = {match["name"]: match["text"] for match in FILE.finditer((PAGES / page).read_text("utf-8"))}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return files


@pytest.mark.anyio
@pytest.mark.slow
async def test_an_agent_uses_the_app(tmp_path: Path) -> None:
    assert set(files_of("let-agents-use-an-app.md", tmp_path)) == {"oro.toml", "app.py"}
    heard: list[str | None] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message)

    arguments = ["-m", "oro_framework.cli", "mcp", str(tmp_path), "--client", "assistant"]
    environment = {**no_proxy(), "XDG_STATE_HOME": str(tmp_path / "state")}
    async with Client(StdioServerParameters(command=sys.executable, args=arguments, env=environment)) as client:
        assert client.instructions == "Notes of one person. Find before you add."
        assert {tool.name for tool in (await client.list_tools()).tools} == {"notes_find", "notes_add"}
        found = await client.call_tool("notes_find", {"text": "rent"}, progress_callback=hear)
        assert found.structured_content == {"result": [{"id": 0, "text": "Pay the rent"}]}
        assert heard == ["note 0", "note 1"]
        assert (await client.call_tool("notes_add", {"text": "x"})).structured_content == {"result": 2}
        (read,) = (await client.read_resource("notes://2")).contents
        assert read.text == "# x"  # type: ignore[union-attr]


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines()[:1])
def test_a_page_uses_a_server(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    files = files_of("use-tools-of-mcp-servers.md", tmp_path)
    assert set(files) == {"oro.toml", "index.html", "sums.py", "main.js", "ask.js"}
    (tmp_path / "main.js").write_text(files["main.js"] + READER, "utf-8")
    code, output = oro_engines.run(engine, tmp_path)
    assert code == 0, output
    assert 'told: 42 {"result":42}' in output
