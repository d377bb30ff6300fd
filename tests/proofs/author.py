"""The machine of an app's author: Debian with its own Python, and an environment of nothing but wheels."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import wheels
from install import ROOT
from system_packages import QT, WEBKITGTK

from .roots import Root

__all__ = ("OURS", "author", "gather")

OURS = "oro-framework[all,gtk,build]"
_PYGOBJECT = "PyGObject<3.51"
"""As docs/how-to/install-an-engine.md says of Debian 12."""
_ENGINES = [name.rpartition("|")[2] for name in (*WEBKITGTK, *QT)]
"""Of a package with two names, the last is Debian 12's."""
_SYSTEM = ["python3-venv", "libpython3.11", "binutils", "libgirepository-1.0-1", *_ENGINES]


def gather(house: Path) -> None:
    """Fill a folder with wheels of all that an author installs: ours, and what they need."""
    if not any(wheels.WHEELS.glob("*.whl")):
        wheels.build()
    marker, wanted = house / "made", wheels.fingerprint()
    if marker.exists() and marker.read_text() == wanted:
        return
    house.mkdir(parents=True, exist_ok=True)
    for old in house.glob("oro_*.whl"):
        old.unlink()
    ours = {path.name.split("-")[0].replace("_", "-"): path.as_uri() for path in wheels.WHEELS.glob("*.whl")}
    constraints = house / "constraints.txt"
    plugins = "".join(f"{name} @ {address}\n" for name, address in ours.items() if name != "oro-framework")
    constraints.write_text((ROOT / "constraints.txt").read_text() + plugins)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(house), "--find-links", str(house)]
    framework = f"{OURS} @ {ours['oro-framework']}"
    subprocess.run([*command, "--constraint", str(constraints), framework, _PYGOBJECT], check=True, timeout=1800)
    marker.write_text(wanted)


def author(folder: Path, layer: Path, house: Path) -> Root:
    """Make the root of an author in a folder, unless it is there with these wheels; return one above it."""
    made = folder / "author"
    root = Root([layer], made, network=True)
    made.mkdir(parents=True, exist_ok=True)
    if not (made / "etc" / "packages-made").exists():
        root.run("apt-get", "update")
        root.install(*_SYSTEM)
        root.run("touch", "/etc/packages-made")
    wanted = (house / "made").read_text()
    marker = made / "opt" / "made"
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(made / "opt", ignore_errors=True)
        root.take(house, "/opt/wheels")
        root.run("/usr/bin/python3", "-m", "venv", "/opt/env")
        pip = ["/opt/env/bin/pip", "install", "--quiet", "--no-index", "--find-links", "/opt/wheels", _PYGOBJECT]
        root.run(*pip, OURS)
        marker.write_text(wanted)
    return root
