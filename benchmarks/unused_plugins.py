"""What plugins cost that are installed and that an app does not use."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.environment import ROOT

COUNT = 200

LOAD = """
import os, time
from pathlib import Path
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
derived = {"meta_bundle_identifier": "com.example.benchmark", "plugins_enabled": []}
host = Host.load(load(Sources(derived=derived)), root=Path(os.environ["BENCH_FOLDER"]))
print(time.process_time() * 1000)
"""


def cost_of_unused_plugins(python: Path, rounds: int) -> float:
    """Return the milliseconds that COUNT installed plugins add to an app that enables none.

    Processor time, interpreter included: a difference this small drowns in the wall clock.
    """
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        plugins = folder / "plugins"
        for number in range(COUNT):
            _write_plugin(plugins, f"oro_unused_{number}")
        empty = folder / "empty"
        empty.mkdir()
        for path in (empty, plugins):
            _load(python, path, folder)
        pairs = [(_load(python, empty, folder), _load(python, plugins, folder)) for _ in range(rounds * 3)]
    return statistics.median(with_them for _, with_them in pairs) - statistics.median(bare for bare, _ in pairs)


def _write_plugin(folder: Path, name: str) -> None:
    """Write a distribution as pip would leave it; importing it would end the run."""
    information = folder / f"{name}-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[oro]\n{name} = {name}\n")
    (folder / f"{name}.py").write_text("raise SystemExit('an unused plugin was imported')\n")


def _load(python: Path, plugins: Path, folder: Path) -> float:
    variables = {**os.environ, "PYTHONPATH": str(plugins), "BENCH_FOLDER": str(folder)}
    variables["XDG_CACHE_HOME"] = str(folder / "cache")
    done = subprocess.run([python, "-c", LOAD], env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the host did not load: {done.stderr[-2000:]}")
    return float(done.stdout)
