"""The app of the JavaScript tests: programs built from the sources beside it, and a folder to lend to guests."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import wasmtime
from anyio import to_thread
from oro_wasm.builds.folders import tool_caches

from oro_framework import Call, Service, hookimpl, route

PROGRAMS = Path(__file__).resolve().parent / "programs"
TEXTS = runpy.run_path(str(PROGRAMS.parents[1] / "components" / "texts.py"))
TARGET = ("-target", "wasm32-wasi", "-Oz", "-s")
ENVIRONMENT = {"ZIG_GLOBAL_CACHE_DIR": str(tool_caches() / "zig"), **os.environ}
"""Where the C library is compiled already; Zig would take longer to do that than a test waits on a busy machine."""


class Programs(Service):
    """Builds programs when a page first wants them."""

    name = "programs"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(folder)
            self.box = self.folder / "box"
            self.read = self.folder / "read"
            yield

    @route("test.program", deadline=0)
    async def program(self, call: Call, name: str) -> bytes:
        """Return the module made of the source of that name."""
        return await to_thread.run_sync(self._built, name)

    @route("test.component")
    def component(self, call: Call, name: str) -> bytes:
        """Return the component of the tests of Python that has that name."""
        return bytes(wasmtime.wat2wasm(TEXTS[name]))

    @route("test.file", deadline=0)
    async def file(self, call: Call, name: str) -> str:
        """Write the module of that name into a file, and return its path."""
        path = self.folder / f"{name}.wasm"
        path.write_bytes(await to_thread.run_sync(self._built, name))
        return str(path)

    @route("test.project")
    def project(self, call: Call, text: str) -> str:
        """Write a project of one source file in C, and return its folder."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "main.c").write_text(text)
        return str(folder)

    @route("test.box")
    def lent(self, call: Call) -> dict[str, str]:
        """Make the folders anew that guests in the host are lent."""
        for folder in (self.box / "sub", self.read):
            folder.mkdir(parents=True, exist_ok=True)
        (self.box / "hello.txt").write_text("hello there")
        (self.box / "sub" / "deep.txt").write_text("deep")
        (self.read / "hello.txt").write_text("only read")
        links = {
            "link.txt": "hello.txt",
            "to-sub": "sub",
            "broken": "nowhere",
            "circle": "circle",
            "outside": "/etc/passwd",
            "above": "../../etc/passwd",
        }
        for name, target in links.items():
            if not (self.box / name).is_symlink():
                (self.box / name).symlink_to(target)
        return {"box": str(self.box), "read": str(self.read)}

    def _built(self, name: str) -> bytes:
        text = PROGRAMS / f"{name}.wat"
        if text.exists():
            return bytes(wasmtime.wat2wasm(text.read_text("utf-8")))
        made = self.folder / f"{name}.wasm"
        command = [sys.executable, "-m", "ziglang", "cc", *TARGET, "-o", str(made), str(PROGRAMS / f"{name}.c")]
        subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
        return made.read_bytes()


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the programs."""
    return [Programs]
