"""Pyodide: Python compiled to WebAssembly, fetched when it is first wanted, and never shipped.

It is a package of npm. It comes by the `npm` of the machine, from the registry that people set there, and is taken only
with the checksum that is recorded here.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from oro_container.errors import CannotBoot
from oro_container.folders import cache_folder

__all__ = ("DISK", "FILES", "MEGABYTES", "VERSION", "fetch_pyodide", "find_pyodide")

VERSION = "314.0.7"
MEGABYTES = 5
"""The size of the download."""
DISK = 14
"""Megabytes once it is unpacked."""
INTEGRITY = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
"""The SHA-512 sum of the package."""
FILES: Mapping[str, str] = {
    "pyodide.mjs": "text/javascript",
    "pyodide.asm.mjs": "text/javascript",
    "pyodide.asm.wasm": "application/wasm",
    "pyodide-lock.json": "application/json",
    "python_stdlib.zip": "application/zip",
}
"""The files a page loads, with their types."""
_BY_HAND = f"npm pack pyodide@{VERSION}"


def _folder() -> Path:
    return cache_folder() / f"pyodide-{VERSION}"


def find_pyodide() -> Path | None:
    """Return the folder that has it, or None where it has to be fetched."""
    folder = _folder()
    return folder if all((folder / name).is_file() for name in FILES) else None


def fetch_pyodide(report: Callable[[str], None]) -> Path:
    """Return the folder that has it; fetch it first if it is not there. It blocks.

    Args:
        report: told how much is fetched.

    Raises:
        CannotBoot: it cannot be fetched; the message says why and what to do.
    """
    if (found := find_pyodide()) is not None:
        return found
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBoot(f"Cannot fetch Pyodide {VERSION}, which the page engine needs: npm is not here; install Node")
    report(f"fetching Pyodide {VERSION}: {MEGABYTES} MB, {DISK} MB on disk, kept for later")
    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unfinished-") as made:
        package = _fetched(npm, Path(made))
        whole = Path(made, "whole")
        whole.mkdir()
        _unpack(package, whole)
        try:
            whole.rename(folder)
        except OSError:
            if find_pyodide() is None:  # Not one that another process has put there meanwhile.
                shutil.rmtree(folder, ignore_errors=True)
                whole.rename(folder)
    report(f"Pyodide {VERSION} is ready")
    return folder


def _fetched(npm: str, folder: Path) -> Path:
    command = [npm, "pack", f"pyodide@{VERSION}", "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
    environment = {**os.environ, "npm_config_cache": str(folder / "npm"), "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    packages = list(folder.glob("*.tgz"))
    if done.returncode or not packages:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        why = next((line for line in lines if "npm error" in line), lines[-1] if lines else f"status {done.returncode}")
        raise CannotBoot(
            f"Cannot fetch Pyodide {VERSION}: {why}; connect to a network and try again, or see: {_BY_HAND}"
        )
    actual = base64.b64encode(hashlib.sha512(packages[0].read_bytes()).digest()).decode()
    if actual != INTEGRITY:
        raise CannotBoot(
            f"Cannot use Pyodide {VERSION} as it was fetched: its SHA-512 sum is {actual}, not {INTEGRITY}; "
            "nothing was installed; try again"
        )
    return packages[0]


def _unpack(package: Path, folder: Path) -> None:
    with tarfile.open(package) as archive:
        for name in FILES:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise CannotBoot(f"Cannot use Pyodide {VERSION} as it was fetched: it has no {name}")
            (folder / name).write_bytes(member.read())
