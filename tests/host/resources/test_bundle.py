"""Modules are served from the scripts that hold them only while those are as new as the modules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from oro_framework.host.resources.bundle import SCRIPTS, Bundle, bundled, realm_script, usable, warn_of_changed
from oro_framework.host.resources.module_files import framework_modules, modules_in

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout's modules in their room: one is in a script, one is not."""
    folder = tmp_path / "src"
    for name in (
        "node/a.js",
        "node/b.js",
        "internal/bundle/base.js",
        "internal/bundle/facades/a.js",
        "../vendor/core.mjs",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (folder / "rooms.json").write_text('{"internal": "internal/", "node": ""}')
    (folder / "internal" / "bundle" / "made").write_text("node/a.js\n")
    return folder.resolve()


def paths(folder: Path) -> dict[str, Path]:
    return {module.name: module.path for module in bundled(Bundle.of_framework(folder), framework_modules(folder))}


def test_a_module_in_a_script_is_served_as_its_facade(folder: Path) -> None:
    served = paths(folder)
    assert served["a"] == folder / "internal" / "bundle" / "facades" / "a.js"
    assert served["b"] == folder / "node" / "b.js"


@pytest.mark.parametrize(("name", "still"), [("node/a.js", False), ("node/b.js", True)])
def test_a_newer_source_ends_it_when_it_is_in_a_script(folder: Path, name: str, still: bool) -> None:
    later = (folder / "internal" / "bundle" / "made").stat().st_mtime_ns + 1_000_000
    os.utime(folder / name, ns=(later, later))
    assert usable(folder) is still
    assert (paths(folder)["a"] != folder / "node" / "a.js") is still


def test_without_scripts_everything_is_served_as_it_is(folder: Path) -> None:
    (folder / "internal" / "bundle" / "made").unlink()
    assert paths(folder)["a"] == folder / "node" / "a.js"


def test_an_installed_framework_has_no_sources_to_compare(folder: Path) -> None:
    later = (folder / "internal" / "bundle" / "made").stat().st_mtime_ns + 1_000_000
    os.utime(folder / "node" / "a.js", ns=(later, later))
    (folder.parent / "vendor" / "core.mjs").unlink()
    assert usable(folder)


def test_realms_begin_with_scripts_that_know_where_they_are_from(folder: Path) -> None:
    (folder / "boot").mkdir()
    (folder / "boot" / "node-globals.js").write_text("(function (base) { g })\n")
    (folder / "boot" / "workers.js").write_text("(function (base) { w })\n")
    both = realm_script(folder, "oro://b", with_globals=True)
    assert '(function (base) { w })("oro://b/oro/internal");' in both
    assert '(function (base) { g })("oro://b/oro/internal/bundle");' in both
    assert "{ g }" not in realm_script(folder, "oro://b", with_globals=False)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The modules of an installed plugin, and the script that has them."""
    folder = tmp_path / "oro_x" / "js"
    for name in ("x.js", "../bundle/script.js", "../bundle/facades/x.js"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "oro_x" / "bundle" / "made").write_text("x.js\n")
    return folder.resolve()


def test_the_modules_of_a_plugin_are_in_a_script_of_its_package(package: Path) -> None:
    served = {module.name: module.path for module in bundled(Bundle.of_package(package), modules_in(package))}
    assert served == {
        "x": package.parent / "bundle" / "facades" / "x.js",
        f"{SCRIPTS}oro_x": package.parent / "bundle" / "script.js",
    }


def test_what_a_plugin_has_beside_its_modules_at_once_is_in_a_second_script(package: Path) -> None:
    (package.parent / "bundle" / "more.js").write_text("")
    served = list(bundled(Bundle.of_package(package), modules_in(package)))
    assert [module.name for module in served] == ["x", f"{SCRIPTS}oro_x", f"{SCRIPTS}oro_x.more"]


def checkout(tmp_path: Path) -> Bundle:
    """Make a workspace with one plugin whose module is in no script."""
    folder = tmp_path / "plugins" / "oro-x" / "oro_x" / "js"
    for path in (folder / "x.js", tmp_path / "js-api" / "vendor" / "plugins.mjs"):
        path.parent.mkdir(parents=True)
        path.write_text("")
    return Bundle.of_package(folder)


def test_scripts_of_a_checkout_that_are_not_up_to_date_are_an_error_in_the_log(
    tmp_path: Path, package: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warn_of_changed([Bundle.of_package(package)])
    assert caplog.text == ""
    stale = checkout(tmp_path)
    warn_of_changed([stale])
    assert "run python scripts/build_js.py" in caplog.text
    assert "other folders" not in caplog.text
    caplog.clear()
    warn_of_changed([stale, stale, stale])
    assert [record.getMessage().count("and 2 other folders") for record in caplog.records] == [1]


APART = {
    "x.js": "/**\n * @atonce\n */\nimport { y } from './x/y.js'\nexport class Named {}\nexport const x = y\n",
    "x/y.js": "export const y = {}\n",
    "x/z.js": "import { y } from './y.js'\nexport const z = y\n",
}
RUN_APART = """
const { readFileSync } = require('node:fs')
const told = []
const registry = { 'internal/scripts.js': () => ({ later: (more) => told.push(...more) }) }
globalThis[Symbol.for('oro.runtime.modules')] = registry
const run = (name) => {
  (0, eval)(readFileSync(process.argv[2] + name, 'utf8'))
  return Object.keys(registry).slice(1).sort()
}
const [first, all] = [run('script.js'), run('more.js')]
const { x, Named } = registry['x.js']()
console.log(JSON.stringify([first, told, all, Named.name, x === registry['x/z.js']().z]))
"""


def test_what_documents_have_at_once_is_in_a_script_without_the_rest(tmp_path: Path) -> None:
    maker = ROOT / "js-api" / "vendor" / "plugins.mjs"
    if (node := shutil.which("node")) is None or not (ROOT / "js-api" / "node_modules").is_dir():
        pytest.skip("node or the bundler is not here")
    folder = tmp_path / "oro_x" / "js"
    for name, text in APART.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    gone = folder.parent / "bundle" / "facades" / "x" / "gone.js"
    gone.parent.mkdir(parents=True)
    gone.write_text("")
    subprocess.run([node, str(maker), str(folder)], check=True, timeout=60)
    assert not gone.exists()
    command = [node, "-", f"{folder.parent / 'bundle'}/"]
    done = subprocess.run(command, input=RUN_APART, capture_output=True, text=True, timeout=60, check=True)
    early, rest = ["x.js", "x/y.js"], ["x/z.js"]
    assert json.loads(done.stdout) == [early, [["plugins/oro_x.more", *rest]], early + rest, "Named", True]
