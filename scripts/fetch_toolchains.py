"""Fetch what builds of oro-wasm fetch from npm and as sources when first used, so that tests need no network.

With it come the programs of other people that its tests run, and the PHP of oro-container.

    python scripts/fetch_toolchains.py

QuickJS is compiled, too, which takes half a minute once.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import trio
from oro_container.programs.php.php import fetch_php
from oro_wasm.builds.build import ReportKind
from oro_wasm.languages.assemblyscript.compiler import packages
from oro_wasm.languages.javascript.engine import interpreter as quickjs
from oro_wasm.languages.javascript.packages import componentize
from oro_wasm.languages.node import fetch_packages
from oro_wasm.languages.python.interpreter import interpreter as cpython

STRANGERS = Path(__file__).resolve().parent.parent / "plugins" / "oro-wasm" / "tests" / "strangers" / "packages.py"


async def main() -> None:
    """Fetch one after the other."""
    for each in (packages(), componentize()):
        await fetch_packages(each, say)
    await cpython(say)
    await quickjs(say)
    await fetch_php()
    await runpy.run_path(str(STRANGERS))["fetch_strangers"](say)


def say(kind: ReportKind, text: str) -> None:
    """Tell of the progress."""
    if kind == "progress":
        print(f"fetch_toolchains: {text}", flush=True)


if __name__ == "__main__":
    trio.run(main)
