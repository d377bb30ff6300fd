"""`oro plugins check` finds what a reviewer would, with its place; our own plugins have nothing left unsaid."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.cli.new import make, template_named
from oro_framework.cli.plugins.check.examination import examine
from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.wheel_contents import examine_wheel
from oro_framework.cli.plugins.project import installed_project, read_project
from oro_framework.cli.plugins.records import bare_host, project_host
from oro_framework.cli.plugins.wheel import read_wheel
from oro_framework.host.app import Host
from oro_framework.host.plugins.discovery import discover

from .local_index import make_wheel

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = sorted(ROOT.glob("plugins/*/pyproject.toml"))

CARELESS = '''
from oro_framework import Service, hookimpl, route
from oro_framework.types import Permission, Setting

class Files(Service):
    name = "careless"

    @route("read_it")
    def read_it(self, call, *, file: str):
        return open(file).read()

    @route("careless.write", permission="writing")
    def write(self, call, *, path: str) -> None:
        """Write a file."""

@hookimpl
def oro_services():
    return [Files]

@hookimpl(tryfirst=True)
def oro_settings():
    return [Setting("limit", int, 3, "")]

@hookimpl
def oro_permissions():
    return [Permission(name="unused_power", description="?")]
'''

MISTAKEN = """
from oro_framework import hookimpl

@hookimpl
async def oro_services():
    return []
"""

SLOW = '''
"""Runs a script in every page."""
import email.mime.text, http.client, http.server, pdb, sqlite3, unittest.mock, xmlrpc.client, xml.dom.minidom
import asyncio.subprocess, concurrent.futures, ctypes.util, multiprocessing.pool, wsgiref.simple_server
from oro_framework import hookimpl

@hookimpl
def oro_preload(window):
    return None
'''


def project(folder: Path, name: str, source: str, table: str = "", package: str = "") -> Path:
    package = package or f"oro_{name}"
    (folder / package).mkdir(parents=True)
    (folder / package / "__init__.py").touch()
    (folder / package / "plugin.py").write_text(source)
    (folder / "pyproject.toml").write_text(
        f'[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "{name}"\n'
        f'[project.entry-points.oro]\n{name} = "{package}.plugin"\n{table}'
    )
    return folder


def remarks(folder: Path) -> dict[str, Remark]:
    read = read_project(folder)
    return {each.code: each for each in examine(read, project_host(read))}


@pytest.fixture(autouse=True)
def _import_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folders of plugins be on the import path for one test."""
    monkeypatch.setattr(sys, "path", [*sys.path])


def test_a_careless_plugin(tmp_path: Path) -> None:
    found = remarks(project(tmp_path, "careless", CARELESS))
    wanted = {"route-permission", "route-name", "permission-declared", "permission-name", "permission-used"}
    wanted |= {"permission-text", "path-type", "path-guard", "py-typed", "route-answer", "route-docs", "setting-name"}
    wanted |= {"setting-help", "setting-docs", "hook-order", "license", "framework-range", "requires-python", "readme"}
    wanted |= {"distribution-name", "wheel", "version", "annotations", "description"}
    assert wanted <= found.keys()
    assert found["route-permission"].place == "oro_careless/plugin.py:8"
    assert found["setting-name"].place == "oro_careless/plugin.py:22"
    assert found["distribution-name"].place == "pyproject.toml:4"
    assert found["path-guard"].remedy.startswith("ask host.path_guard")


def test_a_plugin_whose_hook_cannot_work(tmp_path: Path) -> None:
    found = remarks(project(tmp_path, "mistaken", MISTAKEN, package="elsewhere"))
    assert "hooks are not awaited" in found["broken"].message
    assert "elsewhere/plugin.py:4" in found["broken"].message
    assert found["package-name"].remedy == 'name it "oro_mistaken"'


def test_a_plugin_that_preloads_and_is_slow(tmp_path: Path) -> None:
    found = remarks(project(tmp_path, "slow", SLOW))
    assert "runs a script in every page" in found["safety-hook"].message
    assert "it has oro_preload" in found["record"].message
    assert found["start-cost"].weight == "advice"


def test_a_reason_is_accepted_for_one_remark_or_for_all_of_a_kind(tmp_path: Path) -> None:
    reasons = '[tool.oro.check.reasons]\n"route-permission:read_it" = "it is public"\nlicense = "decided later"\n'
    found = remarks(project(tmp_path, "reasoned", CARELESS.replace("careless", "reasoned"), reasons))
    assert found["route-permission"].reason == "it is public"
    assert found["license"].reason == "decided later"
    assert found["route-name"].reason == ""


@pytest.mark.parametrize("name", ["oro-echo", "word-count"])
def test_what_the_template_makes_is_clean(name: str, tmp_path: Path) -> None:
    make(tmp_path / name, template_named("plugin"))
    assert remarks(tmp_path / name) == {}


def test_an_installed_plugin_is_named_as_it_or_its_package_is() -> None:
    assert installed_project("oro-fs").name == installed_project("fs").name == "oro-fs"


def test_a_wheel_is_looked_into(tmp_path: Path) -> None:
    files = {
        "oro_bare/plugin.py": "",
        "oro_bare/js/bare.js": "",
        "oro_bare/tests/test_it.py": "",
        "oro_bare-1.0.dist-info/entry_points.txt": "[oro]\nbare = oro_bare.plugin\n",
    }
    found = examine_wheel(read_wheel(make_wheel(tmp_path, "oro-bare", files)))
    errors = {each.code: each.about for each in found if each.weight == "error"}
    assert errors == {
        "py-typed": "oro_bare/py.typed",
        "module-types": "oro_bare/js/bare.js",
        "wheel-tests": "oro_bare/tests/test_it.py",
        "license": "oro_bare-1.0-py3-none-any.whl",
    }


@pytest.fixture(scope="module")
def host() -> Host:
    return bare_host(discover())


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.parent.name)
def test_our_own_are_clean_or_have_a_reason(path: Path, host: Host) -> None:
    plugin = read_project(path.parent)
    if not plugin.entries.keys() <= host.plugins.infos.keys():
        pytest.skip("not installed")
    found = [each for each in examine(plugin, host) if each.weight != "note"]
    assert not [f"{each.place}: {each.message} ({each.code}:{each.about})" for each in found if not each.reason]
    given = plugin.table.get("tool", {}).get("oro", {}).get("check", {}).get("reasons", {})
    needed = {name for each in found for name in (each.code, f"{each.code}:{each.about}")}
    assert not given.keys() - needed, "reasons for nothing"


def test_a_person_reads_place_message_and_remedy_and_programs_the_same(tmp_path: Path) -> None:
    folder = project(tmp_path, "careless", CARELESS)
    command = [sys.executable, "-m", "oro_framework.cli", "plugins", "check", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'oro_careless/plugin.py:8  error  route "read_it" asks for no permission' in done.stdout
    assert "\n    add permission=" in done.stdout
    assert "careless: " in done.stdout.splitlines()[-1]
    told = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=False).stdout)
    assert told["plugin"] == "careless"
    assert not told["ok"]
    assert {"code", "place", "message", "remedy", "weight", "about", "reason"} == told["remarks"][0].keys()
