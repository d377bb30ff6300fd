"""What documents have at once comes along as functions, and nothing comes along that nobody asked for."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from oro_framework.host.resources.bundle import SCRIPTS
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.resources.preload_modules import preload_modules_script
from oro_framework.types import Module

PLUGIN = """
globalThis.runs = (globalThis.runs ?? 0) + 1
const names = { 'x.js': () => ({ name: 'x' }), 'y.js': () => ({ name: 'y' }) }
Object.assign(globalThis[Symbol.for('oro.runtime.modules')], names)
"""
ASKED = """
const registry = globalThis[Symbol.for('oro.runtime.modules')] ?? {}
const before = [globalThis.runs ?? 0, Object.keys(registry)]
const names = Object.keys(registry).map((name) => registry[name]().name)
console.log(JSON.stringify([...before, names, globalThis.runs ?? 0, typeof registry['ipc.js']]))
"""


@pytest.fixture
def table(tmp_path: Path) -> ModuleTable:
    """A plugin whose modules x and y are in one script, and one whose module z is served as it is."""
    for name in ("x.js", "y.js", "z.js"):
        (tmp_path / name).write_text("")
    (tmp_path / "script.js").write_text(PLUGIN)
    table = ModuleTable()
    script = Module(name=f"{SCRIPTS}oro_x", path=tmp_path / "script.js")
    table.add("oro-x", [*(Module(name=name, path=tmp_path / f"{name}.js") for name in "xy"), script])
    table.add("oro-z", [Module(name="z", path=tmp_path / "z.js")])
    return table


def run(script: str, first: str = "globalThis.isOroRuntime = true;") -> list[object]:
    if (node := shutil.which("node")) is None:
        pytest.skip("node is not here")
    done = subprocess.run([node, "-"], input=f"{first}{script};{ASKED}", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def test_a_script_is_run_once_and_only_when_one_of_its_modules_is_wanted(table: ModuleTable) -> None:
    assert run(preload_modules_script(table, ["x", "y"])) == [0, ["x.js", "y.js"], ["x", "y"], 1, "function"]


def test_documents_of_other_origins_have_nothing(table: ModuleTable) -> None:
    assert run(preload_modules_script(table, ["x"]), "") == [0, [], [], 0, "undefined"]


def test_a_module_that_is_in_no_script_is_left_out(table: ModuleTable) -> None:
    assert preload_modules_script(table, ["z", "nowhere"]) == ""
    assert preload_modules_script(table, []) == ""
