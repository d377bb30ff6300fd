"""`lay_out`: makes an installation of a folder that was built. Blocking."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import msgspec

from oro_updater.errors import ReleaseError
from oro_updater.installation import INSTALLED, STATE, VERSIONS, Installation, Installed
from oro_updater.state import State, is_version

__all__ = ("lay_out",)


def lay_out(folder: Path, build: Path, installed: Installed, version: str) -> Installation:
    """Lay out a version that was built, so that it can be updated.

    Args:
        folder: a folder that is empty or does not exist.
        build: the folder that a build made.
        installed: what it is.
        version: its version.

    Raises:
        ReleaseError: the version is no name of a folder, the build has no such program, or a file cannot be copied.
    """
    if not is_version(version):
        raise ReleaseError(f'Cannot lay out version "{version}": write it of digits, letters and dots')
    if not (build / _program_file(installed.program)).is_file():
        raise ReleaseError(f'Cannot lay out "{build}": it has no program "{_program_file(installed.program)}"')
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(build, folder / VERSIONS / version, symlinks=True)
        (folder / INSTALLED).write_bytes(msgspec.json.encode(installed))
        for name, text in _launchers(installed.program):
            (folder / name).write_text(text, "utf-8")
            (folder / name).chmod(0o755)
        (folder / STATE).write_text(State(version=version).text(), "ascii")
    except OSError as error:
        # `copytree` gathers the errors of all files in one, which has neither a name nor a reason of its own.
        raise ReleaseError(f'Cannot lay out "{folder}": {error.strerror or error}') from error
    return Installation(folder)


def _program_file(name: str) -> str:
    return f"{name}.exe" if sys.platform == "win32" else name


def _launchers(program: str) -> Iterator[tuple[str, str]]:
    name = "launcher.cmd" if sys.platform == "win32" else "launcher.sh"
    text = resources.files("oro_updater").joinpath(name).read_text("utf-8")
    yield f"{program}.cmd" if sys.platform == "win32" else program, text.replace("@PROGRAM@", program)
