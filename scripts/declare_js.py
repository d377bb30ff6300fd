"""Write the type declarations of every module of the workspace: folder `dts` of each package.

They come from the JSDoc types, by tsc. They are no part of a checkout, but of every wheel; `oro types`
reads them where it finds them.

    python scripts/declare_js.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import build_js

ROOT = build_js.ROOT
DECLARATIONS = "dts"


def packages() -> Iterator[tuple[Path, Path]]:
    """Yield the JavaScript folder and the package of each distribution that has one."""
    yield build_js.SOURCE, ROOT / "oro_framework"
    for folder in sorted(ROOT.glob("plugins/*/oro_*/js")):
        yield folder, folder.parent


def declare() -> None:
    """Write the declarations of every package anew.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: tsc found an error; nothing changed.
    """
    build_js.bundle()
    build_js.install_node_modules()
    with tempfile.TemporaryDirectory(prefix="oro-dts-") as name:
        made = Path(name)
        command = ["npx", "--no-install", "tsc", "-p", "tsconfig.types.json", "--outDir", name]
        subprocess.run(command, cwd=build_js.API, check=True)
        for source, package in packages():
            _take(made / source.relative_to(ROOT), source, package / DECLARATIONS)


def _take(made: Path, source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made, target)
    for written in source.rglob("*.d.ts"):  # those that people wrote: globals, bundled packages
        copy = target / written.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(written, copy)


if __name__ == "__main__":
    try:
        declare()
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"declare_js: {error}")
