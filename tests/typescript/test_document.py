"""`oro types`: an app's modules and routes, as an editor sees them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from oro_framework.cli.main import invoke
from oro_framework.cli.node_types import has_node_types
from oro_framework.typescript.modules import importable, module_text, moved_text, node_text

APP = '''
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from oro_framework import Call, hookimpl, route
from oro_framework.types import ByteStream, PageEvent


@dataclass
class Place:
    name: str
    height: float | None = None


@route("places.find")
def find(call: Call, *, name: str, kind: Literal["town", "hill"] = "town") -> list[Place]:
    """Find places by name."""
    return []


@route("places.picture")
async def picture(call: Call, *, name: str) -> bytes:
    """Return a PNG."""
    return b""


@route("places.count")
def count(call: Call) -> int:
    """Count the places."""
    return 0


@route("places.list")
def list_places(call: Call, *, first: int = 0, most: int | None = None) -> list[Place]:
    """List places."""
    return []


@route("places.heights")
async def heights(call: Call) -> AsyncIterator[np.ndarray]:
    """Yield the heights of all places, a thousand at a time."""
    yield np.zeros(1000)


@route("places.map")
async def map_of(call: Call) -> np.ndarray:
    """Return the heights of a map."""
    return np.zeros((10, 10))


@dataclass
class Moved:
    place: Place
    by: float


@hookimpl
def oro_routes():
    return [find, picture, count, list_places, heights, map_of]


@hookimpl
def oro_page_events():
    return [
        PageEvent(name="placemoved", detail=Moved, summary="A place was moved."),
        PageEvent(name="places.drawn", detail=Place, push=True, body=True),
    ]
'''
RIGHT = """
import { readFile } from 'oro:fs/promises'
import * as sameModule from 'node:fs/promises'
import { call, stream as values } from 'oro:data'
import ipc, { openStream, request, send, sendSync, stream, write } from 'oro:ipc'

const counted: number = (await request('places.count')).data + (await request('places.count', {}, { timeout: 10 })).data
const listed = [await request('places.list'), await request('places.list', { first: 1 }), await send('places.list')]
const others = [sendSync('places.list'), await stream('places.list'), openStream('places.list', { most: null })]
const sent = [sendSync('places.find', { name: 'x' }, { cache: true }, 'body'), await write('places.count', {}, 'body')]
const text: string = await readFile('/etc/hostname', 'utf8')
const { data } = await request('places.find', { name: 'x', kind: 'hill' })
const height: number | null = data[0].height
const bytes: ArrayBuffer = (await request('places.picture', { name: 'x' })).data
const response: Response = await stream('places.picture', { name: 'x' })
addEventListener('placemoved', ({ detail }) => { const by: number = detail.by + detail.place.name.length; return by })
addEventListener('data', ({ detail: { params, data } }) => {
  if (params.source === 'places.drawn') return params.data.name.length
  if (params.source === 'fs.watch') return params.data.events.length
  return data === null ? 0 : data.byteLength
})
const unknown = await ipc.request('not.declared' as OroAnyRoute, { whatever: 1 })
const name: string = 'whatever'
const any = [await request(name as OroAnyRoute), await stream(name as OroAnyRoute)]
const grid: readonly number[] = (await call('places.map')).shape
let drawn = 0
for await (const heights of values('places.heights')) drawn += heights.data.length + heights.shape[0]
export { any, counted, drawn, grid, listed, others, sent, text, height, bytes, response, unknown, sameModule }
"""
WRONG = {
    "request('places.fnd', { name: '' })": "'\"places.fnd\"' is not assignable",
    "request(String(1), { name: '' })": "'string' is not assignable",
    "request('places.find', { nam: 'x' })": "'nam' does not exist",
    "request('places.find', {})": "'name' is missing",
    "request('places.find')": '\'"places.find" & OroParametersMissing<{ name: string; kind?',
    "request('places.fond')": "'\"places.fond\"' is not assignable to parameter of type 'keyof OroRoutes",
    "request('places.find', undefined)": "'undefined' is not assignable",
    "request('places.count', { name: '' })": "'string' is not assignable to type 'never'",
    "send('places.find')": "Expected 2-3 arguments, but got 1",
    "sendSync('places.find')": "Expected 2-4 arguments, but got 1",
    "stream('places.find')": "Expected 2-3 arguments, but got 1",
    "openStream('places.find')": "Expected 2-3 arguments, but got 1",
    "write('places.find', {}, '')": "'name' is missing",
    "request('places.find', { name: 1 })": "'number' is not assignable to type 'string'",
    "request('places.find', { name: '', kind: 'sea' })": "'\"sea\"' is not assignable",
    "(await request('places.find', { name: '' })).data[0].depth": "'depth' does not exist",
    "addEventListener('placemoved', (event) => event.detail.place.depth)": "'depth' does not exist",
    "addEventListener('data', ({ detail: { params } }) => params.source === 'fs.watched')": "no overlap",
    "readFile(Symbol.iterator)": "is not assignable to parameter of type 'FileHandle | PathLike'",
}


@pytest.fixture
def app(tmp_path: Path, declared: None) -> Path:
    """An app with routes of its own, and its `oro.d.ts` written."""
    (tmp_path / "oro.toml").write_text('[meta]\nbundle_identifier = "com.example.typed"\n')
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "index.html").write_text("<!doctype html>")
    assert invoke(["types", "--app", str(tmp_path)]) == 0
    return tmp_path


def test_a_right_program_passes(app: Path, tsc: Callable[[], str]) -> None:
    (app / "main.ts").write_text(RIGHT)
    assert tsc() == ""


def test_a_wrong_call_is_found_and_said(app: Path, tsc: Callable[[], str]) -> None:
    imports = (
        "import { readFile } from 'oro:fs/promises'\n"
        "import { openStream, request, send, sendSync, stream, write } from 'oro:ipc'\n"
    )
    for number, call in enumerate(WRONG):
        uses = "void [openStream, readFile, request, send, sendSync, stream, write]"
        (app / f"wrong{number}.ts").write_text(f"{imports}export const wrong = {call}\n{uses}\n")
    complaints = tsc().splitlines()
    for number, reason in enumerate(WRONG.values()):
        mine = " ".join(line for line in complaints if line.startswith(f"wrong{number}.ts") or line.startswith(" "))
        assert reason in mine, f"{reason!r} not among {complaints}"


def test_check_tells_whether_the_file_is_up_to_date(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["types", "--app", str(app), "--check"]) == 0
    (app / "oro.d.ts").write_text("// changed")
    assert invoke(["types", "--app", str(app), "--check"]) == 1
    assert "oro types" in capsys.readouterr().err
    assert (app / "oro.d.ts").read_text() == "// changed"


def test_a_plugin_without_declarations_is_named_once(
    app: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oro_framework.typescript.document.declarations_in", lambda package: {})
    capsys.readouterr()
    assert invoke(["types", "--app", str(app)]) == 0
    [warning] = capsys.readouterr().err.splitlines()
    assert warning.count(" dns,") == 1
    assert warning.endswith(": their packages ship none, so they are any")
    assert "declare module 'oro:dns/promises'" in (app / "oro.d.ts").read_text()


def test_every_module_of_our_plugins_has_declarations(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert invoke(["types", "--app", str(app)]) == 0
    assert "No declarations" not in capsys.readouterr().err


def test_routes_are_documented_and_internal_ones_left_out(app: Path) -> None:
    text = (app / "oro.d.ts").read_text()
    assert "/** Find places by name. */" in text
    assert '"internal.' not in text


def test_node_names_are_left_to_types_node_where_that_is_installed(app: Path) -> None:
    assert "declare module 'node:fs'" in (app / "oro.d.ts").read_text()
    (app / "node_modules" / "@types" / "node").mkdir(parents=True)
    assert invoke(["types", "--app", str(app)]) == 0
    assert "declare module 'node:" not in (app / "oro.d.ts").read_text()


def test_a_module_imports_its_neighbours_by_name() -> None:
    text = "import { A } from '../errors.js';\nexport declare const a: import(\"./b/c.js\").C;\nexport default a;\n"
    assert module_text("fs/promises", moved_text("fs/promises", text)) == [
        "declare module 'oro:fs/promises' {",
        "  import { A } from 'oro:errors';",
        '  export const a: import("oro:fs/b/c").C;',
        "  export default a;",
        "}",
    ]


def test_a_node_name_gives_the_default_only_where_there_is_one() -> None:
    assert node_text(["fs"], {"fs": True})[1:3] == ["  export * from 'oro:fs'", "  export { default } from 'oro:fs'"]
    assert node_text(["ip"], {})[1:] == ["  export * from 'oro:ip'", "}"]


def test_parts_of_a_module_are_declared_only_where_it_names_them() -> None:
    texts = {"fs": "export * from 'oro:fs/file'", "fs/file": "", "fs/flags": "", "fs/promises": "", "words/other": ""}
    own = ["fs", "fs/file", "fs/flags", "fs/promises"]
    assert importable(texts, own, texts) == ["fs", "fs/file", "fs/promises", "words/other"]


TYPESCRIPT = Path(__file__).resolve().parents[2] / "npm" / "node_modules" / "typescript" / "lib" / "typescript.js"
PAGE = """
import { request } from 'oro:ipc'
const answer = await request('places.find', { name: 'x' })
export { answer }
"""


@pytest.mark.skipif(not TYPESCRIPT.is_file(), reason="set-up fetches a TypeScript that editors use")
def test_an_editor_shows_the_documentation_of_a_route(app: Path) -> None:
    (app / "page.ts").write_text(PAGE)
    options = {"module": "esnext", "moduleResolution": "bundler", "target": "es2022", "types": []}
    (app / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
    command = [
        "node",
        str(Path(__file__).with_name("quick_info.cjs")),
        str(TYPESCRIPT),
        str(app / "page.ts"),
        "2",
        "24",
    ]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Find places by name." in shown
    assert "places.find" in shown


@pytest.mark.parametrize(
    ("listed", "version", "seen"),
    [
        ('"types": ["node"]', "5.0.0", True),
        ('"types": ["vite"]', "5.0.0", False),
        ("", "5.9.2", True),
        ("", "6.0.3", False),
    ],
)
def test_types_of_node_count_where_the_project_sees_them(tmp_path: Path, listed: str, version: str, seen: bool) -> None:
    assert not has_node_types(tmp_path)
    for name in ("@types/node", "typescript"):
        (tmp_path / "node_modules" / name).mkdir(parents=True)
    (tmp_path / "node_modules/typescript/package.json").write_text(json.dumps({"version": version}))
    (tmp_path / "tsconfig.json").write_text(f'{{ "compilerOptions": {{ {listed} }} }}')
    assert has_node_types(tmp_path) is seen
