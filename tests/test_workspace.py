"""What the parts of the workspace say of each other is true."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import record_plugins

from oro_framework.host.plugins.record import Record

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = sorted(path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml"))
LEFT_OUT = {"oro-build"}
"""A tool of authors, which no app needs."""


FOREIGN = {"cffi", "cryptography", "OpenSSL", "service_identity", "certifi", "apsw", "dns", "psutil", "wsproto", "h11"}
FOREIGN |= {"h2", "hypercorn", "websockets", "httpx", "filelock", "platformdirs", "keyring", "jeepney"}
FOREIGN |= {"asyncio", "concurrent", "multiprocessing", "sqlite3", "xml"}
"""Libraries that only those pay for who call what needs them."""


def project(path: str) -> dict[str, Any]:
    """Return the table [project] of a distribution."""
    table: dict[str, Any] = tomllib.loads((ROOT / path / "pyproject.toml").read_text())["project"]
    return table


def test_all_names_every_plugin() -> None:
    extras = project(".")["optional-dependencies"]
    forgotten = set(PLUGINS) - LEFT_OUT - set(extras["plugins"])
    assert not forgotten, "name them in the extra `plugins` of pyproject.toml"
    assert extras["all"] == ["oro-framework[plugins,qt]"]


def test_all_needs_no_compiler() -> None:
    extras = project(".")["optional-dependencies"]
    parts = ("all", "plugins", "qt", "desktop")
    assert not any("PyGObject" in requirement for name in parts for requirement in extras[name])
    models = project("plugins/oro-ai")
    assert not any("llama" in requirement for requirement in models["dependencies"])
    [engine] = models["optional-dependencies"]["llama"]
    assert engine.startswith("oro-llama>=")
    assert engine in extras["plugins"]


def test_the_engine_of_models_is_one_release_whichever_package_it_comes_in() -> None:
    constraints = (ROOT / "constraints.txt").read_text().splitlines()
    version = project("prebuilt/oro-llama")["version"]
    assert f"llama_cpp_python=={version.partition('.post')[0]}" in constraints


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_has_one_version_license_and_range_of_interpreters_with_the_framework(plugin: str) -> None:
    ours, framework = project(f"plugins/{plugin}"), project(".")
    assert ours["name"] == plugin
    for key in ("version", "license", "requires-python", "authors"):
        assert ours[key] == framework[key], key
    assert ours["entry-points"]["oro"]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_takes_the_frameworks_of_this_minor_version(plugin: str) -> None:
    major, minor, _ = project(".")["version"].split(".")
    wanted = f"oro-framework>={major}.{minor},<{major}.{int(minor) + 1}"
    assert [name for name in project(f"plugins/{plugin}")["dependencies"] if name.startswith("oro-")] == [wanted]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_brings_the_text_of_the_license(plugin: str) -> None:
    assert (ROOT / "plugins" / plugin / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def entry_points(plugin: str) -> Mapping[str, str]:
    found: Mapping[str, str] = project(f"plugins/{plugin}")["entry-points"]["oro"]
    return found


def test_a_start_imports_no_library_that_only_some_calls_need() -> None:
    installed = [plugin for plugin in PLUGINS if find_spec(plugin.replace("-", "_")) is not None]
    points = {name: module for plugin in installed for name, module in entry_points(plugin).items()}
    imported_later = {name for name, _, record in record_plugins.records() if isinstance(record, Record)}
    modules = [module for name, module in points.items() if name not in imported_later]
    program = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    needless = FOREIGN & set(found.stdout.split())
    assert not needless, "import them where they are used (CONTRIBUTING.md)"


def test_constraints_are_names_and_versions_and_nothing_else() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines, key=str.casefold)
    for line in lines:
        name, version = line.split("==")
        assert name.replace("-", "").replace("_", "").replace(".", "").isalnum(), line
        assert version.replace(".", "").isalnum(), line


@pytest.mark.parametrize("plugin", [name for name in PLUGINS if any(ROOT.glob(f"plugins/{name}/oro_*/js"))])
def test_a_wheel_has_the_types_and_the_scripts_of_its_modules(plugin: str) -> None:
    build = tomllib.loads((ROOT / "plugins" / plugin / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    package = plugin.replace("-", "_")
    made = {f"/{package}/dts", f"/{package}/bundle", f"/{package}/plugin-record.json"}
    assert made <= set(build["artifacts"])
