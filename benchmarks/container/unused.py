"""Measure the processor time that oro-container adds to the start of an app that does not use it."""

from __future__ import annotations

import os
import site
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.aims import medians
from benchmarks.environment import ROOT

__all__ = ("measured",)

TIMES = 15
OWN = ("oro_container", "_editable_impl_oro_container")
"""How names of files begin by which the plugin is installed."""
LOAD = """
import site, sys, time
site.addsitedir(sys.argv[1])
from pathlib import Path
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
derived = {"meta_bundle_identifier": "com.example.benchmark", "plugins_enabled": sys.argv[3:]}
host = Host.load(load(Sources(derived=derived)), root=Path(sys.argv[2]), thorough=False)
used = [name for name in sys.modules if name.partition(".")[0] == "oro_container"]
assert bool(sys.argv[3:]) or not used, f"{used} were imported"
print(time.process_time() * 1000)
"""


def measured() -> Mapping[str, float]:
    """Return the milliseconds to load a host: without the plugin, with it installed, and with it enabled, not used.

    Raises:
        RuntimeError: the host did not load, or it imported the plugin that it does not enable.
    """
    subprocess.run([sys.executable, "scripts/record_plugins.py"], cwd=ROOT, capture_output=True, check=True)
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        packages = Path(next(path for path in site.getsitepackages() if path.endswith("-packages")))
        without = _linked(packages, folder / "without", OWN)
        installed = _linked(packages, folder / "installed", ())
        rounds = [
            {
                "start_without": _load(folder, without),
                "start": _load(folder, installed),
                "start_enabled": _load(folder, installed, "container"),
            }
            for _ in range(TIMES + 1)
        ][1:]

    def added(name: str) -> float:
        return statistics.median(one[name] - one["start_without"] for one in rounds)

    return {**medians(rounds), "unused": added("start"), "enabled": added("start_enabled")}


def _linked(packages: Path, folder: Path, left_out: tuple[str, ...]) -> Path:
    """Make a folder of links to the installed packages but some."""
    folder.mkdir()
    for path in packages.iterdir():
        if not path.name.startswith(left_out or ("\0",)):
            (folder / path.name).symlink_to(path)
    return folder


def _load(folder: Path, packages: Path, *plugins: str) -> float:
    environment = {**os.environ, "XDG_CACHE_HOME": f"{packages}-cache"}
    command = [sys.executable, "-S", "-c", LOAD, str(packages), str(folder), *plugins]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the host did not load: {done.stderr[-2000:]}")
    return float(done.stdout)
