"""Fetch what builds of oro-wasm fetch from npm and as sources when first used, so that tests need no network.

With it come the programs of other people that its tests run, and of oro-container PHP, Pyodide, and the npm packages
that its tests stand beside.

    python scripts/fetch_toolchains.py

QuickJS is compiled, too, which takes half a minute once.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import trio
from oro_container.page_host.pyodide import fetch_pyodide
from oro_container.programs.php.php import fetch_php
from oro_wasm.builds.build import ReportKind
from oro_wasm.languages.assemblyscript.compiler import packages
from oro_wasm.languages.javascript.engine import interpreter as quickjs
from oro_wasm.languages.javascript.packages import componentize
from oro_wasm.languages.node import fetch_packages
from oro_wasm.languages.python.interpreter import interpreter as cpython

ROOT = Path(__file__).resolve().parent.parent
STRANGERS = ROOT / "plugins" / "oro-wasm" / "tests" / "strangers" / "packages.py"
PEERS = ROOT / "plugins" / "oro-container" / "tests" / "strangers"


async def main() -> None:
    """Fetch one after the other."""
    for each in (packages(), componentize()):
        await fetch_packages(each, say)
    await cpython(say)
    await quickjs(say)
    await fetch_php()
    await trio.to_thread.run_sync(fetch_pyodide, lambda text: say("progress", text))
    await fetch_npm_packages(PEERS)
    await runpy.run_path(str(STRANGERS))["fetch_strangers"](say)


async def fetch_npm_packages(folder: Path) -> None:
    """Fetch the packages of a folder's lock, unless they are there and newer than it."""
    fetched = folder / "node_modules" / ".package-lock.json"
    if fetched.exists() and fetched.stat().st_mtime > (folder / "package-lock.json").stat().st_mtime:
        return
    say("progress", f"fetching npm packages for {folder.relative_to(ROOT)}")
    await trio.run_process(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, stdout=sys.stderr.fileno()
    )


def say(kind: ReportKind, text: str) -> None:
    """Tell of the progress."""
    if kind == "progress":
        print(f"fetch_toolchains: {text}", flush=True)


if __name__ == "__main__":
    trio.run(main)
