"""Specifiers mean the files they mean in node, where a package has one build."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from oro_framework.host.npm.resolution import Builtin, File, Mode, Resolved

from .trees import packages_of, planted

NODE = shutil.which("node")
TREE: dict[str, object] = {
    "package.json": {
        "name": "own",
        "exports": {".": "./index.js", "./part": "./part.js"},
        "imports": {"#in": "./in.js"},
    },
    "index.js": "",
    "part.js": "",
    "in.js": "",
    "folder/index.js": "",
    "folder/deep.js": "",
    "data.json": "{}",
    "node_modules/plain/index.js": "",
    "node_modules/main/package.json": {"main": "lib/start"},
    "node_modules/main/lib/start.js": "",
    "node_modules/main/other.js": "",
    "node_modules/dual/package.json": {
        "name": "dual",
        "exports": {
            ".": {"import": "./m.mjs", "require": "./c.cjs"},
            "./sub/*": "./inner/*.js",
            "./sub/private/*": None,
            "./list": [{"nothing": "./none.js"}, "./d.json"],
            "./nested": {"node": {"import": "./m.mjs", "default": "./c.cjs"}},
        },
        "imports": {"#own": "./inner/one.js", "#other": "plain", "#made/*": "./inner/*.js"},
    },
    "node_modules/dual/m.mjs": "",
    "node_modules/dual/c.cjs": "",
    "node_modules/dual/d.json": "{}",
    "node_modules/dual/inner/one.js": "",
    "node_modules/dual/inner/private/p.js": "",
    "node_modules/@scope/x/package.json": {"name": "@scope/x", "main": "./x.js"},
    "node_modules/@scope/x/x.js": "",
    "node_modules/@scope/x/node_modules/plain/index.js": "",
    "node_modules/both/package.json": {"exports": {"module-sync": "./s.mjs", "import": "./i.mjs"}},
    "node_modules/both/s.mjs": "",
    "node_modules/both/i.mjs": "",
    "node_modules/util/package.json": {"name": "util", "main": "util.js"},
    "node_modules/util/util.js": "",
}
_OF_THE_APP = """./part.js ./none.js ./data.json own own/part own/none #in #none plain main main/other.js dual
    dual/sub/one dual/sub/private/p dual/list dual/nested dual/d.json @scope/x @scope/y nowhere fs node:fs fs/promises
    util util/util.js"""
ASKED = [
    *(("/index.js", each) for each in _OF_THE_APP.split()),
    ("/node_modules/dual/m.mjs", "#own"),
    ("/node_modules/dual/m.mjs", "#other"),
    ("/node_modules/dual/m.mjs", "#made/one"),
    ("/node_modules/dual/m.mjs", "dual/list"),
    ("/node_modules/@scope/x/x.js", "plain"),
    ("/node_modules/@scope/x/x.js", "main"),
    ("/folder/deep.js", "plain"),
]
LENIENT = [("/index.js", each) for each in ("./part", "./folder", "./data", "main/other")]
"""Specifiers that only `require()` resolves in node."""
ASK = """
import { createRequire } from 'node:module'
import { realpathSync, statSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
const root = realpathSync('.')
const isFile = (url) => statSync(url, { throwIfNoEntry: false })?.isFile()
const shown = (found) => found.startsWith('file:') ? isFile(new URL(found)) ? shown(fileURLToPath(found)) : null
  : found.startsWith(root) ? found.slice(root.length) : found.replace('node:', '')
const tried = (act) => { try { return shown(act()) } catch { return null } }
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(([from, specifier]) => [
  tried(() => createRequire(root + from).resolve(specifier)),
  tried(() => import.meta.resolve(specifier, pathToFileURL(root + from)))
])))
"""


@pytest.mark.skipif(NODE is None, reason="node is not here")
def test_specifiers_mean_what_they_mean_in_node(tmp_path: Path) -> None:
    packages = packages_of(planted(tmp_path, TREE))

    def ours(mode: Mode) -> list[str | None]:
        return [shown(packages.resolver.resolve(specifier, origin, mode)) for origin, specifier in ASKED]

    nodes = in_node(tmp_path, ASKED)
    assert ours("require") == [each[0] for each in nodes]
    assert ours("import") == [each[1] for each in nodes]


def test_an_es_module_for_both_ways_is_imported(tmp_path: Path) -> None:
    resolver = packages_of(planted(tmp_path, TREE)).resolver
    assert resolver.resolve("both", "/index.js", "import") == File("/node_modules/both/s.mjs")


@pytest.mark.skipif(NODE is None, reason="node is not here")
def test_import_takes_what_only_require_takes_in_node(tmp_path: Path) -> None:
    packages = packages_of(planted(tmp_path, TREE))
    nodes = in_node(tmp_path, LENIENT)
    assert [shown(packages.resolver.resolve(each, at, "import")) for at, each in LENIENT] == [each[0] for each in nodes]
    assert [each[1] for each in nodes] == [None] * len(LENIENT)


def test_paths_do_not_lead_out_of_the_origin(tmp_path: Path) -> None:
    planted(tmp_path, {"secret.js": "", "app/node_modules/x/package.json": {"main": "../../../secret.js"}})
    (tmp_path / "app" / "node_modules" / "link.js").symlink_to(tmp_path / "secret.js")
    packages = packages_of(tmp_path / "app")
    for specifier in (
        "x",
        "x/../../../secret.js",
        "../secret.js",
        "/../secret.js",
        "link",
        "x/%2e%2e/%2e%2e/secret.js",
    ):
        assert packages.resolver.resolve(specifier, "/index.js", "import") is None, specifier


def shown(meant: Resolved) -> str | None:
    """Return a resolution as the script for node writes it."""
    if isinstance(meant, Builtin):
        return meant.name
    return meant.path if isinstance(meant, File) else None


def in_node(folder: Path, asked: list[tuple[str, str]]) -> list[list[str | None]]:
    """Return what `require.resolve()` and `import.meta.resolve()` give in node."""
    (folder / "ask.mjs").write_text(ASK)
    assert NODE is not None
    command = [NODE, "--experimental-import-meta-resolve", "ask.mjs", json.dumps(asked)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    found: list[list[str | None]] = json.loads(done.stdout)
    return found
