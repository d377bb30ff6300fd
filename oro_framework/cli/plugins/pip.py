"""pip, run by the interpreter that runs `oro`: it finds, downloads, installs and removes packages.

Nothing that is downloaded runs before it is installed: names are taken as wheels only. A folder or a source archive has
to be built, which runs its code; the command says so before.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from oro_framework.errors import Broken, UsageError

__all__ = ("download", "install", "uninstall", "wheels_of")

_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def wheels_of(target: str, folder: Path) -> list[Path]:
    """Put the wheel of a target into a folder, with those that it needs and this environment lacks.

    Args:
        target: a wheel, a folder or an archive on this machine, or a requirement such as `oro-dice` or `oro-dice==1.2`.
        folder: for the wheels.

    Raises:
        UsageError: there is no such package.
        Broken: pip failed.
    """
    if Path(target).exists() and not target.endswith(".whl"):
        _run(["wheel", "--no-deps", "--wheel-dir", str(folder), target], f'build "{target}"')
        [built] = folder.glob("*.whl")
        target = str(built)
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        options = ["--dry-run", "--quiet", "--report", report.name]
        _run(["install", *options, "--only-binary", ":all:", target], f'find "{target}"')
        found = json.loads(Path(report.name).read_bytes())["install"]
    return download([each["download_info"]["url"] for each in found], folder)


def download(addresses: Sequence[str], folder: Path) -> list[Path]:
    """Put wheels into a folder, and return those that are there.

    Raises:
        Broken: pip failed.
    """
    if addresses:
        _run(["download", "--quiet", "--no-deps", "--dest", str(folder), *addresses], "download what it needs")
    return sorted(folder.glob("*.whl"))


def install(wheels: Sequence[Path], folder: Path | None = None) -> None:
    """Install wheels, and nothing else: into a folder, or into this environment.

    Raises:
        Broken: pip failed.
    """
    where = ["--target", str(folder), "--upgrade"] if folder is not None else []
    _run(["install", "--quiet", "--no-deps", "--no-index", *where, *map(str, wheels)], "install it")


def uninstall(distribution: str) -> None:
    """Remove a package from this environment.

    Raises:
        Broken: pip failed.
    """
    _run(["uninstall", "--quiet", "--yes", distribution], f'remove "{distribution}"')


def _run(arguments: Sequence[str], verb: str) -> None:
    done = subprocess.run([*_PIP, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    told = done.stderr or done.stdout
    if "No module named pip" in told:
        raise Broken(f"Cannot {verb}: this environment has no pip; run: {sys.executable} -m ensurepip")
    if "No matching distribution" in told or "Could not find a version" in told:
        raise UsageError(f"Cannot {verb}: the package index has no wheel of that name that fits this Python")
    errors = [line for line in told.splitlines() if line.startswith("ERROR: ")]
    lines = [line for line in told.splitlines() if line.strip()] or ["pip says nothing"]
    raise Broken(f"Cannot {verb}: pip says: {(errors or lines)[-1].removeprefix('ERROR: ')}")
