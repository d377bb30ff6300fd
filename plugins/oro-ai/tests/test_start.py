"""A start of an app: what a model needs is imported when somebody asks for one."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import anyio
from oro_ai import plugin
from oro_framework.testing.host import open_host

async def main():
    async with open_host(plugin) as app:
        assert (await app.call("diagnostics.query")).status
        print(*sorted(name for name in sys.modules if name.partition(".")[0] in FOREIGN or name in OURS))
        assert (await app.call("ai.llm.model.list")).data == []
        print(*sorted(name for name in sys.modules if name in OURS))

FOREIGN = {"llama_cpp", "numpy", "jinja2", "httpx_sse"}
MODELS = {"oro_ai.models.library", "oro_ai.models.contexts", "oro_ai.models.generation"}
OURS = {*MODELS, "oro_ai.engine", "oro_ai.api.endpoints"}
anyio.run(main, backend="trio")
"""


def test_nothing_of_the_engine_is_imported_before_somebody_asks() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    started, asked = found.stdout.split("\n")[:2]
    assert started == ""
    assert "oro_ai.models.library" in asked
