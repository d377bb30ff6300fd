"""Default exports: found where they are, and nowhere else; node is asked whether it agrees."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.javascript import exports_anything, has_default_export

WITH = [
    "export default 1",
    "export default function () {}",
    "export default class {}",
    "const a = 1\nexport { a as default }",
    "const a = 1;export{a as default}",
    "const a = 1, b = 2\nexport { b, a as default, }",
    "const a = 1\nexport { a as 'default' }",
    "export * as default from 'node:path'",
    'export * as "default" from "node:path"',
    "export { default } from 'node:path'",
    "export { sep, default } from 'node:path'",
    "export { sep as default } from 'node:path'",
    "export { default as default } from 'node:path'",
    "/* c */export/* d */default/* e */1",
    "export // c\n default 1",
    "export { /* a, */ x /* } */ as /* b */ default // c\n }; let x",
    "const r = /[`'\"/]/g; const s = `${'`' + `}`} \\` `;export default 1",
    "const d = 4 / 2 / 1 ; export default d",
    "const r = [/`/, /'/.source / 1]; export default r",
    "const f = () => { return /`/ }; export default f",
    "const t = `a${ { b: `c${ 1 }` }.b }d`; export default t",
    "'\\''; \"\\\"\"; export default 1",
    "const s = 'it' // don't `\nexport default s",
]
WITHOUT = [
    "",
    "export const a = 1",
    "const a = { default: 1 }; export { a }",
    "export { default as a } from 'node:path'",
    "export * as defaults from 'node:path'",
    "export * from 'node:path'",
    "// export default 1\nexport const a = 1",
    "/* export default 1 */ export const a = 1",
    "export const a = 'export default 1'",
    'export const a = "\\" export default 1"',
    "export const a = `export default 1 ${ 'export default' } export default`",
    "export const a = `\\`export default 1`",
    "export const a = /export default 1/",
    "export const a = /[/]export default 1/",
    "export const a = { export: 1 }.export; switch (a) { default: }",
    "export const _export = 1, $export = 2\nswitch (1) { default: }",
    "const defaults = 1; export { defaults }; export { defaults as as }",
    "const as = 1; export { as }; // default",
    "import d from 'node:path'; export const a = d.default",
]


@pytest.mark.parametrize("source", WITH)
def test_found(source: str) -> None:
    assert has_default_export(source)


@pytest.mark.parametrize("source", WITHOUT)
def test_not_found(source: str) -> None:
    assert not has_default_export(source)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node_agrees_with_the_tables(tmp_path: Path) -> None:
    for number, source in enumerate([*WITH, *WITHOUT]):
        (tmp_path / f"{number}.mjs").write_text(source)
    script = "for (let i = 0; i < +process.argv[1]; i++) console.log('default' in await import(`./${i}.mjs`))"
    (tmp_path / "ask.mjs").write_text(script.replace("process.argv[1]", "process.argv[2]"))
    count = len(WITH) + len(WITHOUT)
    asked = subprocess.run(
        ["node", "ask.mjs", str(count)], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert asked.stdout.split() == ["true"] * len(WITH) + ["false"] * len(WITHOUT)


PIECES = [
    "export ",
    "default ",
    "{",
    "}",
    "`",
    "${",
    "/",
    "'",
    '"',
    "\\",
    "\n",
    "as ",
    "*",
    "//",
    "/*",
    "*/",
    "a",
    "[",
    "]",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_has_an_answer(source: str) -> None:
    assert has_default_export(source) in (True, False)
    assert has_default_export("export default 1\n" + source)


@pytest.mark.parametrize(
    "source",
    ["/*", "`", "'", "${", "/", "export {", "export /*", "{", "}", "\\", "/[", "a ", "`${", "export "],
)
def test_long_texts_take_no_longer_than_others(source: str) -> None:
    began = time.process_time()
    has_default_export("/* export default */" + source * (200_000 // len(source)))
    assert time.process_time() - began < 10


MODULES = [
    "export const a = 1",
    "export{}",
    "export * from 'x'",
    "export async function f () {}",
    "/* */ export class A {}",
]
SCRIPTS = [
    "",
    "const a = { export: 1 }",
    "a.export * 2",
    "'export default 1'",
    "`export const a`",
    "// export {}",
    "/export/",
]


@pytest.mark.parametrize("source", [*WITH, *MODULES])
def test_what_exports_is_a_module(source: str) -> None:
    assert exports_anything(source)


@pytest.mark.parametrize("source", SCRIPTS)
def test_what_exports_nothing_is_none(source: str) -> None:
    assert not exports_anything(source)
