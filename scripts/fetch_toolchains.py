"""Fetch what builds of oro-wasm fetch from npm and as sources when first used, so that tests need no network.

With it come the programs of other people that its tests run, and of oro-container PHP, Pyodide, and the packages of npm
and Debian that its tests run; and the front-end tools with which `@oro/vite` and the templates are tested.

    python scripts/fetch_toolchains.py

QuickJS is compiled, too, which takes half a minute once.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import tempfile
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
NPM = ROOT / "npm"
"""With what the packages of npm in it, the templates and the examples of bundlers are tested."""
DEBIAN = ("adminer", "phpliteadmin")
"""Programs in PHP; they are unpacked and not installed, as then a web server would be installed with them."""


async def main() -> None:
    """Fetch one after the other."""
    for each in (packages(), componentize()):
        await fetch_packages(each, say)
    await cpython(say)
    await quickjs(say)
    await fetch_php()
    await trio.to_thread.run_sync(fetch_pyodide, lambda text: say("progress", text))
    for folder in (PEERS, NPM):
        await fetch_npm_packages(folder)
    await trio.to_thread.run_sync(fetch_debian_packages, PEERS / "debian")
    await runpy.run_path(str(STRANGERS))["fetch_strangers"](say)


async def fetch_npm_packages(folder: Path) -> None:
    """Fetch the packages of a folder's lock, unless they are there and newer than it."""
    fetched = folder / "node_modules" / ".package-lock.json"
    if fetched.exists() and fetched.stat().st_mtime > (folder / "package-lock.json").stat().st_mtime:
        return
    say("progress", f"fetching npm packages for {folder.relative_to(ROOT)}")
    # Not `npm ci`: a registry need not have what other platforms than this one's want.
    command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
    await trio.run_process(command, cwd=folder, stdout=sys.stderr.fileno())


def fetch_debian_packages(folder: Path) -> None:
    """Unpack the packages of Debian that are not there yet; where there is no apt, what needs them stays away."""
    wanted = [name for name in DEBIAN if not (folder / name).is_dir()]
    if not wanted or shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oro-debian-") as made:
        for name in wanted:
            say("progress", f"fetching Debian's package {name}")
            subprocess.run(["apt-get", "-qq", "download", name], cwd=made, check=False)
            for file in Path(made).glob(f"{name}_*.deb"):
                subprocess.run(["dpkg-deb", "--extract", file, folder / name], check=True)


def say(kind: ReportKind, text: str) -> None:
    """Tell of the progress."""
    if kind == "progress":
        print(f"fetch_toolchains: {text}", flush=True)


if __name__ == "__main__":
    trio.run(main)
