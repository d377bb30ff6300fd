"""Names of CommonJS modules are those that node finds when an ES module imports them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from oro_framework.host.npm.commonjs import names_of

NODE = shutil.which("node")
ASK = """
import { readdirSync } from 'node:fs'
const found = []
for (let at = 0; at < Number(process.argv[2]); at++) {
  const names = await import(`./${at}.cjs`).then(Object.keys, () => 'error')
  found.push(Array.isArray(names) ? names.filter((name) => !['default', 'module.exports'].includes(name)) : names)
}
console.log(JSON.stringify(found))
"""
SOURCES = (
    "exports.a = 1; exports['b c'] = 2; module.exports.d = 3; module . exports [ 'e' ] = 4",
    "/* exports.no = 1 */ // exports.nor = 2\nconst s = 'exports.s = 1', t = `exports.t = ${exports.u = 1}`",
    "const r = /exports.r = 1/; exports.s = /[/]exports.no = 1/.test('')",
    "(function (exports) { exports.inner = 1; if (false) { exports.never = 2 } })({})",
    "const q = {}; Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return q.p } })",
    "const q = {}; Object.defineProperty(exports, 'a', { enumerable: true, get: function n () { return q['p']; }, })",
    "Object.defineProperty(exports, 'a', { get () { return b } }); var b = 1",
    "Object.defineProperty(exports, 'a', { value: 1 }); Object.defineProperty(exports, '__esModule', { value: true })",
    "Object.defineProperty(exports, 'a', { enumerable: false, get () { return 1 } })",
    "Object.defineProperty(exports, 'a', { get: () => 1 }); exports.a = 2",
    "const a = 1, c = 2, d = {}; module.exports = { a, 'b': c, e: a, ...d }",
    "const a = 1; module.exports = { a, b: String(1), c: a }",
    "const a = 1; module.exports = { a, b () {}, c: a }",
    "const a = 1; module.exports = { a, get b () { return 1 }, c: a }",
    "module.exports = { ...require('./0.cjs'), ...require('./3.cjs') }",
    "module.exports = require('./0.cjs')",
    "module.exports = require('./0.cjs'); (() => { module.exports = require('./1.cjs') })",
    "var __exportStar = (m) => Object.assign(exports, m); __exportStar(require('./0.cjs'), exports)",
    "const tslib = { __exportStar: (m, e) => Object.assign(e, m) }; tslib.__exportStar(require('./0.cjs'), exports)",
    "'use strict'; exports.__esModule = true; var _x = require('./0.cjs'); Object.keys(_x).forEach(function (key) { "
    "if (key === 'default' || key === '__esModule') return; exports[key] = _x[key]; });",
    "var _x = require('./0.cjs'); Object.keys(_x).forEach(function (key) { "
    "if (key === 'default' || key === '__esModule') return; "
    "if (key in exports && exports[key] === _x[key]) return; Object.defineProperty(exports, key, { enumerable: "
    "true, get: function () { return _x[key]; } }); });",
    "0 && (module.exports = { late, later }); var late, later",
    "#!/usr/bin/env node\nexports.a = 1",
    "const a = 4 / 2; exports.b = a / 2; exports.c = /[/]exports.no = 1/.test('')",
    "exports.enum = 1; exports.ünïcode = 2; exports.$ = 3; exports['\\u0041'] = 4",
    "module.exports = function () {}; module.exports.a = 1; module.exports.default = module.exports",
    "global.exportsx = 1; const myexports = {}; myexports.no = 1",
)


@pytest.mark.skipif(NODE is None, reason="node is not here")
def test_names_are_those_of_node(tmp_path: Path) -> None:
    assert found_by_us(SOURCES, SOURCES) == found_by_node(SOURCES, tmp_path)


PARTS = st.sampled_from(
    [
        "exports.NAME = 1",
        "exports['NAME'] = 1",
        "module.exports.NAME = {}",
        "/* exports.NAME = 1 */",
        "'exports.NAME = 1'",
        "`${exports.NAME = 1}`",
        "Object.defineProperty(exports, 'NAME', { value: 1 })",
        "Object.defineProperty(exports, 'NAME', { enumerable: true, get: function () { return v.NAME } })",
        "Object.defineProperty(exports, 'NAME', { configurable: true, get () { return f() } })",
        "module.exports = { NAME: v, v }",
        "module.exports = { v, NAME: f(), late: v }",
        "module.exports = f",
        "if (v) { exports.NAME = v }",
        "f(exports.NAME = v)",
        "f.exports.NAME = v",
        "4 / 2 / exports.NAME",
    ]
)
NAMES = st.sampled_from(["a", "b", "c", "_d", "$e", "defaults", "é"])
MODULES = st.lists(st.builds(lambda part, name: part.replace("NAME", name), PARTS, NAMES), max_size=6)


@pytest.mark.skipif(NODE is None, reason="node is not here")
@settings(max_examples=3, phases=[Phase.generate], deadline=None, database=None)
@given(st.lists(MODULES, min_size=60, max_size=80))
def test_names_of_any_module_are_those_of_node(
    tmp_path_factory: pytest.TempPathFactory, modules: list[list[str]]
) -> None:
    sources = ["var v = {}, f = Object; f.exports = {};\n" + ";\n".join(parts) for parts in modules]
    ours, nodes = found_by_us(sources, sources), found_by_node(sources, tmp_path_factory.mktemp("made"))
    pairs = zip(sources, ours, nodes, strict=True)
    different = [each for each in pairs if each[1] != each[2] and each[2][:1] != ["error"]]
    assert not different, different[0]


@given(st.text(st.sampled_from("exportsmdul.='\"`/*{}()[]\n$a,:")))
def test_any_text_has_some_names(text: str) -> None:
    assert isinstance(names_of(text.encode()).names, tuple)


def found_by_us(sources: Sequence[str], all_of: Sequence[str]) -> list[list[str]]:
    """Return the names of each module, those of the modules it passes on too."""
    return [sorted(names(source, all_of) - {"default"}) for source in sources]


def names(source: str, all_of: Sequence[str]) -> set[str]:
    """Return the names of one module."""
    found = names_of(source.encode())
    passed_on = (names(all_of[int(each[2:-4])], all_of) - {"default"} for each in found.reexports)
    return set(found.names).union(*passed_on)


def found_by_node(sources: Sequence[str], folder: Path) -> list[list[str]]:
    """Return the names that node gives a namespace."""
    for number, source in enumerate(sources):
        (folder / f"{number}.cjs").write_text(source, "utf-8")
    (folder / "ask.mjs").write_text(ASK, "utf-8")
    assert NODE is not None
    done = subprocess.run(
        [NODE, "ask.mjs", str(len(sources))], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    answers = json.loads(done.stdout)
    return [sorted(each) if isinstance(each, list) else [each] for each in answers]
