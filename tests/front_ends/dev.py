"""An app of a template under `oro dev`, with what a test needs to ask its page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oro_framework.cli.new import make, template_named
from oro_framework.testing import Engines

__all__ = ("PACKAGES", "Dev", "made")

HERE = Path(__file__).parent
PACKAGES = HERE.parents[1] / "npm" / "node_modules"
"""The packages of npm that set-up fetched, with `@oro/vite` of the checkout among them."""
DRIVEN = """

from driver import Driver  # noqa


@hookimpl
def oro_services():
    return [Greeter, Driver]
"""
BEGUN = "import { request as told } from 'oro:ipc'\ntold('driver.ready')\n"


def made(folder: Path, template: str, language: str = "") -> Path:
    """Make an app of a template with its packages; return its folder."""
    make(folder, template_named(template), language=language)
    (folder / "node_modules").symlink_to(PACKAGES)
    return folder


class Dev:
    """`oro dev` of an app whose page is driven."""

    def __init__(self, app: Path, engine: str, engines: Engines, arguments: Sequence[str] = ()) -> None:
        shutil.copy(HERE / "driver.py", app)
        with (app / "app.py").open("a") as file:
            file.write(DRIVEN)
        self.app = app
        command = [sys.executable, "-m", "oro_framework.cli", "dev", str(app), "--backend", engine, *arguments]
        self.process = subprocess.Popen(
            command,
            env=engines.environment(engine),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        self._guard = threading.Timer(60, self.process.kill)
        self._guard.start()
        self.heard: list[str] = []

    def until(self, text: str) -> str:
        """Read until a line begins with a text; return the rest of that line."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline().decode():
            self.heard.append(line)
            if line.startswith(text):
                return line.removeprefix(text).strip()
        raise AssertionError("".join(self.heard))

    def ask(self, expression: str) -> Any:
        """Wait until an expression gives something in the page; return that."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(expression).encode() + b"\n")
        return json.loads(self.until("TOLD"))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file of the app."""
        text = (self.app / name).read_text()
        assert old in text
        (self.app / name).write_text(text.replace(old, new))

    def end(self) -> int:
        """End it as Ctrl+C does; return its exit code."""
        self.process.terminate()
        out, _ = self.process.communicate()
        self._guard.cancel()
        self.heard.append(out.decode())
        return self.process.returncode
