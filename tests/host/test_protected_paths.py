"""What no page may write, by any route of any plugin: every parameter that is a path has its line in a table here.

A parameter with a new name fails `test_every_parameter_is_known` until it is said to be a path or not; a path of a new
route fails `test_every_path_is_tried` until its line says how it is tried.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from msgspec import Struct, field

from oro_framework.host.plugins.discovery import discover
from oro_framework.testing import OpenHost, open_host

pytestmark = pytest.mark.anyio

Kind = Literal["read", "write", "name", "make", "begin"]
"""What a call does to the path: looks at it, changes it, moves or removes its name, makes it, or what begins so."""

BUNDLE = "org.example.test"


class Case(Struct, frozen=True):
    """A call that would do something to a path; `{free}` in a parameter is a file pages may change."""

    route: str
    parameter: str
    kind: Kind
    others: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None


CASES = [
    Case("fs.access", "path", "read", {"mode": 0}),
    Case("fs.appendFile", "path", "write", {}, b"x"),
    Case("fs.appendFile", "path", "make", {}, b"x"),
    Case("fs.chmod", "path", "write", {"mode": 0o777}),
    Case("fs.chown", "path", "write", {"uid": -1, "gid": -1}),
    Case("fs.copyFile", "src", "read", {"dest": "{free}.copy"}),
    Case("fs.copyFile", "dest", "write", {"src": "{free}"}),
    Case("fs.copyFile", "dest", "make", {"src": "{free}"}),
    Case("fs.lchown", "path", "write", {"uid": -1, "gid": -1}),
    Case("fs.link", "src", "write", {"dest": "{free}.link"}),
    Case("fs.link", "dest", "make", {"src": "{free}"}),
    Case("fs.lstat", "path", "read"),
    Case("fs.lutimes", "path", "write", {"atime": 1, "mtime": 1}),
    Case("fs.mkdir", "path", "make"),
    Case("fs.mkdir", "path", "make", {"recursive": True}),
    Case("fs.mkdtemp", "prefix", "begin"),
    Case("fs.open", "path", "read", {"id": "1", "flags": "r", "mode": 0o666}),
    *(Case("fs.open", "path", "write", {"id": "1", "flags": how, "mode": 0o666}) for how in ("w", "r+", "a")),
    *(Case("fs.open", "path", "make", {"id": "1", "flags": how, "mode": 0o666}) for how in ("w", "wx", "a")),
    Case("fs.opendir", "path", "read", {"id": "1"}),
    Case("fs.readFile", "path", "read"),
    Case("fs.readdir", "path", "read"),
    Case("fs.readlink", "path", "read"),
    Case("fs.realpath", "path", "read"),
    Case("fs.rename", "src", "name", {"dest": "{free}.moved"}),
    Case("fs.rename", "dest", "write", {"src": "{free}"}),
    Case("fs.rename", "dest", "make", {"src": "{free}"}),
    Case("fs.rm", "path", "name", {"recursive": True, "force": True}),
    Case("fs.rm", "path", "write"),
    Case("fs.rmdir", "path", "name"),
    Case("fs.stat", "path", "read"),
    Case("fs.statfs", "path", "read"),
    Case("fs.symlink", "dest", "make", {"src": "{free}"}),
    Case("fs.truncate", "path", "write"),
    Case("fs.unlink", "path", "name"),
    Case("fs.utimes", "path", "write", {"atime": 1, "mtime": 1}),
    Case("fs.watch", "path", "read", {"id": "1"}),
    Case("fs.writeFile", "path", "write", {}, b"x"),
    Case("fs.writeFile", "path", "make", {}, b"x"),
    Case("fs.writeFile", "path", "write", {"atomic": True}, b"x"),
    Case("fs.writeFile", "path", "make", {"atomic": True}, b"x"),
    Case("desktop.recent.add", "path", "read"),
    Case("desktop.recent.clear", "path", "read"),
    Case("sqlite.open", "path", "write", {"id": "1", "flags": 0x2}),
    Case("sqlite.open", "path", "make", {"id": "1", "flags": 0x6}),
    Case("sqlite.open", "path", "read", {"id": "1", "flags": 0x1}),
    Case("sqlite.backup", "path", "write", {"id": "memory"}),
    Case("sqlite.backup", "path", "make", {"id": "memory"}),
    Case("net.server.open", "path", "make", {"id": "1"}),
    Case("net.server.bind", "path", "make", {"id": "9"}),
    Case("net.connect", "path", "write", {"id": "1"}),
    Case("ai.llm.model.load", "directory", "read", {"name": "x"}),
    *(Case(f"search.{name}", "folder", "read") for name in ("index", "watch", "unwatch", "forget", "status")),
    Case("search.search", "folder", "read", {"question": "x"}),
    Case("search.answer", "folder", "read", {"question": "x"}),
    Case("wasm.verify", "path", "read"),
    Case("wasm.inspect", "path", "read"),
    Case("wasm.compile", "project", "read"),
    Case("wasm.compile", "output", "make", {"project": "{free}"}),
]

ELSEWHERE = {
    ("fs.symlink", "src"): "what a link holds; it is followed, and refused, when it is used",
    (
        "ai.llm.lora.load",
        "directory",
    ): "looked for as a model's is; tried where there is a model, in the plugin's tests",
    ("tls.connect", "path"): "refused: only net has Unix sockets",
    ("tls.server.bind", "path"): "refused: only net has Unix sockets",
    ("tls.server.open", "path"): "refused: only net has Unix sockets",
    ("childProcess.exec", "cwd"): "a program runs with the rights of the user",
    ("childProcess.spawn", "cwd"): "a program runs with the rights of the user",
    ("child_process.exec", "cwd"): "a program runs with the rights of the user",
    ("child_process.spawn", "cwd"): "a program runs with the rights of the user",
    **{
        (f"container.{name}", "path"): "within a container, whose walls hold it"
        for name in (
            *("export", "fs.chmod", "fs.cp", "fs.mkdir", "fs.readFile", "fs.readdir", "fs.readlink", "fs.rename"),
            *("fs.rm", "fs.stat", "fs.symlink", "fs.writeFile", "mount", "watch"),
        )
    },
    ("desktop.drag", "paths"): "a list of paths, tried in the plugin's tests",
    ("notification.show", "icon"): "read by the desktop; only what is served, see the plugin's own tests",
    ("notification.show", "image"): "read by the desktop; only what is served, see the plugin's own tests",
    ("session.cookies.set", "path"): "which addresses of a site get a cookie",
    ("window.create", "resourcesDirectory"): "refused unless it is the app's own",
    ("window.showFileSystemPicker", "defaultPath"): "where a dialog begins; the person chooses",
    ("window.showFileSystemPicker", "defaultName"): "what a dialog proposes; the person chooses",
}
"""Paths that no page reaches a file by, and why."""

_PATHS = (
    "cwd defaultName defaultPath dest directory folder icon image output path paths prefix project "
    "resourcesDirectory src"
)
PATHS = frozenset(_PATHS.split())
_TEXTS = """
__runtime_primordial_overrides__ actions address addresses allow answer answers antiprompts args arguments aspectRatio
backgroundColorDark backgroundColorLight blockSize body buffer cached category channel client clientId cols config
contentTypeSpecs context cost curve data digest display domain env error event excludes exclusionFilters export
expression family fd fetched filters flags format frames generator grants group groups head header headers height host
hostname id includes interface iterations key keys kind kinds label lang language limits localAddress localAddress4
localAddress6 maxHeight maxWidth message messages method minHeight minWidth mode model name numbers opacity optimization
optionalServices options order origin origins other page pages parallelization params parent password pathname printer
priority private profile prompt protocols proxy public query question reason requestHeaders responseType responseURL
revision rights rows rrtype salt scheme scope scriptURL serializedWorkerArgs server serverId servers session sharedKey
shortcuts signal signals signature size socket source sql stack state statusText store table tables tag target text
ticket title titlebarStyle to token tool tools transport type updateViaCache uri url userScript value vibrate wanted
watch width windowControlOffsets worker x y
"""
OTHER_TEXTS = frozenset(_TEXTS.split())
"""Parameters that hold text and are no paths: ids, names, addresses, code, what is sent."""


class Place(Struct, frozen=True):
    """A protected path below the test's folder, and a word its refusal says."""

    path: str
    word: str
    readable: bool = False


APP, STATE, DATA = "app", f"state/{BUNDLE}", f"data/{BUNDLE}"
FILES = [
    Place(f"{STATE}/permissions.json", "remembers"),
    Place(f"{STATE}/windows.json", "remembers"),
    Place(f"{STATE}/pages/own/data/cookies.sqlite", "remembers"),
    Place(f"{STATE}/audit.jsonl", "remembers"),
    Place("logs/audit.jsonl", "audit log"),
    Place(f"{DATA}/store.sqlite3", "store"),
    Place(f"{DATA}/store.sqlite3-wal", "store"),
    Place(f"{DATA}/service-workers/index.json", "service workers"),
    Place(f"{DATA}/search/0-0.sqlite3", "search indexes"),
    Place("cache/oro-framework/plugins-0.json", "plugins"),
    Place(f"{APP}/oro.toml", "configuration"),
    Place(f"{APP}/.ororc", "configuration"),
    Place(f"{APP}/.git/config", "history"),
    Place(f"{APP}/index.html", "writable_resources", readable=True),
    Place(f"{APP}/app.py", "writable_resources", readable=True),
    Place(f"{APP}/data/module.py", "code", readable=True),
    Place(f"{APP}/data/__pycache__/module.cpython-311.pyc", "code", readable=True),
    Place(f"{APP}/extensions/calm.py", "extensions", readable=True),
    Place(f"{APP}/data/extensions/calm.py", "extensions", readable=True),
]
NEW = [
    Place(f"{STATE}/permissions.123", "remembers"),
    Place(f"{DATA}/store.sqlite3-journal", "store"),
    Place(f"{DATA}/service-workers/new", "service workers"),
    Place(f"{APP}/new.html", "writable_resources"),
    Place(f"{APP}/data/new.py", "code"),
    Place(f"{APP}/data/new.cpython-311-x86_64-linux-gnu.so", "code"),
    Place(f"{APP}/extensions/new.py", "extensions"),
    Place(f"{APP}/data/extensions/new.py", "extensions"),
]
FOLDERS = [
    Place(APP, "sandbox"),
    Place(f"{APP}/data", "extensions"),
    Place("state", "lies in it"),
    Place(STATE, ""),
    Place("data", "lies in it"),
    Place(DATA, "sandbox"),
    Place("cache", "lies in it"),
]
"""What has protected files in it: moved away, they would lose their protection."""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make everything a page is after, and one file that it may change."""
    for place in FILES:
        path = tmp_path / place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"kept")
    (tmp_path / "free").mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "free" / "file").write_bytes(b"free")
    for name in ("STATE", "DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path


@pytest.fixture
async def app(disk: Path) -> AsyncIterator[OpenHost]:
    """Run an app with every plugin in the sandbox; one mount holds all there is."""
    settings = {
        "filesystem_sandbox_enabled": True,
        "filesystem_writable_resources": ["data"],
        "permissions_audit": str(disk / "logs" / "audit.jsonl"),
        "extensions_allowed_roots": ["extensions", "data/extensions"],
        f"webview_navigator_mounts_{disk}": "/all",
    }
    names = [found.name for found in discover()]
    async with open_host(root=disk / "app", settings=settings, installed=names, bundle=BUNDLE) as opened:
        yield opened


def texts(app: OpenHost) -> Iterator[tuple[str, str]]:
    """Yield every parameter of every route that holds more than numbers and fixed words."""
    for bound in app.host.routes.values():
        for parameter in bound.signature.params:
            if parameter.text or not parameter.scalar or parameter.reading is not None:
                yield bound.name, parameter.name


async def test_every_parameter_is_known(app: OpenHost) -> None:
    unknown = {each for each in texts(app) if each[1] not in PATHS | OTHER_TEXTS}
    assert not unknown, "say in PATHS or OTHER_TEXTS whether these are paths"


async def test_every_path_is_tried(app: OpenHost) -> None:
    tried = {(case.route, case.parameter) for case in CASES} | set(ELSEWHERE)
    assert {each for each in texts(app) if each[1] in PATHS} == tried


async def test_no_route_reaches_what_is_protected(app: OpenHost, disk: Path) -> None:
    await prepared(app)
    before, reached = snapshot(disk), []
    for case in CASES:
        for place in places(case.kind):
            if why := await tried(app, case, place, disk):
                reached.append(f"{case.route} {case.parameter} ({case.kind}) {place.path}: {why}")
        if snapshot(disk) != before:
            reached.append(f"{case.route} {case.parameter} ({case.kind}): the disk changed")
            break
    assert not reached, "\n".join(reached)


async def tried(app: OpenHost, case: Case, place: Place, disk: Path) -> str:
    """Call a route with a protected path; return what is wrong with its refusal, empty when nothing is."""
    free = disk / "free" / "file"
    others = {key: each.format(free=free) if isinstance(each, str) else each for key, each in case.others.items()}
    reply = await app.call(case.route, case.body, **{case.parameter: str(disk / place.path)}, **others)
    if reply.status != 403:
        return f"{reply.status} {reply.body[:300]!r}"
    message = reply.err["message"]
    return "" if place.word in message else f"the refusal does not say {place.word!r}: {message}"


def places(kind: Kind) -> list[Place]:
    """Return what a kind of call must not reach."""
    if kind == "make":
        return NEW
    if kind == "begin":
        return [place for place in NEW if place.word not in ("code", "store")]
    if kind == "read":
        return [place for place in FILES if not place.readable]
    return [*FILES, *FOLDERS] if kind == "name" else FILES


async def prepared(app: OpenHost) -> None:
    """Open what some of the calls need."""
    assert (await app.call("sqlite.open", id="memory", path=":memory:", flags=0x6)).status == 200
    assert (await app.call("net.server.create", id="9")).status == 200


def snapshot(disk: Path) -> dict[str, tuple[Any, ...]]:
    """Return what is known of every file and folder; what other plugins make meanwhile is made before."""
    found = {}
    for path in (disk, *sorted(disk.rglob("*"))):
        status = os.lstat(path)
        content = path.read_bytes() if path.is_file() and path.name != "audit.jsonl" else b""
        found[str(path)] = (status.st_mode, status.st_ino, status.st_nlink, content)
    return found
