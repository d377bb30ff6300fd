"""The packages that make WebAssembly of Python: componentize-py, and CPython compiled to WASI."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oro_wasm.builds.toolchains import NpmPackages, PyPackage
from oro_wasm.languages.node import npm_packages

__all__ = ("COMPONENTIZE", "RUNTIME_MODULE", "runtime")

COMPONENTIZE = PyPackage(
    name="componentize-py",
    version="0.25.1",
    module="componentize_py",
    megabytes=17,
    disk=46,
    requirements={
        "componentize-py==0.25.1": (
            "8623cd8cab8453cb0cd8bf03f3c7103420d06f2f3d360186a280a70a1ca5e89f",  # Linux, x86-64
            "7b6a87c520358166843af0daa86d2312d7af4cbcbbf1e598951085cf7f2991ca",  # Linux, aarch64
            "65fbc4a94df1de8acf7da50a1f5ed1711230188844e53e6332d99029be4e0afa",  # macOS, x86-64
            "a556991534cc496207a9d2ca733c4b0f17ed38ef56a8d6b5f1847fdf1225dd1b",  # macOS, arm64
            "c7fd552fb0849858b0c1e8981543ed5dff4b0cc1597a8ea0bc26a495786dc0c6",  # Windows, x86-64
        )
    },
)
"""Makes components, with a CPython in each."""

RUNTIME_MODULE = Path("node_modules", "@antonz", "python-wasi", "dist", "python.wasm")
"""The interpreter in the folder of its packages."""


@cache
def runtime() -> NpmPackages:
    """Return CPython 3.12 compiled to WASI with its standard library, for scripts (Apache-2.0 and PSF licenses)."""
    return npm_packages("python-wasi", "3.12.0", Path(__file__).parent / "runtime", megabytes=12, disk=26)
