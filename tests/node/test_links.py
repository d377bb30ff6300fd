"""Packages behind links, as pnpm and workspaces lay them out, are found and known by their real paths as in node."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oro_framework.testing.engines import Engines, engines

if TYPE_CHECKING:
    from oro_framework.testing.transcripts import Players

HERE = Path(__file__).resolve().parent
X, Y, DEP, PLAIN = (f"node_modules/.pnpm/{name}@1/node_modules/{name}" for name in ("x", "y", "dep", "plain"))
TREE = {
    "package.json": '{"name": "links", "type": "module", "imports": {"#own": "./again.cjs"}}',
    "here.cjs": "module.exports = __dirname",
    f"{X}/package.json": """{"name": "x", "version": "1.0.0", "exports": {
        ".": {"import": "./m.mjs", "require": "./c.cjs"}, "./sub": "./inner/sub.js"}}""",
    f"{X}/c.cjs": "exports.file = __filename; exports.dep = require('dep')",
    f"{X}/m.mjs": "import dep from 'dep'; import { own } from './own.mjs'; export default { dep, own }",
    f"{X}/own.mjs": "export const own = 'own'",
    f"{X}/inner/sub.js": "module.exports = [__filename, require('x').dep.file]",
    f"{Y}/package.json": '{"name": "y", "version": "1.0.0", "main": "y"}',
    f"{Y}/y.js": "exports.dep = require('dep')",
    f"{DEP}/index.js": "exports.file = __filename",
    f"{PLAIN}/package.json": '{"name": "plain", "version": "1.0.0", "main": "lib/main.js"}',
    f"{PLAIN}/lib/main.js": "module.exports = [__filename, require('./other'), require('dep').file]",
    f"{PLAIN}/lib/other.js": "module.exports = [__filename, module.parent?.filename]",
    "work/package.json": '{"name": "work", "version": "1.0.0", "main": "index.cjs"}',
    "work/index.cjs": "exports.file = __filename; exports.name = require('./package.json').name",
}
LINKS = {
    "node_modules/x": ".pnpm/x@1/node_modules/x",
    "node_modules/y": ".pnpm/y@1/node_modules/y",
    "node_modules/plain": ".pnpm/plain@1/node_modules/plain",
    "node_modules/.pnpm/x@1/node_modules/dep": "../../dep@1/node_modules/dep",
    "node_modules/.pnpm/y@1/node_modules/dep": "../../dep@1/node_modules/dep",
    "node_modules/.pnpm/plain@1/node_modules/dep": "../../dep@1/node_modules/dep",
    "node_modules/work": "../work",
    "again.cjs": "work/index.cjs",
    "inner": "work",
}


def planted(app: Path) -> Path:
    """Write the tree with its links and the scenario."""
    for name, text in TREE.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text, "utf-8")
    for name, target in LINKS.items():
        (app / name).symlink_to(target)
    for name in ("links.js", "transcript.js"):
        shutil.copy(HERE / "scenarios" / name, app)
    return app / "links.js"


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_packages_behind_links_are_found_as_in_node(engine: str, players: Players, tmp_path: Path) -> None:
    scenario = planted(tmp_path)
    (tmp_path / "start.test.js").write_text("await import(`${location.origin}/links.js`)")
    players.same(players.in_node(scenario), players.in_page(engine, tmp_path / "start.test.js", tmp_path))


OUTSIDE = """\
import { test } from 'oro:test'
const require = (await import('node:module')).default.createRequire(location.href)

test('links that leave the app', async (t) => {
  t.throws(() => require('secret'), { code: 'MODULE_NOT_FOUND' }, 'a folder outside')
  t.throws(() => require('./secret.cjs'), { code: 'MODULE_NOT_FOUND' }, 'a file outside')
  await t.rejects(import('secret'), /./, 'imported')
  t.equal((await fetch('/secret.cjs')).status, 403, 'fetched')
  t.equal(require('x').file.endsWith('/node_modules/.pnpm/x@1/node_modules/x/c.cjs'), true, 'others are followed')
})
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_links_make_nothing_outside_the_app_reachable(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    planted(app)
    (app / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.links"\n', "utf-8")
    (app / "index.html").write_text("<!doctype html><title>links</title>", "utf-8")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "index.js").write_text("module.exports = 'secret'", "utf-8")
    (app / "node_modules" / "secret").symlink_to(tmp_path / "secret")
    (app / "secret.cjs").symlink_to(tmp_path / "secret" / "index.js")
    (app / "app.test.js").write_text(OUTSIDE, "utf-8")
    code, output = oro_engines.run(engine, app, "--test", str(app / "app.test.js"))
    assert code == 0, output[-4000:]
