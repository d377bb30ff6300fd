"""Freeze an app as an order says; runs within PyInstaller, by a spec file that calls `freeze`."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PyInstaller.building.api import COLLECT, EXE, PYZ
from PyInstaller.building.build_main import Analysis

from oro_build.freezing import gtk, qt
from oro_build.freezing.libraries import stripped, whole_links
from oro_build.freezing.order import Order, read_order
from oro_build.freezing.requirements import has_hook
from oro_framework.__pyinstaller import hook_folders
from oro_framework.__pyinstaller.collecting import packages_of, parts_of

__all__ = ("freeze",)

_TOOLS = [
    "PyInstaller",
    "pip",
    "tkinter",
    "test",
    "lib2to3",
    "idlelib",
    "ensurepip",
    "turtledemo",
]
_TOOLS += ["pytest", "_pytest", "mypy", "oro_build", "oro_framework.testing", "IPython", "sphinx", "hypothesis"]
_TOOLS += ["watchfiles", "componentize_py", "ziglang", "go", "PIL", "yaml", "numpy.f2py", "oro_framework.cli.dev"]
"""Modules that authors use, or that others import where they find them; what the app imports or requires goes in."""
_OTHER_VIEWS = ["android", "cef", "cocoa", "edgechromium", "mshtml", "winforms"]
_ENGINES = {
    "gtk": ["PyQt5", "PyQt6", "PySide2", "PySide6", "qtpy", "webview.platforms.qt", "gi"],
    "qt": ["gi", "webview.platforms.gtk"],
    "headless": ["PyQt5", "PyQt6", "PySide2", "PySide6", "qtpy", "webview", "gi"],
}
"""Modules that an engine's app leaves out; `gi` is collected by `gtk`, without the system's libraries."""


def freeze(path: str) -> None:
    """Freeze what the order in a file says."""
    order = read_order(Path(path))
    made = _analysed(order)
    if order.engine == "gtk":
        gtk.leave_out(made)
    elif order.engine == "qt":
        qt.leave_out(made, order.languages)
    made.binaries = stripped(made.binaries, Path(path).parent / "stripped")
    made.datas = [item for item in made.datas if item[0] not in order.left_out]
    places = {item[0] for item in (*made.binaries, *made.datas) if item[2] != "SYMLINK"}
    made.binaries, made.datas = whole_links(made.binaries, places), whole_links(made.datas, places)
    archive = PYZ(made.pure)
    options: dict[str, Any] = {"name": order.name, "console": True, "strip": False, "upx": False}
    if order.icon is not None:
        options["icon"] = str(order.icon)
    if order.one_file:
        EXE(archive, made.scripts, made.binaries, made.datas, [], **options)
        return
    program = EXE(archive, made.scripts, [], exclude_binaries=True, **options)
    COLLECT(program, made.binaries, made.datas, name=order.name, strip=False, upx=False)


def _own_hooks(order: Order) -> Iterator[str]:
    """Yield the folders of plugins' own hooks, which PyInstaller finds only where their metadata is up to date."""
    for name in order.distributions:
        for package in packages_of(name):
            spec = importlib.util.find_spec(package)
            for place in (spec.submodule_search_locations or ()) if spec is not None else ():
                if (folder := Path(place) / "__pyinstaller").is_dir():
                    yield str(folder)


def _excluded(order: Order) -> list[str]:
    needed = {package for name in order.requirements for package in packages_of(name)}
    others = [f"webview.platforms.{name}" for name in _OTHER_VIEWS]
    tools = [name for name in _TOOLS if name.partition(".")[0] not in needed]
    return [*tools, *_ENGINES.get(order.engine, []), *others]


def _analysed(order: Order) -> Any:
    hidden = ["oro_app_imports", "oro_framework.built.start"]
    data: list[tuple[str, str]] = []
    libraries: list[tuple[str, str]] = []
    for distribution in order.requirements:
        if any(has_hook(package) for package in packages_of(distribution)):
            hidden += packages_of(distribution)
            continue
        parts = parts_of(distribution)
        hidden += parts.modules
        data += parts.data
        libraries += parts.libraries
    if order.engine == "gtk":
        hidden += gtk.hidden()
        more, extensions = gtk.bindings(order.imports.parent)
        data += more
        libraries += extensions
    elif order.engine == "qt":
        hidden += qt.hidden()
    play = Path(hook_folders()[0]) / "rthooks" / "oro_play.py"
    made = Analysis(
        [str(order.entry)],
        pathex=[str(order.imports)],
        hiddenimports=hidden,
        datas=data,
        binaries=libraries,
        hookspath=[*hook_folders(), *_own_hooks(order)],
        hooksconfig={"oro_framework": {"distributions": list(order.distributions)}},
        runtime_hooks=[str(play)],
        excludes=_excluded(order),
    )
    made.datas += [(place, str(source), "DATA") for source, place in order.files]
    return made
