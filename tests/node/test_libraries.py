"""Libraries of the npm registry do in a page what they do in node: required, imported, and on real files."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oro_framework.cli.app import describe, load_config, load_host
from oro_framework.testing.engines import engines

if TYPE_CHECKING:
    from oro_framework.testing.transcripts import Players

HERE = Path(__file__).resolve().parent
LIBRARIES = HERE / "libraries"
INSTALLED = HERE.parent.parent / "build" / "node-libraries"

APP = """\
[meta]
bundle_identifier = "org.example.libraries"

[webview]
node_globals = true
"""
PAGE = "<!doctype html><meta charset=utf-8><title>libraries</title>"


@pytest.fixture(scope="module")
def packages() -> Path:
    """Install what package-lock.json names, from the registry this machine uses, and give its folder."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    lock = LIBRARIES / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, LIBRARIES / "package.json"):
            shutil.copy(path, INSTALLED)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True, timeout=120)
        stamp.write_text(key)
    return INSTALLED / "node_modules"


@pytest.fixture(scope="module")
def app(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an app as a person would: the packages in its folder."""
    folder = tmp_path_factory.mktemp("libraries")
    shutil.copytree(packages, folder / "node_modules", copy_function=linked)
    for name in ("libraries", "scenarios"):
        shutil.copytree(HERE / name, folder / name)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def linked(source: str, target: str) -> str:
    """Copy a file by a link, where files of one disk are on it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
    return target


@pytest.fixture(scope="module")
def expected(app: Path, players: Players) -> list[str]:
    """Give what node writes."""
    lines = players.in_node(app / "libraries" / "run.js")
    assert not [line for line in lines if " failed" in line]
    return lines


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines())
def test_libraries_do_in_a_page_what_they_do_in_node(
    engine: str, app: Path, expected: list[str], players: Players
) -> None:
    files = {"oro.toml": APP, "index.html": PAGE}
    players.same(expected, players.in_page(engine, app / "libraries" / "start.js", app, files))


BUILDS = {
    "axios": ("browser", "list", "/dist/browser/axios.cjs", "/index.js"),
    "chalk": ("node", "lacks", "/source/index.js", "/source/index.js"),
    "cheerio": ("node", "lacks", "/dist/commonjs/index.js", "/dist/esm/index.js"),
    "debug": ("browser", "complete", "/src/browser.js", "/src/browser.js"),
    "ejs": ("node", "list", "/lib/cjs/ejs.js", "/lib/esm/ejs.js"),
    "engine.io-client": ("node", "list", "/build/cjs/index.js", "/build/esm-debug/index.js"),
    "express": ("node", "one", "/index.js", "/index.js"),
    "form-data": ("node", "lacks", "/lib/form_data.js", "/lib/form_data.js"),
    "iconv-lite": ("node", "lacks", "/lib/index.js", "/lib/index.js"),
    "mqtt": ("node", "lacks", "/build/index.js", "/build/index.js"),
    "nanoid": ("browser", "complete", "/index.browser.js", "/index.browser.js"),
    "pino": ("node", "lacks", "/pino.js", "/pino.js"),
    "socket.io-client": ("node", "list", "/build/cjs/index.js", "/build/esm-debug/index.js"),
    "uuid": ("browser", "complete", "/dist/index.js", "/dist/index.js"),
    "ws": ("node", "lacks", "/index.js", "/wrapper.mjs"),
}
"""The build, the rule, and what is required and imported of a package."""


def test_packages_give_pages_the_build_that_does_their_job(app: Path) -> None:
    (app / "oro.toml").write_text(APP)
    described = describe(app)
    packages = load_host(described, load_config(described)).assets.packages
    found = {}
    for name in BUILDS:
        why = packages.whole.why(name)
        assert why is not None
        files = (path.removeprefix(f"/node_modules/{name}").partition(" ")[0] for path in (why.require, why.imported))
        found[name] = (why.build, why.rule, *files)
    assert found == BUILDS
