"""Build the system flavour: an app and its packages in a folder, for Debian's Python and WebKitGTK. Blocking."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from oro_build.building import start_facts
from oro_build.built import Built, Component, Flavour
from oro_build.components import components_of
from oro_build.errors import BuildError
from oro_build.formats.shared_libraries import debian_packages
from oro_build.formats.tool import run_tool
from oro_build.freezing.metadata import write_metadata
from oro_build.planning.plan import Plan
from oro_build.system.debian import offered_packages
from oro_build.system.launcher import MODULES, launcher
from oro_build.system.modules import compiled_for, module_files
from oro_build.webkitgtk_packages import webkitgtk_packages
from oro_framework import __pyinstaller
from oro_framework.built.manifest import APP

__all__ = ("build_for_system",)

_PYTHON = Path("/usr/bin/python3")
_OF_ENGINE = {"pygobject", "pycairo"}
"""Distributions that Debian's packages of the engine stand for."""


def build_for_system(plan: Plan, folder: Path) -> Built:
    """Write an app for the system's Python into a folder and describe it.

    Libraries that Debian has in a sufficient version become dependencies; others are copied from this environment.

    Raises:
        BuildError: the plan is for another engine than `gtk`, or this environment has another Python than the system.
    """
    if plan.engine != "gtk":
        raise BuildError("Cannot build the system flavour: its engine is WebKitGTK; add --engine gtk")
    _check_python()
    shutil.rmtree(folder, ignore_errors=True)
    modules = folder / MODULES
    modules.mkdir(parents=True)
    names = [part.distribution for part in plan.parts if part.distribution.lower() not in _OF_ENGINE]
    offered = offered_packages([name for name in names if not name.startswith("oro-")], names)
    copied = [name for name in names if name not in offered]
    for name in copied:
        _copy(module_files(name), modules)
    _copy(write_metadata(names, folder / ".metadata"), modules)
    shutil.rmtree(folder / ".metadata")
    _write_app(plan, modules)
    program = folder / plan.product.name
    program.write_text(launcher(plan.product))
    program.chmod(0o755)
    return _described(plan, folder, offered, copied)


def _check_python() -> None:
    if not _PYTHON.exists():
        raise BuildError(
            "Cannot build the system flavour: this system has no /usr/bin/python3; build on Debian or Ubuntu"
        )
    told = run_tool([str(_PYTHON), "-c", "import sys; print(*sys.version_info[:2])"], "ask the system's Python")
    if tuple(map(int, told.split())) != sys.version_info[:2]:
        here, there = ".".join(map(str, sys.version_info[:2])), told.strip().replace(" ", ".")
        raise BuildError(
            f"Cannot build the system flavour: this environment has Python {here} and the system {there}; "
            "make the environment with /usr/bin/python3 -m venv"
        )


def _copy(files: Iterable[tuple[Path, str]], modules: Path) -> None:
    for source, place in files:
        target = modules / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _write_app(plan: Plan, modules: Path) -> None:
    """Write the app's own files, what a start reads of them, and the part that plays Python."""
    _copy(((path, f"{APP}/{path.relative_to(plan.folder).as_posix()}") for path in plan.files), modules)
    play = Path(__pyinstaller.hook_folders()[0]) / "rthooks" / "oro_play.py"
    _copy([(play, play.name)], modules)
    for name, value in start_facts(plan).items():
        (modules / name).write_bytes(msgspec.json.encode(value))


def _described(plan: Plan, folder: Path, offered: Mapping[str, Sequence[str]], copied: Sequence[str]) -> Built:
    compiled = [path.name for path in folder.rglob("*.so")]
    python = ["python3 (>= {}.{})".format(*sys.version_info), "python3-gi"]
    if any(map(compiled_for, compiled)):
        python.append(f"python3 (<< {sys.version_info[0]}.{sys.version_info[1] + 1})")
    relations = [each for name in sorted(offered) for each in offered[name]]
    return Built(
        product=plan.product,
        folder=folder,
        flavour=Flavour.SYSTEM,
        platform=sysconfig.get_platform().replace("-", "_").replace(".", "_") if compiled else "any",
        engine="gtk",
        components=_components(plan, folder, copied),
        sizes=_sizes(folder),
        requirements=[*python, *webkitgtk_packages(plan.product.icon), *relations, *debian_packages(folder)],
    )


def _components(plan: Plan, folder: Path, copied: Sequence[str]) -> list[Component]:
    within = replace(plan, parts=[part for part in plan.parts if part.distribution in copied])
    return [each for each in components_of(within, folder) if each.name != "Python"]


def _sizes(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in (folder / MODULES).rglob("*"):
        if path.is_file():
            part = path.relative_to(folder / MODULES).parts[0].partition(".")[0]
            found[part] = found.get(part, 0) + path.stat().st_size
    return dict(sorted(found.items(), key=lambda item: -item[1]))
