"""Measure installations of packages beside npm, both from one registry on loopback that serves the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.environment import ROOT
from benchmarks.rounds import Skipped

__all__ = ("PROJECTS", "measured", "record")

PROJECTS = ("express", "vite", "eslint", "jest")
MIRROR = ROOT / "build" / "registry"
"""The metadata and archives that were recorded; `--record` fetches them from the registry npm is configured with."""
REGISTRY = ROOT / "plugins" / "oro-container" / "tests" / "store" / "registry.py"
QUIET = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
PATIENCE = 600


def record() -> None:
    """Have npm install each project through a registry that keeps what it fetches.

    Raises:
        Skipped: there is no npm, or it failed.
    """
    asked = subprocess.run([npm(), "config", "get", "registry"], capture_output=True, text=True, check=True)
    upstream = asked.stdout.strip().rstrip("/") + "/"
    with tempfile.TemporaryDirectory() as folder, served(upstream) as registry:
        for project in PROJECTS:
            print(f"recording {project}", flush=True)
            place, cache = made(Path(folder), project, "record"), Path(folder, project)
            with_npm(place, cache, registry)
            with_oro(place.with_name(f"{project}-oro"), cache, registry, project)


def measured() -> Mapping[str, float]:
    """Install each project twice by each program, into new folders: with an empty cache, then with a full one.

    Raises:
        Skipped: nothing was recorded.
    """
    if not MIRROR.is_dir():
        raise Skipped("nothing is recorded yet; python -m benchmarks.container --record does that")
    found: dict[str, float] = {}
    # Folders are removed at the end only: ext4 is slow for minutes at making files where many were just removed.
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder,
        served() as registry,
    ):
        for project in PROJECTS:
            for when in ("cold", "warm"):
                name, top = f"{project}_{when}", Path(folder)
                found[f"{name}_npm"] = with_npm(made(top, project, f"npm-{when}"), top / f"npm-{project}", registry)
                place = made(top, project, f"oro-{when}")
                process, inside = with_oro(place, top / f"oro-{project}", registry, project)
                found |= {f"{name}_process": process, name: inside}
    return found


def npm() -> str:
    """Return the path of npm.

    Raises:
        Skipped: there is none.
    """
    path = shutil.which("npm")
    if path is None:
        raise Skipped("there is no npm here")
    return path


def made(folder: Path, project: str, name: str) -> Path:
    """Make a project that depends on one package."""
    place = folder / f"{project}-{name}"
    place.mkdir()
    (place / "package.json").write_text(json.dumps({"name": "x", "version": "1.0.0", "dependencies": {project: "*"}}))
    return place


def with_npm(place: Path, cache: Path, registry: str) -> float:
    """Return the seconds npm takes."""
    begun = time.perf_counter()
    run([npm(), "install", "--registry", registry, "--cache", str(cache), *QUIET], place)
    return time.perf_counter() - begun


def with_oro(place: Path, store: Path, registry: str, project: str) -> tuple[float, float]:
    """Return the seconds a new process takes, and those of the installation in it, as in a host that runs already."""
    if not place.exists():
        made(place.parent, project, place.name.removeprefix(f"{project}-"))
    begun = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.container.install", str(place), str(store), registry]
    told = run(command, ROOT)
    return time.perf_counter() - begun, float(json.loads(told)["seconds"])


def run(command: list[str], folder: Path) -> str:
    """Run a program and return its output.

    Raises:
        Skipped: it failed.
    """
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise Skipped(f"{Path(command[0]).name} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def served(upstream: str = "") -> Iterator[str]:
    """Serve what was recorded, in a process of its own; yield the address."""
    MIRROR.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(REGISTRY), str(MIRROR), *([upstream] if upstream else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
