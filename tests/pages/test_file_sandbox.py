"""A page with permission `fs` in the sandbox, in every engine: it changes nothing of the app, and is served no code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

BUNDLE = "org.example.confined"

PAGE = """<!doctype html><title>file sandbox</title>
<script type="module">
import fs, { openAsBlob } from 'oro:fs'
import files from 'oro:fs/promises'
import { createFile, createFileSystemDirectoryHandle, createFileSystemFileHandle } from 'oro:fs/web'
import * as ipc from 'oro:ipc'
const { app, state, free } = PLACES
const outcome = {}
const attempt = async (name, work) => {
  try { outcome[name] = await work() ?? 'done' } catch (error) {
    outcome[name] = typeof error.code === 'string' ? error.code : error.name
  }
}
const kept = { code: `${app}/app.py`, page: `${app}/index.html`, settings: `${app}/oro.toml`,
  extension: `${app}/extensions/new.py`, answers: `${state}/permissions.json` }

for (const [name, path] of Object.entries(kept)) {
  await attempt(`write ${name}`, () => files.writeFile(path, 'mine'))
  await attempt(`write ${name} at once`, () => fs.writeFileSync(path, 'mine'))
  await attempt(`stream ${name}`, () => new Promise((resolve, reject) =>
    fs.createWriteStream(path).on('error', reject).on('finish', resolve).end('mine')))
  await attempt(`copy over ${name}`, () => files.cp(`${free}/file`, path, { force: true }))
  await attempt(`move over ${name}`, async () => {
    await files.writeFile(`${free}/moving`, 'mine')
    await files.rename(`${free}/moving`, path)
  })
  await attempt(`handle of ${name}`, async () => {
    const folder = await createFileSystemDirectoryHandle(path.slice(0, path.lastIndexOf('/')))
    const handle = await folder.getFileHandle(path.slice(path.lastIndexOf('/') + 1), { create: true })
    const writable = await handle.createWritable()
    await writable.write('mine')
    await writable.close()
  })
}
for (const [name, path] of Object.entries({ settings: kept.settings, answers: kept.answers })) {
  await attempt(`read ${name}`, () => files.readFile(path, 'utf8'))
  await attempt(`blob of ${name}`, async () => (await openAsBlob(path)).text())
  await attempt(`file of ${name}`, async () => (await createFile(path)).text())
}
await attempt('read code', () => files.readFile(kept.code, 'utf8'))
await attempt('read page', () => files.readFile(kept.page, 'utf8').then((text) => text.includes('file sandbox')))
await attempt('second name', () => files.link(kept.code, `${free}/mine.py`))
await attempt('move the app away', () => files.rename(app, `${free}/app`))
await attempt('remove the app', () => files.rm(app, { recursive: true, force: true }))
await attempt('through a link', async () => {
  await files.symlink(kept.code, `${free}/link`)
  await files.writeFile(`${free}/link`, 'mine')
})
await attempt('free file', () => files.writeFile(`${free}/file`, 'mine'))
await attempt('data', () => files.writeFile(`${app}/data/notes.txt`, 'mine'))
await attempt('code in data', () => files.writeFile(`${app}/data/notes.py`, 'mine'))
await attempt('free handle', async () => {
  const handle = await createFileSystemFileHandle(`${free}/file`)
  const writable = await handle.createWritable()
  await writable.write('mine')
  await writable.close()
})

const served = {}
for (const path of SERVED) {
  const url = new URL('/', location.href).href.replace(/[/]$/, '') + path
  served[path] = await fetch(url).then((answer) => answer.status, (error) => error.name)
}
console.log('RESULT ' + JSON.stringify({ outcome, served }))
await ipc.request('application.exit')
</script>
"""

PLUGIN = """
from oro_framework import hookimpl

@hookimpl
def oro_permissions():
    return []
"""

TOML = """
[meta]
bundle_identifier = "org.example.confined"
[plugins]
enabled = ["fs", "extension", "os"]
[filesystem]
sandbox_enabled = true
writable_resources = ["data"]
[permissions]
default = "deny"
allow.fs = true
[webview.navigator.mounts]
"{app}" = "/mounted"
"{state}" = "/state"
"""

NEVER = [
    *("/oro.toml", "/ORO.TOML", "/oro%2etoml", "/%6fro.toml", "/.ororc", "/.OroRc", "/app.py", "/app%2epy"),
    *("/.git/config", "/.GIT/config", "/%2egit/config", "/git~1/config", "/sub/.git/config", "/sub/oro.toml"),
    *("/mounted/oro.toml", "/mounted/app.py", "/mounted/.git/config", "/mounted/.ororc"),
    *("/state/org.example.confined/permissions.json", "/linked.txt", "/linked/config", "/code.txt"),
    *("/__pycache__/app.cpython-311.pyc",),
]
SERVED = {"/index.html": 200, "/sub/app.py": 200, "/mounted/index.html": 200, "/.well-known/x.txt": 200}


@pytest.mark.parametrize("engine", engines())
def test_a_page_makes_nothing_of_the_app_its_own(
    engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, state, free = tmp_path / "app", tmp_path / "state" / BUNDLE, tmp_path / "tmp" / "free"
    for name, place in (("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data"), ("TMPDIR", "tmp")):
        monkeypatch.setenv(name, str(tmp_path / place))
    made_in(app, state, free)
    before = contents(app)
    code, output = oro_engines.run(engine, app)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    result = json.loads(line.removeprefix("RESULT "))
    assert result["served"] == {**dict.fromkeys(NEVER, 403), **SERVED}
    allowed = {name: what for name, what in result["outcome"].items() if what not in REFUSED}
    assert allowed == {"read page": True, "free file": "done", "data": "done", "free handle": "done"}
    after = contents(app)
    assert after.pop("data/notes.txt") == b"mine"
    assert {name: data for name, data in after.items() if "__pycache__" not in name} == before
    assert not (state / "permissions.json").exists() or b"mine" not in (state / "permissions.json").read_bytes()
    assert code == 0


REFUSED = ("SECURITY_ERR", "SecurityError", "EACCES", "EPERM", "NotAllowedError", "NoModificationAllowedError")


def made_in(app: Path, state: Path, free: Path) -> None:
    """Write the app, the answers a person gave, and a file of the user's own."""
    places = json.dumps({"app": str(app), "state": str(state), "free": str(free)})
    page = PAGE.replace("PLACES", places).replace("SERVED", json.dumps([*NEVER, *SERVED]))
    files = {
        app / "index.html": page,
        app / "app.py": PLUGIN,
        app / "oro.toml": TOML.format(app=app, state=state.parent),
        app / ".ororc": "",
        app / ".git" / "config": "history",
        app / "sub" / ".git" / "config": "history",
        app / "sub" / "oro.toml": "",
        app / "sub" / "app.py": "print('served to Python in pages')",
        app / ".well-known" / "x.txt": "x",
        app / "extensions" / "calm.py": "",
        app / "data" / "kept.txt": "x",
        state / "permissions.json": "{}",
        free / "file": "free",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (app / "linked.txt").symlink_to("oro.toml")
    (app / "linked").symlink_to(".git")
    (app / "code.txt").symlink_to("app.py")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
