"""Pages and workers import packages of `node_modules` as node does, and by the app's own import map before that."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oro_framework.testing.engines import Engines, engines

if TYPE_CHECKING:
    from oro_framework.testing.transcripts import Players

HERE = Path(__file__).resolve().parent
TREE = {
    "package.json": """{"name": "scenarios", "type": "module", "exports": {".": "./own.cjs", "./part": "./part.js"},
        "imports": {"#own": "./own.cjs", "#outside": "common"}}""",
    "own.cjs": "exports.own = __filename.slice(-7)",
    "part.js": "export default 'part'",
    "node_modules/common/index.js": "exports.a = 1; exports['b c'] = 2; exports.part = require('./deep/part')",
    "node_modules/common/deep/part.js": "module.exports = function part () {}; module.exports.x = 1",
    "node_modules/common/data.json": '{"data": [1]}',
    "node_modules/dual/package.json": """{"name": "dual", "exports": {
        ".": {"import": "./m.mjs", "require": "./c.cjs"}, "./sub/*": "./inner/*.js", "./hidden": null}}""",
    "node_modules/dual/m.mjs": "import state from './state.cjs'; export const count = () => ++state.count",
    "node_modules/dual/c.cjs": "const state = require('./state.cjs'); exports.count = () => ++state.count",
    "node_modules/dual/state.cjs": "exports.count = 0",
    "node_modules/dual/inner/one.js": "exports.one = require('dual').count.name",
    "node_modules/passing/index.js": "module.exports = { ...require('common'), own: 1 }; var own",
    "node_modules/star/index.js": """var __exportStar = (m) => { for (const key in m) exports[key] = m[key] }
        __exportStar(require('common'), exports); exports.default = 5
        Object.defineProperty(exports, '__esModule', { value: true })""",
    "node_modules/babel/index.js": """'use strict'; exports.__esModule = true; var _c = require('common')
        Object.keys(_c).forEach(function (key) {
          if (key === 'default' || key === '__esModule') return; exports[key] = _c[key] })""",
    "node_modules/inner/package.json": '{"name": "inner", "type": "module", "main": "main.js"}',
    "node_modules/inner/main.js": """import { Readable } from 'stream'; import fs from 'fs'
        import common, { nested } from 'common'
        export { own as 'string name' } from './own.cjs'; import typed from 'typed'
        export const readable = typeof Readable + typeof fs.readFileSync; export default [nested, typed, common]""",
    "node_modules/inner/own.cjs": "exports.own = 1",
    "node_modules/inner/node_modules/common/index.js": "exports.nested = 'nested'",
    "node_modules/empty/index.js": "",
    "node_modules/sync/package.json": """{"name": "sync", "exports": {
        "module-sync": "./s.mjs", "import": "./s.mjs", "default": "./c.cjs"}}""",
    "node_modules/sync/s.mjs": "export const way = 'module-sync'",
    "node_modules/sync/c.cjs": "exports.way = 'default'",
    "node_modules/typed/index.js": "import { a } from 'common'; export default a; export * from 'common'",
    "node_modules/util/index.js": "throw new Error('the module of Node goes before')",
}


def planted(app: Path) -> Path:
    """Write the tree of packages and the scenario."""
    for name, text in TREE.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text, "utf-8")
    for name in ("packages.js", "transcript.js"):
        shutil.copy(HERE / "scenarios" / name, app)
    return app / "packages.js"


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_packages_are_imported_as_in_node(engine: str, players: Players, tmp_path: Path) -> None:
    scenario = planted(tmp_path)
    (tmp_path / "start.test.js").write_text("await import(`${location.origin}/packages.js`)")
    players.same(players.in_node(scenario), players.in_page(engine, tmp_path / "start.test.js", tmp_path))


APP = """\
[meta]
bundle_identifier = "org.example.packages"

[npm]
browser = ["twofold"]
conditions.special = ["browser", "odd"]

[webview]
importmap = "map.json"
"""
PAGE = """<!doctype html><meta charset=utf-8><title>packages</title>
<script type="importmap">{"imports": {"inline": "./mapped.js"}}</script>
<script type="module">import common from 'common'; import other from 'inline'
globalThis.inline = [common.a, other]</script>
"""
BOTH = '{"exports": {"odd": "./o.cjs", "browser": "./b.cjs", "default": "./n.cjs"}}'
FILES = {
    "oro.toml": APP,
    "index.html": PAGE,
    "strict.html": '<!doctype html><meta http-equiv="content-security-policy" content="script-src \'self\'">'
    "<script type=module src=strict.js></script>",
    "strict.js": """const said = await Promise.all([import('/oro/packages/dual'), import('/oro/packages/common')]
        .map((each) => each.then(() => 'had',
          (error) => `${error.name}: ${error.message.slice(-34)}`))); parent.postMessage(said, '*')""",
    "map.json": '{"imports": {"mapped": "/mapped.js", "empty": "/mapped.js"}}',
    "mapped.js": "export default 'mapped'",
    "worker.js": """import common, { a } from 'common'; import own from './own.cjs'; import './further.js'
        import { readable } from 'inner'; postMessage([common.a, a, own, readable, globalThis.further])""",
    "further.js": "import { sep } from 'path'; import two from 'twofold'; globalThis.further = [sep, two]",
    "node_modules/mapped/index.js": "throw new Error('the app names this one')",
    "node_modules/twofold/package.json": BOTH,
    "node_modules/special/package.json": BOTH,
    **{
        f"node_modules/{name}/{build}.cjs": f"module.exports = '{build}'"
        for name in ("twofold", "special")
        for build in ("n", "b", "o")
    },
}
TEST = """\
import { test } from 'oro:test'
const require = (await import('node:module')).default.createRequire(location.href)
const told = () => new Promise((resolve) => addEventListener('message', (event) => resolve(event.data), { once: true }))

test('packages', async (t) => {
  t.deepEqual(globalThis.inline, [1, 'mapped'], 'a script in the page; its import map')
  t.equal((await import('mapped')).default, 'mapped', "the app's import map names it")
  t.equal((await import('empty')).default, 'mapped', 'and goes before node_modules')
  t.deepEqual([require('twofold'), (await import('twofold')).default], ['b', 'b'], '[npm] browser')
  t.deepEqual([require('special'), (await import('special')).default], ['o', 'o'], '[npm.conditions]')
  const worker = new Worker('/worker.js', { type: 'module' })
  worker.onerror = (event) => t.fail(event.message)
  const seen = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data) })
  t.deepEqual(seen, [1, 1, { own: 'own.cjs' }, 'functionfunction', ['/', 'b']], 'a worker, which has no import map')
  const plain = await (await fetch('/node_modules/common/index.js')).text()
  t.ok(plain.startsWith('exports.a'), 'the file itself is not changed')
})

test('documents that are not the app get no packages', async (t) => {
  const frame = document.createElement('iframe')
  frame.sandbox = 'allow-scripts'
  frame.srcdoc = `<script type=module>
    const had = await import('${location.origin}/oro/packages/common').then(() => 'had', () => 'nothing')
    parent.postMessage(had, '*')</script>`
  const said = told()
  document.body.append(frame)
  t.equal(await said, 'nothing', 'a sandboxed frame')
})

test('a policy without eval', async (t) => {
  const frame = document.createElement('iframe')
  frame.src = '/strict.html'
  const said = told()
  document.body.append(frame)
  const needs = 'EvalError: script-src, or import an ES module'
  t.deepEqual(await said, [needs, needs], 'CommonJS says what it needs')
})
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_and_workers_of_an_app_import_packages(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    planted(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "app.test.js").write_text(TEST, "utf-8")
    code, output = oro_engines.run(engine, tmp_path, "--test", str(tmp_path / "app.test.js"))
    assert code == 0, output[-4000:]
