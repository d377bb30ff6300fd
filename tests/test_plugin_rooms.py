"""The rooms of large plugins stand on each other in one order, and no module's imports lead back to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDERS: Mapping[str, str] = {
    "oro_ai": "errors choices settings data_folder events answer transcript history file_names server_events bindings "
    "python engine grammar chat llama pulling stores model_folders testing in_process out_of_process whisper upstream "
    "models cli api routes service",
    "oro_conduit": "errors settings windows wire testing carriers calls access clients server programs client cli "
    "routes service",
    "oro_devices": "device errors events settings permissions optional udev given watcher serial hid usb bluetooth "
    "support service",
    "oro_fs": "errors settings sandbox files handles routes service",
    "oro_process": "errors program events settings supervisor children routes service",
    "oro_sqlite": "errors settings wire engine databases routes service",
    "oro_sw": (
        "errors settings events urls registrations storage answers workers clients container interception routes "
        "service"
    ),
    "oro_tls": "verification errors events paths settings encoding options target certificates sockets secure services",
}
"""Rooms, and modules beside them, of a plugin: each imports from those before it. Its `plugin` knows all of them."""


def modules(package: str) -> Mapping[str, Path]:
    """Return the modules of a package by name."""
    (folder,) = ROOT.glob(f"plugins/*/{package}")
    found = {}
    for path in sorted(folder.rglob("*.py")):
        if "__pyinstaller" in path.parts:  # runs within PyInstaller
            continue
        parts = path.relative_to(folder.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(package: str) -> Iterator[tuple[str, str]]:
    """Yield every module of a package with each it imports, in functions and for hints as well."""
    known = modules(package)
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith(package):
                for each in node.names:
                    full = f"{node.module}.{each.name}"
                    yield name, full if full in known else node.module


def room(module: str) -> str:
    return f"{module}.".split(".")[1]


@pytest.mark.parametrize("package", ORDERS)
def test_a_room_imports_from_those_before_it(package: str) -> None:
    order = ["", *ORDERS[package].split(), "plugin"]
    assert {room(name) for name in modules(package)} <= set(order)
    upward = [
        f"{name} imports {other}"
        for name, other in imports(package)
        if order.index(room(other)) > order.index(room(name))
    ]
    assert not upward, "\n".join(upward)
