"""Documents are asked by agents and models, as a tool of the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.testing import open_host

pytestmark = pytest.mark.anyio


async def test_a_search_is_a_tool_that_answers_with_places(documents: Path) -> None:
    settings = {"mcp_expose": ["search.search"], "search_folders": [str(documents)]}
    async with open_host(installed=("search", "mcp"), settings=settings) as app:
        assert (await app.call("search.index", folder=str(documents))).status == 200
        (tool,) = (await app.call("mcp.tools", server="app")).data
        assert (tool["name"], tool["inputSchema"]["required"]) == ("search_search", ["folder", "question"])
        assert tool["description"].startswith("Find the passages of a folder's documents that answer a question")
        asked = json.dumps({"folder": str(documents), "question": "When is the rent due?"})
        reply = await app.call("mcp.call", server="app", tool=tool["name"], arguments=asked)
        (result,) = [
            json.loads(line.removeprefix("data: ")) for line in reply.body.decode().splitlines() if "data:" in line
        ]
        assert result["data"]["passages"][0]["place"] == "lease.pdf p. 2", result
        outside = json.dumps({"folder": str(documents.parent), "question": "treasure"})
        reply = await app.call("mcp.call", server="app", tool=tool["name"], arguments=outside)
        assert "it is in none of the folders of search_folders" in reply.body.decode()
