"""Packages of the npm registry do their main job in a page as they do it in Node, unmodified."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from npm_uses import Use, deviations, uses

from oro_framework.cli.app import describe, load_config, load_host
from oro_framework.testing.engines import engines
from oro_framework.testing.transcripts import Players

from .app import install, make
from .servers import Address, servers

Transcripts = Mapping[str, Sequence[str]]
"""Lines by the package they tell of."""

PATIENCE = 400.0
"""Seconds that all packages together may take."""

pytestmark = [pytest.mark.webview, pytest.mark.slow]


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, Address]]:
    """Run the servers that packages are clients of."""
    with servers(install()) as running:
        yield running


@pytest.fixture(scope="module")
def app(addresses: Mapping[str, Address], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the app, with the uses whose server is here."""
    files = [use.file for use in uses() if use.server is None or use.server in addresses]
    return make(tmp_path_factory.mktemp("npm"), {"files": files, "server": addresses})


@pytest.fixture(scope="module")
def in_node(app: Path, players: Players) -> Transcripts:
    """Give what node writes of each package."""
    return by_package(players.in_node(app / "run.js", PATIENCE))


@pytest.fixture(scope="module", params=engines())
def in_page(request: pytest.FixtureRequest, app: Path, players: Players) -> tuple[str, Transcripts]:
    """Give an engine, and what its page writes of each package."""
    return request.param, by_package(players.in_page(request.param, app / "start.js", app, {}, PATIENCE))


def by_package(lines: Sequence[str]) -> Transcripts:
    """Return the lines of a transcript by the package that each begins with."""
    told = [line for line in lines if line != "end"]
    return {package: list(group) for package, group in groupby(told, lambda line: _told(line)[0].split(" by ")[0])}


def _told(line: str) -> list[Any]:
    told: list[Any] = json.loads(line)
    return told


@pytest.mark.parametrize("use", uses(), ids=lambda use: use.package)
def test_a_package_does_in_a_page_what_it_does_in_node(
    use: Use, in_node: Transcripts, in_page: tuple[str, Transcripts], players: Players
) -> None:
    if use.package not in in_node:
        pytest.skip(f"no {use.server} server is installed")
    engine, told = in_page
    expected = in_node[use.package]
    assert not [line for line in expected if ": failed" in line]
    reasons = deviations().get(use.package, {})
    if reason := reasons.get(engine) or reasons.get("all"):
        assert told[use.package] != expected, f"{use.package} works: deviations.toml says it does not: {reason}"
    else:
        players.same(expected, told.get(use.package, []))


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
    described = describe(app)
    packages = load_host(described, load_config(described)).assets.packages
    found = {}
    for name in BUILDS:
        why = packages.whole.why(name)
        assert why is not None
        files = (path.removeprefix(f"/node_modules/{name}").partition(" ")[0] for path in (why.require, why.imported))
        found[name] = (why.build, why.rule, *files)
    assert found == BUILDS
