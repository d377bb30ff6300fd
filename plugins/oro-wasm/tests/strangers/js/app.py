"""The app of the pages: programs of other people, a folder they may read, and what Node makes of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trio
from anyio import to_thread

from oro_framework import Call, Service, hookimpl, route

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from packages import fetch_strangers  # type: ignore[import-not-found]  # noqa: E402
from tree import write_tree  # type: ignore[import-not-found]  # noqa: E402


class Strangers(Service):
    """Has the programs at hand."""

    name = "strangers"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            self.tree = Path(folder, "tree")
            write_tree(self.tree)
            self.files: Mapping[str, Path] = await to_thread.run_sync(fetched)
            yield

    @route("test.stranger", deadline=0)
    async def stranger(self, call: Call, name: str) -> bytes:
        """Return the module of that name."""
        return await trio.Path(self.files[name]).read_bytes()

    @route("test.tree")
    def lent(self, call: Call) -> dict[str, Any]:
        """Return the folder, and the texts of its files."""
        files = {str(each.relative_to(self.tree)): each for each in self.tree.rglob("*") if each.is_file()}
        return {"host": str(self.tree), "files": {name: each.read_text("utf-8") for name, each in files.items()}}

    @route("test.reference", deadline=0)
    async def reference(self, call: Call, name: str, args: list[str], stdin: str = "") -> dict[str, Any]:
        """Return what Node makes of a program."""
        return await to_thread.run_sync(self._by_node, name, args, stdin)

    def _by_node(self, name: str, args: list[str], stdin: str) -> dict[str, Any]:
        folders = json.dumps({"/tree": str(self.tree)})
        node, script = shutil.which("node") or "node", HERE.parent / "reference.mjs"
        command = [node, str(script), str(self.files[name]), folders, *args]
        environment = {**os.environ, "NODE_NO_WARNINGS": "1"}
        done = subprocess.run(
            command, input=stdin, capture_output=True, encoding="utf-8", env=environment, timeout=120, check=False
        )
        return {"out": done.stdout, "err": done.stderr, "code": done.returncode}


def fetched() -> Mapping[str, Path]:
    """Return the files of the programs."""
    return trio.run(fetch_strangers, lambda kind, text: None)


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the programs."""
    return [Strangers]
