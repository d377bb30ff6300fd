"""Wheels and source distributions of all packages, and the proof that the latter make the former."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from release_versions import npm_packages, projects

__all__ = ("build", "differing", "digest", "in_order")

KEPT = "oro_llama-"
"""The beginning of the name of a wheel with a version of its own, which `make llama-wheel` makes."""


def build(folder: Path) -> None:
    """Write a wheel and a source distribution of every package, and npm's, into a folder, of which only the wheel of
    oro-llama is kept.

    Raises:
        subprocess.CalledProcessError: a package cannot be built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if not old.name.startswith(KEPT):
            old.unlink()
    for project in projects():
        _hatchling(project, folder, "sdist", "wheel")
    for package in npm_packages():
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
        subprocess.run(command, cwd=package, check=True, capture_output=True, text=True, timeout=600)


def differing(folder: Path) -> Iterator[str]:
    """Yield the wheels of a folder that its source distributions make otherwise, byte for byte.

    Raises:
        subprocess.CalledProcessError: a source distribution cannot be built.
    """
    for path in sorted(folder.glob("oro_*.tar.gz")):
        with tempfile.TemporaryDirectory(prefix="oro-sdist-") as name:
            with tarfile.open(path) as archive:
                archive.extractall(name, filter="data")
            [source] = Path(name).iterdir()
            _hatchling(source, Path(name, "made"), "wheel")
            [made] = Path(name, "made").glob("*.whl")
            if not (folder / made.name).is_file() or digest(folder / made.name) != digest(made):
                yield made.name


def in_order(folder: Path) -> list[Path]:
    """Return the files in the order of publishing."""
    order = [project.name.replace("-", "_") for project in projects()[1:]]
    order[:0] = [KEPT.rstrip("-"), "oro_framework"]

    def place(path: Path) -> tuple[int, str]:
        name = path.name.split("-")[0]
        return (order.index(name) if name in order else len(order), path.name)

    return sorted(folder.iterdir(), key=place)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hatchling(project: Path, folder: Path, *targets: str) -> None:
    wanted = [word for target in targets for word in ("-t", target)]
    command = [sys.executable, "-m", "hatchling", "build", *wanted, "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True, text=True, timeout=600)
