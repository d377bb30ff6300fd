"""What is protected stays so over links, names moved away, open descriptors and swaps; and without the sandbox."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from oro_fs.errors import SecurityError
from oro_fs.files.operations import Files
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Root, Roots

from oro_framework.errors import ErrnoError
from oro_framework.host.resources.path_guard import Guard
from oro_framework.protected import ProtectedPath, SandboxRoot

from .conftest import App, Opener
from .test_swaps import BOTH, attempts, read, swapping

pytestmark = pytest.mark.anyio


@pytest.fixture
def sandboxed(opened: Opener, tree: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Start a service in a sandbox with the app's folder and a folder of the user's, `free`."""
    (tree / "app" / "app.py").write_bytes(b"code")
    (tree / "app" / "oro.toml").write_bytes(b"settings")
    (tree / "app" / "data").mkdir()
    state = tree / "state" / "com.example.app"
    state.mkdir(parents=True)
    (state / "permissions.json").write_bytes(b"answers")
    (tree / "cache" / "oro-framework").mkdir(parents=True)
    (tree / "free").mkdir()
    (tree / "free" / "file").write_bytes(b"free")
    monkeypatch.setattr("tempfile.tempdir", str(tree / "nowhere"))
    for name in ("STATE", "DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tree / name.lower()))

    def start(**given: Any) -> AbstractAsyncContextManager[App]:
        sandbox = {"filesystem_sandbox_enabled": True, f"webview_navigator_mounts_{tree}": "/all"}
        return opened(**{**sandbox, **given})

    return start


async def refused(app: App, route: str, body: bytes = b"", **params: Any) -> str:
    with pytest.raises(SecurityError) as caught:
        await app.call(route, body, **params)
    return caught.value.message


async def test_no_link_leads_to_what_is_protected(sandboxed: Opener, tree: Path, either_way: str) -> None:
    (tree / "free" / "code").symlink_to(tree / "app" / "app.py")
    (tree / "free" / "relative").symlink_to("../app/app.py")
    (tree / "free" / "folder").symlink_to(tree / "app")
    (tree / "free" / "new").symlink_to(tree / "app" / "new.py")
    (tree / "free" / "twice").symlink_to("new")
    (tree / "free" / "answers").symlink_to(tree / "state" / "com.example.app" / "permissions.json")
    async with sandboxed() as app:
        for path in ("code", "relative", "folder/app.py", "folder/new.py", "new", "twice", "answers"):
            for atomic in (False, True):
                if not (atomic and path in ("new", "twice")):
                    await refused(app, "writeFile", b"x", path=tree / "free" / path, atomic=atomic)
            await refused(app, "open", id="1", path=tree / "free" / path, flags="a", mode=0o666)
        assert await app.bytes("readFile", path=tree / "free" / "code") == b"code"
        await refused(app, "readFile", path=tree / "free" / "answers")
    assert sorted(os.listdir(tree / "app")) == ["app.py", "data", "oro.toml"]
    assert (tree / "app" / "app.py").read_bytes() == b"code"


async def test_what_is_protected_gets_no_second_name_and_is_not_moved_along(sandboxed: Opener, tree: Path) -> None:
    async with sandboxed() as app:
        assert "only read" in await refused(app, "link", src=tree / "app" / "app.py", dest=tree / "free" / "mine.py")
        moved = await refused(app, "rename", src=tree / "state", dest=tree / "free" / "moved")
        assert "lies in it" in moved
        await app.call("mkdir", path=tree / "free" / "extensions")
        assert "only read" in await refused(app, "rename", src=tree / "free" / "extensions", dest=tree / "app" / "new")
    assert os.lstat(tree / "app" / "app.py").st_nlink == 1


async def test_an_open_file_of_the_app_is_read_and_not_altered(sandboxed: Opener, tree: Path) -> None:
    path = tree / "app" / "app.py"
    mode = path.stat().st_mode
    async with sandboxed() as app:
        await app.call("open", id="1", path=path, flags="r", mode=0o666)
        await refused(app, "fchmod", id="1", mode=0o777)
        await refused(app, "fchown", id="1", uid=-1, gid=-1)
        await refused(app, "futimes", id="1", atime=1, mtime=1)
        await app.call("open", id="2", path=tree / "free" / "file", flags="r", mode=0o666)
        await app.call("fchmod", id="2", mode=0o600)
        with pytest.raises(ErrnoError):
            await app.call("pass", id="2", to="1", size=1, offset=0)
        await app.call("close", id="1")
        await app.call("close", id="2")
    assert path.stat().st_mode == mode
    assert path.read_bytes() == b"code"


async def test_folders_that_are_named_can_be_written_without_code(sandboxed: Opener, tree: Path) -> None:
    data = tree / "app" / "data"
    async with sandboxed(filesystem_writable_resources=("data",)) as app:
        await app.call("writeFile", b"x", path=data / "notes.txt")
        await app.call("writeFile", b"x", path="oro://com.example.app/data/more.txt")
        for name in ("m.py", "m.PYC", "m.so", "lib.so.1"):
            assert "no code" in await refused(app, "writeFile", b"x", path=data / name)
        assert "no code" in await refused(app, "mkdir", path=data / "__pycache__")
        assert "no code" in await refused(app, "rename", src=data / "notes.txt", dest=data / "m.py")
        assert "writable_resources" in await refused(app, "writeFile", b"x", path=tree / "app" / "index.html")
        assert "writable_resources" in await refused(app, "rename", src=data, dest=tree / "app" / "other")
    assert sorted(os.listdir(data)) == ["more.txt", "notes.txt"]


async def test_without_the_sandbox_only_what_the_host_keeps_is_protected(sandboxed: Opener, tree: Path) -> None:
    state = tree / "state" / "com.example.app"
    async with sandboxed(filesystem_sandbox_enabled=False) as app:
        await app.call("writeFile", b"mine", path=tree / "app" / "app.py")
        for path in (state / "permissions.json", state / "new", tree / "cache" / "oro-framework" / "x"):
            await refused(app, "writeFile", b"x", path=path)
        await refused(app, "readFile", path=state / "permissions.json")
        await refused(app, "rename", src=tree / "state", dest=tree / "moved")
        await app.call("mkdir", path=state / "log")
        await app.call("writeFile", b"x", path=state / "log" / "app.log")
    assert (state / "permissions.json").read_bytes() == b"answers"


async def test_a_watcher_is_not_told_of_protected_folders(sandboxed: Opener, tree: Path) -> None:
    state = tree / "state" / "com.example.app"
    async with sandboxed() as app:
        await refused(app, "watch", id="1", path=state)
        await app.call("watch", id="2", path=tree, recursive=True)
        (state / "permissions.json").write_bytes(b"more")
        (tree / "free" / "last").write_bytes(b"")

        def last(told: list[Any]) -> bool:
            return any(change["path"] == "free/last" for change in told)

        told = await app.window.wait_for(last)
        assert not [change for change in told if change["path"].startswith("state/")]


@pytest.fixture
def arena(tree: Path) -> Iterator[tuple[Path, Paths, Files]]:
    """A root with a protected folder in it; `dir` is a folder beside it, and `trap` a link to what is protected."""
    app = tree / "app"
    for name, content in (("dir", b"inside"), ("kept", b"secret")):
        (app / name).mkdir()
        (app / name / "secret").write_bytes(content)
    (app / "trap").symlink_to(app / "kept")
    resources = Root(app)
    roots = Roots([resources])
    guard = Guard([ProtectedPath(path=app / "kept", what="kept")], [SandboxRoot(app)])
    yield app, Paths("a.b", resources, (), roots), Files(Resolver(roots, Policy()), Policy(), Guarded(guard))
    roots.close()


def test_a_folder_swapped_for_a_link_to_what_is_protected(arena: tuple[Path, Paths, Files], either_way: str) -> None:
    app, paths, files = arena
    new = paths.place(str(app / "dir" / "new"))

    def made() -> bytes:
        os.close(files.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
        files.unlink(new)
        return b"inside"

    with swapping(app / "dir", app / "trap") as swaps:
        assert attempts(lambda: read(files, paths, app / "dir" / "secret"), swaps, BOTH) == BOTH
        assert attempts(made, swaps, BOTH) == BOTH
    assert os.listdir(app / "kept") == ["secret"]
