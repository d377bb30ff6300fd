"""Clients for npm, unchanged, in a page of every engine: their files are the registry's."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.tap import parse_tap

HERE = Path(__file__).resolve().parent / "npm"
ROOT = Path(__file__).resolve().parents[4]
INSTALLED = ROOT / "build" / "openai-npm"
ESBUILD = ROOT / "js-api" / "node_modules" / ".bin" / "esbuild"

APP = """\
[meta]
bundle_identifier = "org.example.openai"

[plugins]
enabled = ["ai"]

[webview]
importmap = "importmap.json"

[ai]
llm_model_path = "models"
llm_default_model = "random"
llm_context_size = 30000
llm_rate_limit_concurrency = 2
llm_rate_limit_queue = 1
"""
IMPORT_MAP = '{"imports": {"openai": "/node_modules/openai/index.mjs", "clients": "/clients.js"}}'
PAGE = "<!doctype html><meta charset=utf-8><title>openai</title>"


@pytest.fixture(scope="session")
def packages() -> Path:
    """Install what package-lock.json names, from the registry this machine uses, and give its folder."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    lock = HERE / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes() + (HERE / "clients.js").read_bytes()).hexdigest()
    stamp = INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, HERE / "package.json"):
            shutil.copy(path, INSTALLED)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--omit=peer"]
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True, timeout=120)
        _bundle(INSTALLED)
        stamp.write_text(key)
    return INSTALLED / "node_modules"


def _bundle(folder: Path) -> None:
    """Make one module of the clients that are many files, as the bundler of a project does."""
    shutil.copy(HERE / "clients.js", folder / "entry.js")
    command = [str(ESBUILD), "entry.js", "--bundle", "--format=esm", "--minify", "--outfile=clients.js"]
    subprocess.run([*command, "--log-level=error"], cwd=folder, check=True, timeout=120)


@pytest.fixture
def app(packages: Path, random_model: Path, tmp_path: Path) -> Path:
    """Make an app as a person would: the package in its folder, an import map, a model."""
    files = {"oro.toml": APP, "importmap.json": IMPORT_MAP, "index.html": PAGE}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    # What is for TypeScript stays behind, to have less to copy.
    others = shutil.ignore_patterns("*.ts", "*.mts", "*.map")
    shutil.copytree(packages / "openai", tmp_path / "node_modules" / "openai", ignore=others)
    shutil.copy(packages.parent / "clients.js", tmp_path)
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(random_model.with_name("long.gguf"), models / "random.gguf")
    return tmp_path


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines())
def test_the_client_for_npm_does_in_a_page_what_it_does_elsewhere(engine: str, app: Path, oro_engines: Engines) -> None:
    tests = HERE / "openai.js"
    names = re.findall(r"^test\((['`])(.*)\1, async", tests.read_text("utf-8"), re.MULTILINE)
    assert _passed(engine, app, oro_engines, tests) == [name.replace("\\'", "'") for _, name in names]


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("aisdk.js", {"compatible": 4, "chat": 4, "responses": 4}),
        ("others.js", {"anthropic": 4, "ollama": 5}),
    ],
)
def test_bundled_clients_do_in_a_page_what_they_do_elsewhere(
    file: str, counts: dict[str, int], engine: str, app: Path, oro_engines: Engines
) -> None:
    found = Counter(name.partition(":")[0] for name in _passed(engine, app, oro_engines, HERE / file))
    assert {name: found[name] for name in counts} == counts


def _passed(engine: str, app: Path, oro_engines: Engines, tests: Path) -> list[str]:
    """Run tests in a page, and return their names; all have passed."""
    _, output = oro_engines.run(engine, app, "--test", str(tests))
    report = parse_tap(output.splitlines())
    assert [failure for test in report.tests.values() for failure in test.failures] == [], output
    assert report.plan == report.count > 0, output
    return list(report.tests)
