"""The same scenario, run by node itself and by a page of every engine, gives the same transcript.

A scenario is a module in `scenarios/` that imports `node:` modules and writes with `transcript.js`. It is held
to the node on this machine, so that has to be version 20 or newer.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from oro_framework.testing.engines import engines
from oro_framework.testing.transcripts import ended

if TYPE_CHECKING:
    from oro_framework.testing.transcripts import Players

HERE = Path(__file__).resolve().parent / "scenarios"
SCENARIOS = sorted(path.name for path in HERE.glob("*.js") if path.name != "transcript.js")
HOLDING = ("generated.js", "links.js", "packages.js", "require.js")
"""Scenarios that need cases which a test makes."""

Outputs = Callable[[str], Mapping[Path, str]]


@pytest.fixture(scope="module")
def outputs_of_shared_app(
    request: pytest.FixtureRequest, players: Players, tmp_path_factory: pytest.TempPathFactory
) -> Outputs:
    """Give what plays in an engine every scenario that is tested, once, in one app with a window for each."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    played = [item.callspec.params for item in items if "outputs_of_shared_app" in item.fixturenames]

    @cache
    def outputs(engine: str) -> Mapping[Path, str]:
        scenarios = [HERE / str(each["name"]) for each in played if each["engine"] == engine]
        return players.in_pages(engine, scenarios, tmp_path_factory.mktemp(engine))

    return outputs


@pytest.fixture(scope="module")
def in_node(players: Players) -> Callable[[Path], list[str]]:
    """Give what plays a scenario in node, once."""
    return cache(players.in_node)


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in HOLDING])
def test_a_page_does_what_node_does(
    name: str, engine: str, players: Players, in_node: Callable[[Path], list[str]], outputs_of_shared_app: Outputs
) -> None:
    scenario = HERE / name
    players.same(in_node(scenario), ended(outputs_of_shared_app(engine)[scenario]))


PACKAGES = {
    "a.js": "exports.first = 1; exports.b = require('./b'); exports.done = true; exports.name = __filename.slice(-4)",
    "b.js": "const a = require('./a'); module.exports = { seen: { ...a }, json: require('./data') }",
    "data.json": '{"a": [1, 2]}',
    "broken.json": "{",
    "bad.js": "require('./nowhere')",
    "throws.js": "throw new Error('thrown')",
    "module.mjs": "export default 1",
    "folder/index.js": "module.exports = 'folder'",
    "folder/deep/x.js": "module.exports = [require('..'), require('../../data').a, require('main')]",
    "node_modules/main/package.json": '{"name": "main", "main": "lib/start"}',
    "node_modules/main/lib/start.js": "module.exports = 'main of ' + require('../package.json').name",
    "node_modules/plain/index.js": "module.exports = 'plain'",
    "node_modules/single.js": "module.exports = 'single'",
    "node_modules/@scope/x/package.json": """{"name": "@scope/x",
        "exports": {
            ".": {"import": "./m.mjs", "require": "./c.cjs"},
            "./sub/*": "./inner/*.js", "./sub/private/*": null, "./data": "./d.json"
        },
        "imports": {"#in": "./inner/one.js", "#plain": "plain"}}""",
    "node_modules/@scope/x/c.cjs": "module.exports = [require('#in'), require('#plain'), require('@scope/x/data')]",
    "node_modules/@scope/x/d.json": "{}",
    "node_modules/@scope/x/inner/one.js": "module.exports = 'one'",
    "node_modules/@scope/x/inner/private/p.js": "module.exports = 'private'",
    "node_modules/esm/package.json": '{"name": "esm", "type": "module", "main": "index.js"}',
    "node_modules/esm/index.js": "export default 1",
}


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_require_does_what_node_does(engine: str, players: Players, tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    for name, text in PACKAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name in ("require.js", "transcript.js"):
        shutil.copy(HERE / name, folder)
    (folder / "package.json").write_text('{"name": "tree", "imports": {"#tree": "./folder/index.js"}}')
    (folder / "require.mjs").write_text((HERE / "require.js").read_text())
    (folder / "transcript.mjs").write_text((HERE / "transcript.js").read_text())
    (folder / "require.mjs").write_text((folder / "require.mjs").read_text().replace("transcript.js", "transcript.mjs"))
    players.same(
        players.in_node(folder / "require.mjs"),
        players.in_page(engine, folder / "require.js", tmp_path / f"app-{engine}"),
    )


SEGMENTS = st.text(st.sampled_from("ab.c/\\: é~-_C"), max_size=12)
ADDRESSES = st.text(st.sampled_from("htp:/?#@[]%20ab.c&=é+;\\"), max_size=24)
CASES = st.fixed_dictionaries(
    {
        "paths": st.lists(st.tuples(SEGMENTS, SEGMENTS), min_size=150, max_size=200),
        "urls": st.lists(st.tuples(ADDRESSES, ADDRESSES), min_size=150, max_size=200),
        "texts": st.lists(st.text(max_size=12), min_size=80, max_size=120),
        "bytes": st.lists(st.binary(max_size=12).map(list), min_size=80, max_size=120),
    }
)


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines())
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
@given(made=CASES)
def test_a_page_does_what_node_does_with_any_path_address_text_and_bytes(
    made: dict[str, object], engine: str, players: Players, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("generated")
    for name in ("generated.js", "transcript.js", "package.json"):
        shutil.copy(HERE / name, folder)
    (folder / "cases.json").write_text(json.dumps(made), "utf-8")
    scenario = folder / "generated.js"
    players.same(players.in_node(scenario), players.in_page(engine, scenario, folder / f"app-{engine}"))
