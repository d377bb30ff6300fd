"""The processor time that oro-wasm adds to the start of an app that does not use it."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping

from benchmarks.environment import PYTHON, ROOT

__all__ = ("measured",)

TIMES = 15
LOAD = """
import sys, time
from pathlib import Path
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
derived = {"meta_bundle_identifier": "com.example.benchmark", "plugins_enabled": sys.argv[2:]}
host = Host.load(load(Sources(derived=derived)), root=Path(sys.argv[1]), thorough=False)
assert not {"wasmtime", "oro_wasm.service"} & sys.modules.keys(), "oro-wasm was imported"
print(time.process_time() * 1000)
"""


def measured() -> Mapping[str, float]:
    """Return the milliseconds of processor time that oro-wasm, with its record, adds to the start of a host.

    Raises:
        RuntimeError: the host did not load, or it imported the plugin.
    """
    subprocess.run([PYTHON, "scripts/record_plugins.py"], cwd=ROOT, capture_output=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        for plugins in ((), ("wasm",)):
            _load(folder, *plugins)
        pairs = [(_load(folder, "wasm"), _load(folder)) for _ in range(TIMES)]
    return {"unused": statistics.median(mine for mine, _ in pairs) - statistics.median(bare for _, bare in pairs)}


def _load(folder: str, *plugins: str) -> float:
    environment = {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
    command = [str(PYTHON), "-c", LOAD, folder, *plugins]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the host did not load: {done.stderr[-2000:]}")
    return float(done.stdout)
